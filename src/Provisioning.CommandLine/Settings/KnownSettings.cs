namespace Provisioning.CommandLine.Settings;

/// <summary>The settings there are. Each is a key of the configuration file, and the variable PROVISIONING_ with its
/// name in capitals; those that a command has an option for are that option, too.</summary>
internal static class KnownSettings
{
    /// <summary>The variable of the database's URL that most programs read.</summary>
    public const string DatabaseUrl = "DATABASE_URL";

    /// <summary>The database's URL. It has variables of its own.</summary>
    public const string Url = "url";

    /// <summary>The file that holds the password.</summary>
    public const string PasswordFile = "password_file";

    /// <summary>The command that prints the password.</summary>
    public const string PasswordCommand = "password_command";

    /// <summary>Development or production.</summary>
    public const string Environment = "environment";

    /// <summary>Settings that are the default of an option of the same name.</summary>
    public static IReadOnlyList<string> OfOptions { get; } =
    [
        "system",
        "schema",
        Environment,
        "identity",
        PasswordFile,
        PasswordCommand,
        "lock_wait",
        "table_wait",
        "retry_for",
        "statement_timeout",
        "idle_timeout",
        "profile",
        "tag",
        "out_of_order",
        "output",
    ];

    /// <summary>Options of a connection to PostgreSQL that hold where the URL does not say otherwise, with libpq's
    /// variable for each.</summary>
    public static IReadOnlyList<(string Name, string? Variable)> OfConnection { get; } =
    [
        ("sslmode", "PGSSLMODE"),
        ("sslrootcert", "PGSSLROOTCERT"),
        ("sslcert", "PGSSLCERT"),
        ("sslkey", "PGSSLKEY"),
        ("sslnegotiation", "PGSSLNEGOTIATION"),
        ("channel_binding", "PGCHANNELBINDING"),
        ("connect_timeout", "PGCONNECT_TIMEOUT"),
        ("application_name", "PGAPPNAME"),
        ("target_session_attrs", "PGTARGETSESSIONATTRS"),
        ("keepalives_idle", null),
        ("keepalives_interval", null),
    ];

    /// <summary>What the application should set its pool to.</summary>
    public static IReadOnlyList<string> OfPool { get; } =
    ["pool_size", "pool_overflow", "pool_timeout", "pool_recycle", "pool_pre_ping"];

    /// <summary>Whether there is such a setting.</summary>
    public static bool Contains(string name) =>
        name is Url
        || OfOptions.Contains(name, StringComparer.Ordinal)
        || OfPool.Contains(name, StringComparer.Ordinal)
        || OfConnection.Any(known => known.Name == name);

    /// <summary>All names, sorted.</summary>
    public static IEnumerable<string> Names =>
        new[] { Url }
            .Concat(OfOptions)
            .Concat(OfConnection.Select(known => known.Name))
            .Concat(OfPool)
            .Order(StringComparer.Ordinal);

    /// <summary>The variable that sets it.</summary>
    public static string Variable(string name) => $"PROVISIONING_{name.ToUpperInvariant()}";
}
