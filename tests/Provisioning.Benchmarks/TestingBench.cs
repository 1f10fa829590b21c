using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Systems;
using Provisioning.Testing;
using Provisioning.Testing.Servers;

namespace Provisioning.Benchmarks;

/// <summary>What a test database takes, beside a bare connect and beside the migrations that it spares.</summary>
/// <param name="durable">A server that writes to disk as one in production does; null for none.</param>
internal sealed class TestingBench(ThrowAwayServer? durable)
{
    private const int Tables = 50;
    private const int RowsPerTable = 1000;
    private const int Rounds = 15;

    private static readonly string[] Columns =
    [
        "",
        "migrations ms",
        "cold copy ms",
        "to migrations",
        "warm ms",
        "connect ms",
        "to connect",
        "reset ms",
        "to copy",
    ];

    /// <summary>Measures, and adds what was found to the report.</summary>
    public async Task RunAsync(Report report)
    {
        report.Heading("Test databases");
        report.Paragraph(
            $"""
            In one process, medians of {Rounds}. {Tables} tables with two indexes each and a foreign key. "Migrations" applies them to an empty database; a cold copy
            is made of the template while one waits, a warm one was made before: both with the first connection. "Connect" is a connection alone. A reset brings back
            the rows after each table was given one.
            """
        );
        var rows = new List<string[]> { Columns };
        await using var fast = await ThrowAwayServer.StartAsync();
        foreach (var (name, server) in new[] { ("fsync off", fast), ("on disk", durable) })
        {
            if (server is not null)
            {
                var url = string.Create(
                    CultureInfo.InvariantCulture,
                    $"postgresql://postgres@127.0.0.1:{server.Port}/postgres"
                );
                rows.Add(await MeasureAsync($"PostgreSQL, {name}", url, isSeeded: false));
                rows.Add(await MeasureAsync($"PostgreSQL, {name}, {Tables * RowsPerTable} rows", url, isSeeded: true));
            }
        }

        rows.Add(await MeasureAsync("SQLite", url: null, isSeeded: false));
        rows.Add(await MeasureAsync($"SQLite, {Tables * RowsPerTable} rows", url: null, isSeeded: true));
        report.Table(rows);
    }

    private static async Task<string[]> MeasureAsync(string name, string? url, bool isSeeded)
    {
        var system = new BenchSystem();
        var options = new TestDatabaseOptions
        {
            Engine = url is null ? KnownEngines.Sqlite : KnownEngines.PostgreSql,
            Server = url,
            Seeds = isSeeded ? ["rows"] : [],
            Ready = 0,
        };
        await using var first = await TestDatabase.CreateAsync(system, options);
        var cold = await MedianAsync(() => UseAsync(system, options));
        var migrations = await MedianAsync(() => MigrateAsync(system, first.Database), Rounds / 3);
        var connect = await MedianAsync(async () =>
        {
            var watch = Stopwatch.StartNew();
            await using var connection = Unpooled(first);
            await connection.OpenAsync();
            return watch.Elapsed;
        });
        var prepared = options with { Ready = 3 };
        for (var i = 0; i < 2; i++)
        {
            await UseAsync(system, prepared);
        }

        var warm = await MedianAsync(async () =>
        {
            // As while a test runs.
            await Task.Delay(TimeSpan.FromMilliseconds(400));
            return await UseAsync(system, prepared);
        });
        await first.ResetAsync();
        var reset = await MedianAsync(async () =>
        {
            await TouchAsync(first);
            var watch = Stopwatch.StartNew();
            await first.ResetAsync();
            return watch.Elapsed;
        });
        return
        [
            name,
            Report.Number(migrations),
            Report.Number(cold),
            Report.Number(cold / migrations),
            Report.Number(warm),
            Report.Number(connect),
            Report.Number(warm / connect),
            Report.Number(reset),
            Report.Number(reset / cold),
        ];
    }

    // Until the first query could be sent; dropping it is not measured.
    private static async Task<TimeSpan> UseAsync(BenchSystem system, TestDatabaseOptions options)
    {
        var watch = Stopwatch.StartNew();
        await using var database = await TestDatabase.CreateAsync(system, options);
        await using var connection = Unpooled(database);
        await connection.OpenAsync();
        return watch.Elapsed;
    }

    private static System.Data.Common.DbConnection Unpooled(TestDatabase database) =>
        database.Url?.StartsWith("postgresql", StringComparison.Ordinal) is true
            ? new NpgsqlConnection($"{database.ConnectionString};Pooling=false")
            : new Microsoft.Data.Sqlite.SqliteConnection(database.ConnectionString);

    private static async Task<TimeSpan> MigrateAsync(BenchSystem system, Database beside)
    {
        var scratch = beside.Scratch("bench");
        return await scratch.UseOnceAsync(
            async () =>
            {
                var watch = Stopwatch.StartNew();
                await using var session = await scratch.OpenAsync(CancellationToken.None);
                await new MigrationRunner(system.Migrations, new(), TimeProvider.System).RunAsync(
                    session,
                    new MigrationTarget.Up(),
                    CancellationToken.None
                );
                return watch.Elapsed;
            },
            CancellationToken.None
        );
    }

    private static async Task TouchAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = string.Join(
            ';',
            Enumerable.Range(1, Tables).Select(i => $"INSERT INTO item_{i} (id, name) VALUES (-1, 'one')")
        );
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<double> MedianAsync(Func<Task<TimeSpan>> run, int rounds = Rounds)
    {
        var times = new List<double>();
        for (var i = 0; i < rounds; i++)
        {
            times.Add((await run()).TotalMilliseconds);
        }

        return times.Order().ElementAt(rounds / 2);
    }

    private sealed class BenchSystem : DatabaseSystem
    {
        public override string Name => "bench";

        public override string Title => "Bench";

        public override string Description => "tables with indexes";

        public override string Engine => "any";

        public override MigrationCatalog Migrations { get; } =
            new(Enumerable.Range(1, Tables).Select(i => new ItemTable(i)));

        public override IReadOnlyList<Seeder> Seeders { get; } = [new ItemRows()];
    }

    private sealed class ItemTable(int number) : MigrationSource
    {
        public override long Version => number;

        public override string Name => $"Item{number}";

        public override string? Description => null;

        public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
            direction is Direction.Down
                ? [new DropTable($"item_{number}")]
                :
                [
                    new CreateTable(
                        new(
                            $"item_{number}",
                            [
                                new("id", new(ColumnKind.Int64)),
                                new("name", new(ColumnKind.String, 200)),
                                new("before", new(ColumnKind.Int64)) { IsNullable = true },
                            ]
                        )
                        {
                            PrimaryKey = new($"pk_item_{number}", ["id"]),
                            Indexes =
                            [
                                new($"ix_item_{number}_name", [new("name")]),
                                new($"ix_item_{number}_before", [new("before")]),
                            ],
                            ForeignKeys =
                                number == 1 ? [] : [new($"fk_item_{number}", ["before"], $"item_{number - 1}", ["id"])],
                        }
                    ),
                ];
    }

    private sealed class ItemRows : Seeder
    {
        private static readonly ValueList<Column> Written =
        [
            new("id", new(ColumnKind.Int64)),
            new("name", new(ColumnKind.String, 200)),
        ];

        public override string Name => "rows";

        public override string Description => "rows in each table";

        public override IReadOnlyList<RowSource> Rows(SeedOptions options) =>
            [
                .. Enumerable
                    .Range(1, Tables)
                    .Select(i => new RowSource($"item_{i}", Written, ["id"], RowsPerTable, (row, to) =>
                    {
                        to.Integer(row);
                        to.Text(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"row {row} of a hundred bytes or so, {new string('x', 80)}"
                            )
                        );
                    })),
            ];
    }
}
