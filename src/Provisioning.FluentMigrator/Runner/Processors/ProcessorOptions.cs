namespace FluentMigrator.Runner.Processors;

/// <summary>How a runner reaches its database.</summary>
public class ProcessorOptions
{
    /// <summary>The connection string: Npgsql's for PostgreSQL, Microsoft.Data.Sqlite's for SQLite, or a URL as the command takes it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether to write the SQL into the log and change nothing.</summary>
    public bool PreviewOnly { get; set; }

    /// <summary>How long a statement may take. Kept for programs that set it: a migration takes as long as it takes.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Kept for programs that set it.</summary>
    public string? ProviderSwitches { get; set; }

    /// <summary>Kept for programs that set it: statements are sent as they were written.</summary>
    public bool StripComments { get; set; }
}

/// <summary>Which of several engines a runner is for.</summary>
public class SelectingProcessorAccessorOptions
{
    /// <summary>A name of the engine, in any case; null where only one was added.</summary>
    public string? ProcessorId { get; set; }
}
