using Provisioning.Authoring;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>What <c>provision new migration --safe</c> writes compiles, and goes up, down and up again.</summary>
public sealed class SafeSequenceSourceTests(PostgreSqlServer server)
{
    private const string First = """
        using FluentMigrator;

        namespace Shop;

        [Migration(1)]
        public sealed class M001_First : Migration
        {
            public override void Up()
            {
                Create.Table("customers").WithColumn("id").AsInt32().PrimaryKey();
                Create.Table("orders")
                    .WithColumn("id").AsInt32().PrimaryKey()
                    .WithColumn("customer_id").AsInt32().Nullable()
                    .WithColumn("number").AsInt32()
                    .WithColumn("note").AsString(50).Nullable();
                Create.Table("bare").WithColumn("a").AsInt32().WithColumn("B").AsInt32();
                Insert.IntoTable("customers").Row(new { id = 1 });
                Insert.IntoTable("orders").Row(new { id = 1, customer_id = 1, number = 7 });
                Insert.IntoTable("orders").Row(new { id = 2, number = 8, note = "it's" });
                Insert.IntoTable("bare").Row(new { a = 1, B = 2 });
            }

            public override void Down()
            {
                Delete.Table("bare");
                Delete.Table("orders");
                Delete.Table("customers");
            }
        }
        """;

    private static readonly string[][] Sequences =
    [
        ["not-null", "--table", "orders", "--column", "note", "--sql", "'it''s \"none\"'"],
        ["foreign-key", "--table", "orders", "--column", "customer_id", "--references", "customers.id"],
        ["check", "--table", "orders", "--sql", "number > 0 AND note <> '\\'"],
        ["unique", "--table", "orders", "--column", "number"],
        ["primary-key", "--table", "bare", "--column", "a,B"],
        ["rename", "--table", "orders", "--new-name", "purchases"],
        ["backfill", "--table", "orders", "--column", "note", "--sql", "'n' || number"],
        ["type-change", "--table", "orders", "--column", "number", "--type", "AsInt64()"],
        [
            "type-change",
            "--table",
            "orders",
            "--column",
            "note",
            "--type",
            "AsString(9)",
            "--sql",
            "substr(note, 1, 9)",
        ],
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, int> Cases =>
        [
            .. from engine in Enum.GetValues<Engine>()
            from at in Enumerable.Range(0, Sequences.Length)
            select (engine, at),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_sequence_that_is_written_compiles_and_goes_up_down_and_up_again(Engine engine, int at)
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var first = Path.Combine(folder.Path, "M001_First.cs");
        await File.WriteAllTextAsync(first, First, Token);
        var written = await ProvisionProcess.RunAsync(
            Token,
            ["new", "migration", "a_change", "--next", "--to", folder.Path, "--safe", .. Sequences[at]]
        );
        Assert.True(written.ExitCode == 0, written.Errors);
        var catalog = MigrationAssembly
            .FromAssembly(Compiled.Of([.. Directory.GetFiles(folder.Path, "*.cs").Select(File.ReadAllText)]), null)
            .Migrations;
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        await UpAsync(session, catalog, 1);
        var before = await SnapshotAsync(session);
        // The values of a column that is dropped do not come back.
        var last = Sequences[at][0] is "type-change" ? catalog.Count - 1 : catalog.Count;
        await UpAsync(session, catalog, last);
        var after = await SnapshotAsync(session);
        await RunAsync(session, catalog, new MigrationTarget.DownTo(1));
        var down = await SnapshotAsync(session);
        await UpAsync(session, catalog, last);
        var again = await SnapshotAsync(session);
        await UpAsync(session, catalog, catalog.Count);

        Assert.NotEqual(before, after);
        Assert.Equal(after, again);
        if (Sequences[at][0] is not ("backfill" or "not-null" or "type-change"))
        {
            Assert.Equal(before, down);
        }
    }

    private static Task<MigrationPlan> UpAsync(
        DatabaseSession session,
        IEnumerable<MigrationSource> migrations,
        int to
    ) => RunAsync(session, migrations, new MigrationTarget.Up(to));

    private static Task<MigrationPlan> RunAsync(
        DatabaseSession session,
        IEnumerable<MigrationSource> migrations,
        MigrationTarget target
    ) => new MigrationRunner(new(migrations), new(), TimeProvider.System).RunAsync(session, target, Token);

    private static Task<string> SnapshotAsync(DatabaseSession session) => Snapshot.TakeAsync(session, Token);
}
