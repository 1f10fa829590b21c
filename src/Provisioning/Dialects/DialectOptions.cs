namespace Provisioning.Dialects;

/// <summary>What migrations leave open and an engine's dialect decides. Each engine reads its own part.</summary>
public sealed record DialectOptions
{
    /// <summary>The defaults of every part.</summary>
    public static DialectOptions Default { get; } = new();

    /// <summary>How columns are declared on SQLite. Default: as FluentMigrator declares them.</summary>
    public SqliteTypes SqliteTypes { get; init; } = SqliteTypes.FluentMigrator;

    /// <summary>What a numbered column becomes on PostgreSQL where its migration does not say how. Default: null, what
    /// the database remembers, else always generated.</summary>
    public PostgreSqlIdentities? Identities { get; init; }

    /// <summary>The schema on PostgreSQL where names without one live. Default: null, the one that the URL names, else
    /// <c>public</c>.</summary>
    public string? Schema { get; init; }

    /// <summary>What a variable holds that a migration takes the address of another server from; null for nothing.
    /// Default: the variables of the environment. PostgreSQL only.</summary>
    public Func<string, string?> Variables { get; init; } = Environment.GetEnvironmentVariable;
}
