using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.Testing.Copies;

/// <summary>The templates and copies on a PostgreSQL server.</summary>
/// <remarks>One session of the process holds a lock as long as the process lives. Its number is in the names of the
/// databases that the process makes: where no session holds the lock, the process is gone.</remarks>
internal sealed partial class PostgreSqlCopies : CopyStore
{
    // "test" and "temp" as numbers, the first half of the keys of advisory locks.
    private const int OwnerLock = 0x74657374;
    private const int TemplateLock = 0x74656d70;
    private const string Kept = "kept test database";
    private const string Used = "template of test databases, last used ";

    // Many tests that ask at once wait for a connection as long as their turn takes.
    private const int SecondsForTurn = 300;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Database _place;
    private readonly NpgsqlDataSource _maintenance;
    private readonly NpgsqlConnection _holding;
    private readonly int _owner;
    private readonly string _server;
    private readonly string _strategy;
    private readonly ConcurrentDictionary<string, TestName> _live = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TestName, Lazy<Task<PostgreSqlRows>>> _rows = new();
    private int _count;

    private PostgreSqlCopies(
        Database place,
        NpgsqlDataSource maintenance,
        NpgsqlConnection holding,
        int owner,
        string server,
        string strategy
    )
    {
        (_place, _maintenance, _holding) = (place, maintenance, holding);
        (_owner, _server, _strategy) = (owner, server, strategy);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Task.Run(EndAsync).Wait(Farewell);
    }

    /// <inheritdoc />
    public override bool IsWorthPreparing => true;

    /// <summary>Opens them.</summary>
    public static async Task<PostgreSqlCopies> ConnectAsync(Database place, CancellationToken token)
    {
        var (server, strategy) = await ReadServerAsync(place, token);
        var settings = new NpgsqlConnectionStringBuilder(place.ConnectionString)
        {
            Database = "postgres",
            ApplicationName = "provision test databases",
        };
        var holding = new NpgsqlConnection(settings.ConnectionString);
        await holding.OpenAsync(token);
        var owner = await HoldAsync(holding, token);
        settings.Pooling = true;
        settings.MaxPoolSize = 10;
        settings.Timeout = SecondsForTurn;
        var store = new PostgreSqlCopies(
            place,
            NpgsqlDataSource.Create(settings.ConnectionString),
            holding,
            owner,
            server,
            strategy
        );
        await store.SweepAsync(token);
        return store;
    }

    /// <inheritdoc />
    public override async Task<TestName> TemplateAsync(TemplateRecipe recipe, CancellationToken token)
    {
        var options = new DialectOptions { SqliteTypes = recipe.System.SqliteTypes };
        var name = recipe.Name(Engines.KnownEngines.PostgreSql.Dialect(options), _server);
        await using var connection = await _maintenance.OpenConnectionAsync(token);
        await BuildAsync(connection, name, recipe, token);
        return name;
    }

    /// <inheritdoc />
    public override async Task<DatabaseCopy> CopyAsync(
        TestName template,
        TemplateRecipe recipe,
        bool inFile,
        CancellationToken token
    )
    {
        var name = template.Copy(_owner, Interlocked.Increment(ref _count));
        _live[name.ToString()] = name;
        try
        {
            await CreateAsync(name, template, token);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            // Another has dropped the template meanwhile.
            await TemplateAsync(recipe, token);
            await CreateAsync(name, template, token);
        }

        return new PostgreSqlCopy(this, _place, name, template, recipe);
    }

    /// <summary>The rows of a template, read once from a copy of it.</summary>
    public Task<PostgreSqlRows> RowsAsync(TestName template, TemplateRecipe recipe) =>
        _rows.GetOrAdd(template, name => new(() => ReadRowsAsync(name, recipe))).Value;

    /// <summary>Marks a copy as one that stays.</summary>
    public async Task KeepAsync(TestName name)
    {
        await ExecuteAsync($"COMMENT ON DATABASE \"{name}\" IS '{Kept}'", CancellationToken.None);
        _live.TryRemove(name.ToString(), out _);
    }

    /// <inheritdoc />
    public override async Task<bool> DropAsync(TestName name, CancellationToken token)
    {
        await using var connection = await _maintenance.OpenConnectionAsync(token);
        return await DropAsync(connection, name, token);
    }

    private async Task<bool> DropAsync(NpgsqlConnection connection, TestName name, CancellationToken token)
    {
        if (!await connection.AnyAsync($"SELECT FROM pg_database WHERE datname = '{name}'", token))
        {
            return false;
        }

        if (name.Kind is TestNameKind.Template)
        {
            await connection.ExecuteAsync($"ALTER DATABASE \"{name}\" IS_TEMPLATE false", token);
        }

        await connection.ExecuteAsync($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)", token);
        _live.TryRemove(name.ToString(), out _);
        return true;
    }

    private async Task<PostgreSqlRows> ReadRowsAsync(TestName template, TemplateRecipe recipe)
    {
        await using var copy = await CopyAsync(template, recipe, inFile: false, CancellationToken.None);
        await using var connection = await copy.DataSource.OpenConnectionAsync(CancellationToken.None);
        var versions = recipe.System.Migrations.VersionTable;
        return await PostgreSqlRows.ReadAsync((NpgsqlConnection)connection, versions, CancellationToken.None);
    }

    // Over one connection alone: those that wait for this template may hold all the others.
    private async Task BuildAsync(
        NpgsqlConnection connection,
        TestName name,
        TemplateRecipe recipe,
        CancellationToken token
    )
    {
        var turn = $"{TemplateLock}, {Convert.ToInt32(name.Id[..8], 16)}";
        await connection.ExecuteAsync($"SELECT pg_advisory_lock({turn})", token);
        var unfinished = name.AsUnfinished;
        try
        {
            if (await IsFinishedAsync(connection, name, token))
            {
                await CommentAsync(connection, name, token);
                return;
            }

            await DropAsync(connection, unfinished, token);
            var database = _place.Beside(unfinished.ToString());
            await database.CreateAsync(token);
            await recipe.BuildAsync(database, token);
            await using (var session = await database.OpenAsync(token))
            {
                // The planner of each copy knows the rows from the start.
                await session.ExecuteAsync("ANALYZE", token);
            }

            // Without connections nothing is ever in the way of copying it.
            await connection.ExecuteAsync(
                $"ALTER DATABASE \"{unfinished}\" WITH ALLOW_CONNECTIONS false IS_TEMPLATE true",
                token
            );
            await CommentAsync(connection, unfinished, token);
            await connection.ExecuteAsync($"ALTER DATABASE \"{unfinished}\" RENAME TO \"{name}\"", token);
        }
        catch
        {
            await CleanUp.QuietlyAsync(() => DropAsync(connection, unfinished, CancellationToken.None));
            throw;
        }
        finally
        {
            await CleanUp.QuietlyAsync(() =>
                connection.ExecuteAsync($"SELECT pg_advisory_unlock({turn})", CancellationToken.None)
            );
        }
    }

    // While its lock is held: the server refuses two that write one comment at once.
    private static Task CommentAsync(NpgsqlConnection connection, TestName name, CancellationToken token) =>
        connection.ExecuteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"COMMENT ON DATABASE \"{name}\" IS '{Used}{TimeProvider.System.GetUtcNow():yyyy-MM-dd}'"
            ),
            token
        );

    private Task CreateAsync(TestName name, TestName template, CancellationToken token) =>
        ExecuteAsync($"CREATE DATABASE \"{name}\" TEMPLATE \"{template}\"{_strategy}", token);

    private static Task<bool> IsFinishedAsync(NpgsqlConnection connection, TestName name, CancellationToken token) =>
        connection.AnyAsync(
            $"SELECT FROM pg_database WHERE datname = '{name}' AND datistemplate AND NOT datallowconn",
            token
        );

    private async Task ExecuteAsync(string sql, CancellationToken token)
    {
        await using var connection = await _maintenance.OpenConnectionAsync(token);
        await connection.ExecuteAsync(sql, token);
    }

    private static async Task<int> HoldAsync(NpgsqlConnection holding, CancellationToken token)
    {
        while (true)
        {
            var owner = RandomNumberGenerator.GetInt32(1, int.MaxValue);
            if (
                await holding.AnyAsync(
                    $"SELECT FROM pg_try_advisory_lock({OwnerLock}, {owner}) AS taken WHERE taken",
                    token
                )
            )
            {
                return owner;
            }
        }
    }

    private static async Task<(string Server, string Strategy)> ReadServerAsync(Database place, CancellationToken token)
    {
        await using var session = await place.Beside("postgres").OpenAsync(token);
        var (version, isDurable) = (
            await session.QueryAsync(
                "SELECT current_setting('server_version_num')::int, current_setting('fsync')::boolean",
                row => (row.GetInt32(0), row.GetBoolean(1)),
                token
            )
        )[0];
        var extensions = await session.QueryAsync(
            "SELECT name || ' ' || default_version FROM pg_available_extensions ORDER BY name",
            row => row.GetString(0),
            token
        );
        return (
            string.Create(CultureInfo.InvariantCulture, $"{version} {string.Join(' ', extensions)}"),
            // Copying through the log is faster where files are synced; versions before 15 have no choice.
            version >= 150000
                ? $" STRATEGY {(isDurable ? "WAL_LOG" : "FILE_COPY")}"
                : ""
        );
    }

    // What tests did not dispose of, and what was made for tests that did not come.
    private async Task EndAsync()
    {
        foreach (var name in _live.Values)
        {
            await CleanUp.QuietlyAsync(() => DropAsync(name, CancellationToken.None));
        }

        await CleanUp.QuietlyAsync(() => _holding.DisposeAsync().AsTask());
    }
}
