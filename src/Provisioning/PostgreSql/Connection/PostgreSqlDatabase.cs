using System.Text;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Dialect;

namespace Provisioning.PostgreSql.Connection;

/// <summary>A database on a PostgreSQL server.</summary>
public partial class PostgreSqlDatabase : Database
{
    private const string Maintenance = "postgres";
    private const int LongestName = 63;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly PostgreSqlIdentities? _identities;

    /// <summary>The database that the settings name. Nothing is connected yet.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="identities">What a numbered column becomes where its migration does not say how; null where that
    /// is left open, for always generated.</param>
    /// <param name="schema">Where names without a schema live; null for <c>public</c>. It is created and dropped as a
    /// database is.</param>
    /// <exception cref="InvalidDatabaseUrlException">A name is longer than PostgreSQL keeps, or the schema is the
    /// server's own.</exception>
    public PostgreSqlDatabase(
        NpgsqlConnectionStringBuilder settings,
        PostgreSqlIdentities? identities = null,
        string? schema = null
    )
    {
        RequireShort("database", settings.Database);
        RequireShort("schema", schema);
        if (
            schema is { } name
            && (
                name.Length == 0
                || name.StartsWith("pg_", StringComparison.Ordinal)
                || name is "information_schema" or "$user"
            )
        )
        {
            throw new InvalidDatabaseUrlException(
                $"A schema cannot be called \"{name}\": that name is the server's own. Give another."
            );
        }

        _identities = identities;
        Schema = schema ?? PostgreSqlDialect.PublicSchema;
        Dialect = new PostgreSqlDialect(identities, Schema);
        _settings = new(settings.ConnectionString)
        {
            Pooling = false,
            // A migration has no time limit.
            CommandTimeout = 0,
            IncludeErrorDetail = true,
            // Shows which statement of a batch was refused.
            IncludeFailedBatchedCommand = true,
        };
        _settings.ApplicationName ??= "provision";
        // SQL that migrations bring names no schema; what extensions brought lies in public. Whatever the server sets
        // for the role or the database, no other schema is searched, and temporary objects come last: another role may
        // have created one with a name of ours there.
        _settings.SearchPath = HasOwnSchema
            ? $"{QuotedSchema}, public, pg_temp"
            : settings.SearchPath ?? "public, pg_temp";

        // A Unix socket refuses the options of TCP.
        if (_settings.Host is null or not ['/' or '@', ..])
        {
            // Finds out within half a minute that the server is gone.
            _settings.TcpKeepAlive =
                settings.TcpKeepAlive
                || !settings.Keys.Cast<string>().Contains("TCP Keepalive", StringComparer.OrdinalIgnoreCase);
            _settings.TcpKeepAliveTime = settings.TcpKeepAliveTime is > 0 and var idle ? idle : 10;
            _settings.TcpKeepAliveInterval = settings.TcpKeepAliveInterval is > 0 and var interval ? interval : 5;
        }
    }

    /// <inheritdoc />
    public override Dialects.Dialect Dialect { get; }

    /// <inheritdoc />
    public override string Name => _settings.Database!;

    /// <summary>Where names without a schema live.</summary>
    public string Schema { get; }

    /// <inheritdoc />
    public override string Location =>
        PostgreSqlUrl.Mask(_settings) + (HasOwnSchema ? $"?schema={Uri.EscapeDataString(Schema)}" : "");

    /// <inheritdoc />
    public sealed override bool HasOwnSchema => Schema != PostgreSqlDialect.PublicSchema;

    /// <inheritdoc />
    public override string ConnectionString => _settings.ConnectionString;

    /// <inheritdoc />
    public override Database? ReadOnly =>
        new PostgreSqlDatabase(_settings, _identities, OwnSchema)
        {
            IsReadOnly = true,
            Variables = Variables,
            ReachesOthers = ReachesOthers,
        };

    private bool IsReadOnly { get; init; }

    /// <summary>What a variable of the environment holds that a migration names; null for nothing.</summary>
    internal Func<string, string?> Variables { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Whether other servers that migrations name are connected to, and rows written there.</summary>
    internal bool ReachesOthers { get; init; } = true;

    /// <summary>How it asks for encryption, as libpq calls it: <c>verify-full</c>.</summary>
    internal string SslMode => PostgreSqlUrlOptions.Word(_settings.SslMode);

    /// <summary>Whether its connections stay on this machine.</summary>
    internal bool IsLocal => IsLocalHost(_settings.Host);

    private string QuotedSchema => Quoted(Schema);

    private string QuotedName => Quoted(Name);

    /// <summary>The settings of a connection, with the password.</summary>
    internal NpgsqlConnectionStringBuilder Settings => _settings;

    /// <summary>Whether a connection to the host stays on this machine: a socket, <c>localhost</c>, a loopback address.
    /// Of several hosts, all.</summary>
    internal static bool IsLocalHost(string? hosts) =>
        (hosts ?? "localhost")
            .Split(',')
            .All(host =>
                host is "localhost" or ['/' or '@', ..]
                || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address))
            );

    /// <summary>The name of a database in quotes. One that has quotes at both ends has them as part of it: it comes
    /// from a URL, not from SQL.</summary>
    internal static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The database with all its schemas, where this is one of them.</summary>
    internal PostgreSqlDatabase Whole =>
        HasOwnSchema ? With(new(_settings.ConnectionString) { SearchPath = null }, schema: null) : this;

    /// <summary>Another database on the same server.</summary>
    internal PostgreSqlDatabase At(string name) => With(new(_settings.ConnectionString) { Database = name }, OwnSchema);

    /// <summary>The database, whose migrations connect to no other server.</summary>
    internal PostgreSqlDatabase Alone =>
        new(_settings, _identities, OwnSchema) { Variables = Variables, ReachesOthers = false };

    private string? OwnSchema => HasOwnSchema ? Schema : null;

    // Another one that takes variables from where this one does, and reaches no more servers.
    private PostgreSqlDatabase With(NpgsqlConnectionStringBuilder settings, string? schema) =>
        new(settings, _identities, schema) { Variables = Variables, ReachesOthers = ReachesOthers };

    /// <inheritdoc />
    public override async Task<bool> ExistsAsync(CancellationToken token)
    {
        try
        {
            await using var session = new PostgreSqlSession(this, await ConnectAsync(_settings, token));
            return !HasOwnSchema || await HasSchemaAsync(session, token);
        }
        catch (ConnectionFailedException error) when (IsMissing(error))
        {
            return false;
        }
    }

    /// <summary>The same database as another role sees it.</summary>
    /// <param name="role">The role.</param>
    /// <param name="password">Its password.</param>
    internal PostgreSqlDatabase As(string role, string password) =>
        With(
            new(_settings.ConnectionString)
            {
                Username = role,
                Password = password,
                Passfile = null,
            },
            OwnSchema
        );

    /// <summary>The server's host and port, as a password file has them.</summary>
    internal (string Host, int Port) Server => (_settings.Host!, _settings.Port);

    /// <inheritdoc />
    public override Database Beside(string name) =>
        With(new(_settings.ConnectionString) { Database = name, SearchPath = null }, schema: null);

    /// <inheritdoc />
    public override async Task<IReadOnlyList<DatabaseEntry>> ListAsync(CancellationToken token)
    {
        await using var session = await ExistsOnServerAsync(token)
            ? new PostgreSqlSession(this, await ConnectAsync(_settings, token))
            : await OpenMaintenanceAsync(token);
        return await session.QueryAsync(
            """
            SELECT datname::text, pg_catalog.pg_get_userbyid(datdba)::text,
                   CASE WHEN pg_catalog.has_database_privilege(oid, 'CONNECT'::text)
                       THEN pg_catalog.pg_database_size(oid) END
            FROM pg_catalog.pg_database WHERE NOT datistemplate AND datallowconn ORDER BY datname COLLATE "C"
            """,
            row => new DatabaseEntry(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2)),
            token
        );
    }

    private async Task<bool> ExistsOnServerAsync(CancellationToken token)
    {
        try
        {
            await (await ConnectAsync(_settings, token)).DisposeAsync();
            return true;
        }
        catch (ConnectionFailedException error) when (IsMissing(error))
        {
            return false;
        }
    }

    /// <inheritdoc />
    public override async Task<DatabaseSession> OpenAsync(CancellationToken token)
    {
        var session = new PostgreSqlSession(this, await ConnectAsync(_settings, token));
        if (IsReadOnly)
        {
            await session.ExecuteAsync(
                [
                    new("SET default_transaction_read_only = on"),
                    new("SET lock_timeout = '2s'"),
                    new("SET statement_timeout = '60s'"),
                ],
                token
            );
        }

        if (HasOwnSchema && !await HasSchemaAsync(session, token))
        {
            await session.DisposeAsync();
            throw new ConnectionFailedException(
                $"There is no schema {Schema} in {PostgreSqlUrl.Mask(_settings)}. `provision init` creates it."
            );
        }

        return session;
    }

    private async Task<bool> HasSchemaAsync(PostgreSqlSession session, CancellationToken token) =>
        (
            await session.QueryAsync(
                "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = @p0",
                row => row.GetInt32(0),
                token,
                Schema
            )
        ).Count > 0;

    // The server would truncate it silently, and two names with the same beginning would be one.
    private static void RequireShort(string what, string? name)
    {
        if (Encoding.UTF8.GetByteCount(name ?? "") > LongestName)
        {
            throw new InvalidDatabaseUrlException(
                $"The {what}'s name is longer than the {LongestName} bytes that PostgreSQL keeps of a name. Give it a "
                    + $"shorter one."
            );
        }

        if (name?.Contains('\0', StringComparison.Ordinal) is true)
        {
            throw new InvalidDatabaseUrlException($"The {what}'s name holds a NUL character, which no name may.");
        }
    }

    /// <summary>Opens a session with the database that every server has, to create, rename and drop others.</summary>
    internal async Task<PostgreSqlSession> OpenMaintenanceAsync(CancellationToken token)
    {
        var database = new PostgreSqlDatabase(new(_settings.ConnectionString) { Database = Maintenance });
        return new(database, await ConnectAsync(database._settings, token));
    }

    private async Task ExecuteAsync(
        PostgreSqlSession session,
        string verb,
        string sql,
        string wayOut,
        CancellationToken token
    )
    {
        try
        {
            await session.ExecuteAsync(sql, token);
        }
        catch (StatementFailedException error)
        {
            var hint = error.Code == PostgresErrorCodes.InsufficientPrivilege ? $" {wayOut}" : "";
            throw new ProvisioningException($"Cannot {verb} {Location}: {error.Message}.{hint}", error);
        }
    }

    private static Task<NpgsqlConnection> ConnectAsync(
        NpgsqlConnectionStringBuilder settings,
        CancellationToken token
    ) => PostgreSqlConnector.OpenAsync(settings, token);

    private static bool IsMissing(ConnectionFailedException error) =>
        error.InnerException is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName };
}
