using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.TestSystem;

/// <summary>A system of a user's own assembly: a hundred tables, one a version; then one version that takes for ever,
/// and one that fails.</summary>
public sealed class LadderSystem : DatabaseSystem
{
    /// <summary>How many versions make a table.</summary>
    public const int Rungs = 100;

    /// <summary>The version that takes for ever.</summary>
    public const int Endless = 101;

    /// <summary>The version that fails at its second statement.</summary>
    public const int Failing = 102;

    public override string Name => "ladder";

    public override string Title => "Ladder";

    public override string Description => "a hundred tables";

    public override string Engine => "any";

    public override MigrationCatalog Migrations { get; } =
        new([
            .. Enumerable.Range(1, Rungs).Select(i => new Rung(i, Table(i), [new DropTable($"rung_{i}")])),
            new Rung(
                Endless,
                context => [new ExecuteSql("CREATE TABLE endless (id INTEGER)"), new ExecuteSql(Wait(context))],
                []
            ),
            new Rung(
                Failing,
                _ =>
                    [
                        new ExecuteSql("CREATE TABLE failing (id INTEGER)"),
                        new ExecuteSql("INSERT INTO failing\nVALUES (1, nonsense)"),
                    ],
                []
            ),
        ]);

    private static Func<MigrationContext, Operation[]> Table(int i) =>
        _ =>
            [
                new CreateTable(
                    new(
                        $"rung_{i}",
                        [
                            new("id", new(ColumnKind.Int64)),
                            new("name", new(ColumnKind.String, 200)),
                            new("made", new(ColumnKind.DateTime)) { IsNullable = true },
                        ]
                    )
                    {
                        PrimaryKey = new($"pk_rung_{i}", ["id"]),
                        Indexes =
                        [
                            new($"ix_rung_{i}_name", [new("name")]),
                            new($"ix_rung_{i}_made", [new("made", IsDescending: true)]),
                        ],
                    }
                ),
                new InsertRows(
                    $"rung_{i}",
                    [
                        [new("id", i), new("name", $"rung {i}")],
                    ]
                ),
            ];

    private static string Wait(MigrationContext context) =>
        context.EngineNames[0] == "sqlite"
            ? "INSERT INTO endless WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                + "100000000000) SELECT max(i) FROM n"
            : "SELECT pg_sleep(600)";

    private sealed class Rung(long version, Func<MigrationContext, Operation[]> up, Operation[] down) : MigrationSource
    {
        public override long Version => version;

        public override string Name => $"Rung{version}";

        public override string? Description => null;

        public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
            direction is Direction.Up ? up(context) : down;
    }
}
