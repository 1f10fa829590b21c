namespace FluentMigrator.Runner;

/// <summary>What a runner writes into the log beside the migrations' names.</summary>
public class FluentMigratorLoggerOptions
{
    /// <summary>Whether the SQL is written.</summary>
    public bool ShowSql { get; set; }

    /// <summary>Whether it is written how long a migration took.</summary>
    public bool ShowElapsedTime { get; set; }
}
