using Provisioning.Databases;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.Seeding;

public sealed class SeedRunnerTests
{
    private const string Tables = """
        CREATE TABLE parents (id INTEGER PRIMARY KEY);
        CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parents)
        """;

    private static readonly ValueList<Column> Parents = [new("id", new(ColumnKind.Int64))];
    private static readonly ValueList<Column> Children =
    [
        new("id", new(ColumnKind.Int64)),
        new("parent", new(ColumnKind.Int64)),
    ];

    [Fact]
    public async Task A_second_run_adds_nothing()
    {
        using var file = new SqliteFile(Tables);
        await using var session = await file.OpenAsync();
        var runner = new SeedRunner(session);

        var first = await runner.RunAsync(new Family(), new(1, 50), TestContext.Current.CancellationToken);
        var second = await runner.RunAsync(new Family(), new(1, 50), TestContext.Current.CancellationToken);

        Assert.Equal(new("family", new(1, 50), [new("parents", 50, 50), new("children", 100, 100)]), first);
        Assert.Equal([new("parents", 50, 0), new("children", 100, 0)], second.Tables);
    }

    [Fact]
    public async Task A_refused_row_leaves_nothing()
    {
        using var file = new SqliteFile(Tables);
        await using var session = await file.OpenAsync();

        var error = await Record.ExceptionAsync(() =>
            new SeedRunner(session).RunAsync(
                new Family { Orphan = 99 },
                new(1, 50),
                TestContext.Current.CancellationToken
            )
        );

        Assert.Equal("SQLITE_CONSTRAINT_FOREIGNKEY", Assert.IsType<StatementFailedException>(error).Code);
        Assert.Null(session.Transaction);
        Assert.Equal([0L], file.Query("SELECT count(*) FROM parents"));
    }

    [Fact]
    public async Task A_cancelled_run_leaves_nothing()
    {
        using var file = new SqliteFile(Tables);
        using var cancellation = new CancellationTokenSource();
        await using var session = await file.OpenAsync();
        var runner = new SeedRunner(
            session,
            new Reports(report =>
            {
                if (report.Table == "children")
                {
                    cancellation.Cancel();
                }
            })
        );

        var error = await Record.ExceptionAsync(() => runner.RunAsync(new Family(), new(1, 50), cancellation.Token));

        Assert.IsType<OperationCanceledException>(error);
        Assert.Null(session.Transaction);
        Assert.Equal([0L], file.Query("SELECT count(*) FROM parents"));
    }

    [Fact]
    public async Task Progress_names_each_table_from_its_start_to_its_end()
    {
        using var file = new SqliteFile(Tables);
        var reports = new List<SeedProgress>();
        await using var session = await file.OpenAsync();
        var runner = new SeedRunner(session, new Reports(reports.Add));

        await runner.RunAsync(new Family(), new(1, 6000), TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new("parents", 0, 6000),
                new("parents", 6000, 6000),
                new("children", 0, 12_000),
                new("children", 10_000, 12_000),
                new("children", 12_000, 12_000),
            ],
            reports
        );
    }

    [Fact]
    public async Task All_that_is_missing_is_named_before_anything_is_written()
    {
        using var file = new SqliteFile("CREATE TABLE children (id INTEGER PRIMARY KEY)");
        await using var session = await file.OpenAsync();
        var runner = new SeedRunner(session);

        var error = await Record.ExceptionAsync(() =>
            runner.RunAsync(new Family(), new(1, 50), TestContext.Current.CancellationToken)
        );

        var missing = Assert.IsType<TablesMissingException>(error);
        Assert.EndsWith(
            ": parents, children.parent do not exist there. Migrate the database up first.",
            missing.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(["parents", "children.parent"], missing.Missing);
        Assert.Equal([0L], file.Query("SELECT count(*) FROM children"));
    }

    [Fact]
    public async Task An_open_transaction_is_left_alone()
    {
        using var file = new SqliteFile(Tables);
        await using var session = await file.OpenAsync();
        await session.BeginAsync(TransactionOptions.Default, TestContext.Current.CancellationToken);

        var error = await Record.ExceptionAsync(() =>
            new SeedRunner(session).RunAsync(new Family(), new(1, 50), TestContext.Current.CancellationToken)
        );

        Assert.IsType<InvalidOperationException>(error);
        Assert.NotNull(session.Transaction);
    }

    private sealed class Family : Seeder
    {
        public override string Name => "family";

        public override string Description => "parents with two children each";

        public long? Orphan { get; init; }

        public override IReadOnlyList<RowSource> Rows(SeedOptions options) =>
            [
                new("parents", Parents, ["id"], options.Count, (row, to) => to.Integer(row)),
                new("children", Children, ["id"], options.Count * 2, (row, to) =>
                {
                    to.Integer(row);
                    to.Integer(row == Orphan ? -1 : row / 2);
                }),
            ];
    }

    private sealed class Reports(Action<SeedProgress> act) : IProgress<SeedProgress>
    {
        public void Report(SeedProgress value) => act(value);
    }
}
