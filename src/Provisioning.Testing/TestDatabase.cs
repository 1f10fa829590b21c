using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Seeding;
using Provisioning.Systems;
using Provisioning.Testing.Checks;
using Provisioning.Testing.Copies;
using Provisioning.Testing.Servers;

namespace Provisioning.Testing;

/// <summary>A database of a test's own with a system's newest version, dropped at its end. It is a copy of a template
/// that the migrations make once, so that it is there in milliseconds. Tests may run in parallel, also in several
/// processes.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<PoolKey, CopyPool> Pools = new();

    private readonly DatabaseCopy _copy;
    private readonly DatabaseSystem _system;
    private readonly TestDatabaseOptions _options;
    private bool _isKept;
    private bool _isEnded;

    private TestDatabase(DatabaseCopy copy, DatabaseSystem system, TestDatabaseOptions options) =>
        (_copy, _system, _options) = (copy, system, options);

    /// <summary>Its name on the server, or that of its file or of the database in memory.</summary>
    public string Name => _copy.Name;

    /// <summary>The database, for this library's own classes.</summary>
    public Database Database => _copy.Database;

    /// <summary>Its URL with the password: <c>postgresql://postgres:…@127.0.0.1:54321/test_shop_…</c> or
    /// <c>sqlite:////tmp/….db</c>. Null for one in memory, which no other program can open.</summary>
    public string? Url => _copy.Url;

    /// <summary>The connection string with the password, as Npgsql and Microsoft.Data.Sqlite take it.</summary>
    public string ConnectionString => _copy.ConnectionString;

    /// <summary>Opens connections; on PostgreSQL it is an <c>NpgsqlDataSource</c>. Disposed of with the
    /// database.</summary>
    public DbDataSource DataSource => _copy.DataSource;

    /// <summary>Makes one.</summary>
    /// <typeparam name="TSystem">The system.</typeparam>
    /// <param name="seed">The name of a seeder whose rows it has; null for none.</param>
    /// <param name="engine">The engine; null for PostgreSQL.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="NoTestServerException">There is no PostgreSQL server.</exception>
    /// <exception cref="ProvisioningException">A migration or the seeder fails, or the system has no such
    /// seeder.</exception>
    public static Task<TestDatabase> CreateAsync<TSystem>(
        string? seed = null,
        Engine? engine = null,
        CancellationToken token = default
    )
        where TSystem : DatabaseSystem, new() =>
        CreateAsync(
            Single<TSystem>.System,
            new() { Engine = engine ?? KnownEngines.PostgreSql, Seeds = seed is null ? [] : [seed] },
            token
        );

    /// <summary>Makes one.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="NoTestServerException">There is no PostgreSQL server.</exception>
    /// <exception cref="ProvisioningException">A migration or a seeder fails, or the system has no such
    /// seeder.</exception>
    public static async Task<TestDatabase> CreateAsync(
        DatabaseSystem system,
        TestDatabaseOptions? options = null,
        CancellationToken token = default
    )
    {
        options ??= new();
        var place = await PlaceAsync(system, options, token);
        var recipe = new TemplateRecipe(system, [.. options.Seeds.Select(name => Seed(system, name, options))]);
        // What this process has asked for once it knows.
        var key = new PoolKey(
            $"{place.Dialect.Name} {place.ConnectionString}",
            system,
            Content(options),
            options.Ready
        );
        if (!Pools.TryGetValue(key, out var pool))
        {
            var store = await CopyStore.OpenAsync(place, token);
            var template = await store.TemplateAsync(recipe, token);
            pool = Pools.GetOrAdd(key, _ =>
                new(
                    making => store.CopyAsync(template, recipe, options.InFile, making),
                    store.IsWorthPreparing ? options.Ready : 0
                )
            );
        }

        return new(await pool.TakeAsync(token), system, options);
    }

    /// <summary>Makes one, runs a test on it, and drops it. Where the test throws, the database is kept and its URL
    /// reported.</summary>
    /// <param name="system">The system.</param>
    /// <param name="test">The test.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="token">Cancels making it.</param>
    public static async Task UseAsync(
        DatabaseSystem system,
        Func<TestDatabase, Task> test,
        TestDatabaseOptions? options = null,
        CancellationToken token = default
    )
    {
        await using var database = await CreateAsync(system, options, token);
        try
        {
            await test(database);
        }
        catch
        {
            database.Keep();
            throw;
        }
    }

    /// <summary>A connection, open.</summary>
    /// <param name="token">Cancels the operation.</param>
    public async Task<DbConnection> OpenAsync(CancellationToken token = default) =>
        await DataSource.OpenConnectionAsync(token);

    /// <summary>A connection in a transaction that is rolled back when it is disposed of, for tests that share a
    /// database.</summary>
    /// <param name="token">Cancels the operation.</param>
    public Task<RolledBackConnection> BeginRollbackAsync(CancellationToken token = default) =>
        RolledBackConnection.OpenAsync(DataSource, token);

    /// <summary>Brings rows and sequences back to what they were when the database was made; on SQLite structure as
    /// well. Connections stay open. Not while another transaction is open. The rows of the template are held in memory
    /// from the first call on: with more than some ten thousand, a new database is faster.</summary>
    /// <param name="token">Cancels the operation; nothing is changed then.</param>
    /// <exception cref="ProvisioningException">The structure has changed, or the role may not; nothing was
    /// changed.</exception>
    public Task ResetAsync(CancellationToken token = default) => _copy.ResetAsync(token);

    /// <summary>Keeps it at its end, with what it holds then, and reports its URL. It stays until
    /// <c>provision testdb drop</c> drops it.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Closes the connections of <see cref="DataSource"/> and drops it, unless it is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isEnded)
        {
            return;
        }

        _isEnded = true;
        var isKept =
            _isKept
            || _options.HasFailed?.Invoke() is true
            || Environment.GetEnvironmentVariable(TestDatabaseOptions.KeepVariable) is "1";
        if (isKept)
        {
            Report($"The test database was kept: {await _copy.KeepAsync()}");
        }

        await _copy.DisposeAsync();
    }

    /// <summary>Checks that the structure is the one that the migrations make.</summary>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="DatabaseAssertionException">It is another. The message has the differences.</exception>
    public Task AssertStructureAsync(CancellationToken token = default) =>
        StructureAssertion.CheckAsync(_system, Database, token);

    /// <summary>Checks that the rows are those of a file. The tables that record migrations are left out.
    /// <c>PROVISIONING_APPROVE=1</c> writes the file; what was found instead of it is written beside it, with the
    /// ending <c>.received</c>.</summary>
    /// <param name="file">The file, relative to the source file that calls.</param>
    /// <param name="choice">Which tables and columns; null for all.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <param name="caller">The source file that calls, as the compiler fills it in.</param>
    /// <exception cref="DatabaseAssertionException">They are others. The message has the differences.</exception>
    public Task AssertRowsAsync(
        string file,
        RowChoice? choice = null,
        CancellationToken token = default,
        [CallerFilePath] string caller = ""
    ) => RowAssertion.CheckAsync(_system, Database, Path.Combine(Folder(caller), file), choice ?? new(), token);

    /// <summary>Checks that each migration, applied, rolled back and applied again over rows, leaves the same structure
    /// and the same rows, in temporary databases of its own.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The engine and the server; null for the defaults.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="DatabaseAssertionException">One does not. The message has what was found of each.</exception>
    public static async Task AssertUpDownUpAsync(
        DatabaseSystem system,
        TestDatabaseOptions? options = null,
        CancellationToken token = default
    ) => await ReversalAssertion.CheckAsync(system, await PlaceAsync(system, options ?? new(), token), token);

    private void Report(string line)
    {
        if (_options.Report is { } report)
        {
            report(line);
            return;
        }

#pragma warning disable RS0030 // Who runs tests has to read it, and every test framework shows standard error.
        Console.Error.WriteLine(line);
#pragma warning restore RS0030
    }

    private static string Content(TestDatabaseOptions options) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(',', options.Seeds)} {options.SeedNumber} {options.Count} {options.InFile} "
                + $"{(options.Key is { } key ? Convert.ToHexString(key.Span) : "")}"
        );

    // A build may have moved the sources; then it is relative to the program.
    private static string Folder(string caller) =>
        Path.GetDirectoryName(caller) is { Length: > 0 } folder && Directory.Exists(folder)
            ? folder
            : AppContext.BaseDirectory;

    private static async Task<Database> PlaceAsync(
        DatabaseSystem system,
        TestDatabaseOptions options,
        CancellationToken token
    ) =>
        options.Engine == KnownEngines.Sqlite
            ? new Sqlite.Connection.SqliteDatabase("tests.db", system.SqliteTypes)
            : DatabaseUrl.Parse(options.Server ?? await TestServer.FindAsync(token));

    private static (Seeder, SeedOptions) Seed(DatabaseSystem system, string name, TestDatabaseOptions options) =>
        system.Seeders.FirstOrDefault(seeder => seeder.Name == name) is { } found
            ? (
                found,
                new(options.SeedNumber, options.Count ?? found.DefaultCount ?? 0)
                {
                    // A plain null would be converted to an empty key.
                    Key = options.Key,
                }
            )
            : throw new ProvisioningException(
                $"System {system.Name} has no seeder {name}. It has: "
                    + $"{(system.Seeders.Count == 0 ? "none"
                        : string.Join(", ", system.Seeders.Select(seeder => seeder.Name)))}."
            );

    private sealed record PoolKey(string Place, DatabaseSystem System, string Content, int Ready);

    // A system whose migrations were read once.
    private static class Single<TSystem>
        where TSystem : DatabaseSystem, new()
    {
        public static readonly TSystem System = new();
    }
}
