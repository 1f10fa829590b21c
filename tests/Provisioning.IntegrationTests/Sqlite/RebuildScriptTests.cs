using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>A script, which knows the database only from the migrations, recreates a table as a run does.</summary>
public sealed class RebuildScriptTests(PostgreSqlServer server)
{
    private static readonly Column Id = new("id", new(ColumnKind.Int32)) { Identity = Identity.Default };
    private static readonly Column Label = new("label", new(ColumnKind.String, 20)) { IsNullable = true };
    private static readonly Trigger Touch = new("touch", TriggerTiming.After, TriggerEvent.Update)
    {
        Touches = "label",
    };

    private static readonly Steps[] Migrations =
    [
        new(
            1,
            [
                new CreateTable(
                    new("parents", [Id, Label])
                    {
                        PrimaryKey = new(null, ["id"]),
                        Checks = [new("ck_label", "label <> 'no'")],
                        Triggers = [Touch],
                    }
                ),
                new CreateTable(
                    new("children", [new("parent", new(ColumnKind.Int32))])
                    {
                        ForeignKeys =
                        [
                            new("fk", ["parent"], "parents", ["id"]) { OnDelete = ReferentialAction.Cascade },
                        ],
                    }
                ),
                new AddUnique("parents", new("uq_label", ["label"])),
                new InsertRows(
                    "parents",
                    [
                        [new("label", "one")],
                        [new("label", null)],
                    ]
                ),
                new InsertRows(
                    "children",
                    [
                        [new("parent", 2)],
                    ]
                ),
            ],
            []
        ),
        new(
            2,
            [
                new RenameColumn("parents", "label", "title"),
                new SetDefault("parents", "title", new LiteralDefault("x")) { IsReversible = true },
            ],
            [new SetDefault("parents", "title", null), new RenameColumn("parents", "title", "label")]
        ),
        new(
            3,
            [
                new AddCheck("children", new("ck", "parent > 0")),
                new DropConstraint("children", "fk", ConstraintKind.ForeignKey),
            ],
            [
                new AddForeignKey("children", new("fk", ["parent"], "parents", ["id"])),
                new DropConstraint("children", "ck", ConstraintKind.Check),
            ]
        ),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_script_leaves_what_a_run_leaves()
    {
        await using var run = await Rebuilding.DatabaseAsync(server, "", Token);
        await using var scripted = await Rebuilding.DatabaseAsync(server, "", Token);

        await run.RunAsync(new MigrationTarget.Up(), Token, Migrations);
        await scripted.ExecuteAsync(Script(new MigrationTarget.Up(), 0, Migrations), Token);

        Assert.Equal(await SnapshotAsync(run), await SnapshotAsync(scripted));
        await run.RunAsync(new MigrationTarget.DownTo(1), Token, Migrations);
        await scripted.ExecuteAsync(Script(new MigrationTarget.DownTo(1), 3, Migrations), Token);
        Assert.Equal(await SnapshotAsync(run), await SnapshotAsync(scripted));
    }

    [Fact]
    public void Foreign_keys_are_switched_off_before_the_transaction_and_on_after_it()
    {
        var lines = Script(new MigrationTarget.Up(), 2, Migrations).Split('\n').Select(line => line.TrimStart(';'));

        var pragmas = lines.Where(line =>
            line.StartsWith("PRAGMA foreign_keys", StringComparison.Ordinal) || line is "BEGIN" or "COMMIT"
        );

        Assert.Equal(["PRAGMA foreign_keys = OFF", "BEGIN", "COMMIT", "PRAGMA foreign_keys = ON"], pragmas);
    }

    [Fact]
    public async Task A_script_stops_before_it_would_lose_what_the_migrations_do_not_tell()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);
        Steps[] steps =
        [
            Migrations[0],
            new(
                2,
                [
                    new ExecuteSql("CREATE INDEX raw ON children (parent)"),
                    new AddCheck("children", new("ck", "parent > 0")),
                ],
                []
            ),
        ];

        var error = await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() =>
            database.ExecuteAsync(Script(new MigrationTarget.Up(), 0, steps), Token)
        );

        Assert.Contains(
            "children has columns, indexes or triggers that were not known of",
            error.Message,
            StringComparison.Ordinal
        );
        await database.RunAsync(
            new MigrationTarget.Up(),
            Token,
            Migrations[0],
            new Steps(2, [new SetDefault("parents", "label", null)], [])
        );
    }

    [Fact]
    public void A_script_for_a_table_that_raw_sql_made_is_refused()
    {
        Steps[] steps = [new(1, [new ExecuteSql("CREATE TABLE t (a TEXT)"), new SetDefault("t", "a", null)], [])];

        var refusal = Assert.Throws<OperationNotSupportedException>(() => Script(new MigrationTarget.Up(), 0, steps));

        Assert.Contains("raw SQL created it", refusal.Message, StringComparison.Ordinal);
    }

    private static string Script(MigrationTarget target, long from, Steps[] steps) => ScriptOf(target, from, steps);

    /// <summary>The script that takes a database from one version to the target.</summary>
    internal static string ScriptOf(MigrationTarget target, long from, Steps[] steps) =>
        ScriptOf(new SqliteDialect(), target, from, steps);

    /// <summary>The script of a dialect that takes a database from one version to the target.</summary>
    internal static string ScriptOf(Dialect dialect, MigrationTarget target, long from, Steps[] steps)
    {
        var catalog = new MigrationCatalog(steps);
        var ledger = new LedgerState(
            [
                .. steps
                    .Where(step => step.Version <= from)
                    .Select(step => new LedgerEntry(step.Version) { IsApplied = true }),
            ],
            from > 0,
            from > 0
        );
        var rendered = MigrationModel.Render(
            Planner.Plan(catalog, ledger, target).Steps,
            dialect,
            MigrationModel.Fold(catalog, from, dialect)
        );
        return Planning.Script.Write(rendered, ledger, new(dialect, new(), "test", "1"), dialect);
    }

    private static async Task<string> SnapshotAsync(TestDatabase database)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await Snapshot.TakeAsync(session, Token);
    }
}
