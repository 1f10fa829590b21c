using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Schema;
using Index = Provisioning.Schema.Index;

namespace Provisioning.IntegrationTests.Conformance;

/// <summary>One operation with what it needs to stand on. The way down is its inverse, unless it has none.</summary>
/// <param name="Name">The operation's name.</param>
/// <param name="Before">What has to exist.</param>
/// <param name="Up">The operation.</param>
/// <param name="Down">What undoes it.</param>
/// <param name="RefusedOnSqlite">Whether SQLite says no.</param>
/// <param name="IsTransactional">Whether it runs in a transaction.</param>
/// <param name="NothingOnSqlite">Whether SQLite has nothing to do for it.</param>
public sealed record OperationCase(
    string Name,
    Operation[] Before,
    Operation Up,
    Operation Down,
    bool RefusedOnSqlite = false,
    bool NothingOnSqlite = false,
    bool IsTransactional = true
)
{
    private const string Parts = "CREATE TABLE parts (id integer) PARTITION BY RANGE (id)";

    private static readonly Column Id = new("id", new(ColumnKind.Int32));
    private static readonly Column Label = new("label", new(ColumnKind.String, 50))
    {
        IsNullable = true,
        Default = new LiteralDefault("it's"),
    };

    private static readonly Table Parents = new("parents", [Id, Label]) { PrimaryKey = new("pk_parents", ["id"]) };
    private static readonly Table Bare = new(
        "bare",
        [Id, new("parent_id", new(ColumnKind.Int32)) { IsNullable = true }]
    );

    private static readonly Operation[] WithParents =
    [
        new CreateTable(Parents),
        Insert("parents", 1, "one"),
        Insert("parents", 2, null),
    ];
    private static readonly Operation[] WithBoth = [.. WithParents, new CreateTable(Bare)];

    private static readonly Index ByLabel = new("ix_parents_label", [new("label"), new("id", IsDescending: true)])
    {
        IsUnique = true,
    };
    private static readonly Function Half = new("half", "integer", "SELECT n / 2")
    {
        Parameters = "n integer",
        Language = "sql",
    };
    private static readonly Trigger Audit = new("parents_touch", TriggerTiming.Before, TriggerEvent.Update)
    {
        Touches = "label",
    };
    private static readonly ForeignKey ToParents = new("fk_bare_parents", ["parent_id"], "parents", ["id"])
    {
        OnDelete = ReferentialAction.Cascade,
    };

    // The variable that an operation reads, with a URL in it that nothing connects to.
    private static string ElsewhereUrl()
    {
        const string name = "PROVISIONING_CASE_URL";
        Environment.SetEnvironmentVariable(name, "postgresql://app@127.0.0.1:1/elsewhere");
        return name;
    }

    /// <summary>A case for each operation there is.</summary>
    public static IReadOnlyList<OperationCase> All { get; } =
    [
        Reversible(
            [.. WithParents],
            new CreateTable(
                new(
                    "children",
                    [
                        new("id", new(ColumnKind.Int64)) { Identity = Identity.ByDefault },
                        new("parent_id", new(ColumnKind.Int32)),
                        new("amount", new(ColumnKind.Decimal, 10, 2)) { Default = new LiteralDefault(1.5m) },
                        new("made", new(ColumnKind.DateTimeOffset))
                        {
                            Default = new FunctionDefault(SystemFunction.Now),
                        },
                    ]
                )
                {
                    PrimaryKey = new("pk_children", ["id"]),
                    Uniques = [new("uq_children", ["parent_id", "amount"])],
                    Checks = [new("ck_children", "amount > 0")],
                    ForeignKeys =
                    [
                        new("fk_children", ["parent_id"], "parents", ["id"])
                        {
                            OnDelete = ReferentialAction.SetNull,
                            OnUpdate = ReferentialAction.Cascade,
                        },
                    ],
                    Indexes = [new("ix_children", [new("made", IsDescending: true)]) { Filter = "amount > 10" }],
                    Triggers = [new("children_touch", TriggerTiming.Before, TriggerEvent.Update) { Touches = "made" }],
                }
            )
        ),
        Reversible(WithBoth, new DropTable("bare") { Was = Bare }),
        Reversible(WithParents, new RenameTable("parents", "people")),
        Reversible(
            [new CreateSchema("other"), .. WithParents],
            new MoveTable("parents", "other"),
            refusedOnSqlite: true
        ),
        Reversible(
            WithParents,
            new AddColumn("parents", new("note", new(ColumnKind.String)) { Default = new LiteralDefault("") })
        ),
        Reversible(WithParents, new DropColumn("parents", "label") { Was = Label }) with
        {
            Before = [new CreateTable(Parents)],
        },
        Reversible(
            WithParents,
            new AlterColumn(
                "parents",
                Label with
                {
                    Type = new(ColumnKind.String),
                    Default = new LiteralDefault("new"),
                }
            )
            {
                Was = Label,
            }
        ),
        Reversible(WithParents, new RenameColumn("parents", "label", "title")),
        Reversible(
            WithParents,
            new SetDefault("parents", "label", new LiteralDefault("x")) { IsReversible = true, Was = Label.Default }
        ),
        Reversible(WithParents, new CreateIndex("parents", ByLabel)),
        Reversible(
            [.. WithParents, new CreateIndex("parents", ByLabel)],
            new DropIndex("parents", ByLabel.Name) { Was = ByLabel }
        ),
        Reversible([new CreateTable(Bare)], new AddPrimaryKey("bare", new("pk_bare", ["id"]))),
        Reversible(WithParents, new AddUnique("parents", new("uq_parents", ["label", "id"]))),
        Reversible(WithParents, new AddCheck("parents", new("ck_parents", "id > 0"))),
        Reversible(WithBoth, new AddForeignKey("bare", ToParents)),
        Reversible(
            [.. WithParents, new AddUnique("parents", new("uq_parents", ["label", "id"]))],
            new DropConstraint("parents", "uq_parents", ConstraintKind.Unique)
            {
                Was = new AddUnique("parents", new("uq_parents", ["label", "id"])),
            }
        ),
        new(
            nameof(ValidateConstraint),
            [.. WithBoth, new AddForeignKey("bare", ToParents with { IsNotValid = true })],
            new ValidateConstraint("bare", "fk_bare_parents"),
            new ExecuteSql(
                "ALTER TABLE bare DROP CONSTRAINT fk_bare_parents; ALTER TABLE bare ADD CONSTRAINT fk_bare_parents "
                    + "FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE NOT VALID"
            ),
            NothingOnSqlite: true
        ),
        Reversible([new CreateTable(Bare)], new SetNullability("bare", "parent_id", IsNullable: false)),
        Reversible(
            [new ExecuteSql(Parts)],
            new CreatePartition("parts", "parts_1", "FOR VALUES FROM (1) TO (10)") { Partitioning = "HASH (id)" },
            refusedOnSqlite: true
        ),
        Reversible(
            [new ExecuteSql($"{Parts}; CREATE TABLE parts_1 (id integer); INSERT INTO parts_1 VALUES (1)")],
            new AttachPartition("parts", "parts_1", "FOR VALUES FROM (1) TO (10)"),
            refusedOnSqlite: true
        ),
        Reversible(
            [new ExecuteSql($"{Parts}; CREATE TABLE parts_1 PARTITION OF parts DEFAULT; INSERT INTO parts VALUES (1)")],
            new DetachPartition("parts", "parts_1") { Bounds = "DEFAULT" },
            refusedOnSqlite: true
        ),
        Reversible(
            [new CreateExtension("postgres_fdw")],
            new CreateForeignServer("east", ElsewhereUrl()),
            refusedOnSqlite: true
        ),
        Reversible(
            [new CreateExtension("postgres_fdw"), new CreateForeignServer("east", ElsewhereUrl())],
            new DropForeignServer("east") { Was = ElsewhereUrl() },
            refusedOnSqlite: true
        ),
        new(
            nameof(SetDistribution),
            [new CreateTable(Bare), new ExecuteSql(CitusStandIn.Keeping)],
            new SetDistribution("bare", new("id")),
            new SetDistribution("bare", Distribution: null),
            NothingOnSqlite: true
        ),
        Reversible([], new CreateSchema("other"), refusedOnSqlite: true),
        Reversible([new CreateSchema("other")], new DropSchema("other"), refusedOnSqlite: true),
        Reversible(
            [],
            new CreateSequence(
                new("numbers")
                {
                    Increment = 2,
                    StartWith = 5,
                    MaxValue = 99,
                    Cycle = true,
                }
            ),
            refusedOnSqlite: true
        ),
        Reversible(
            [new CreateSequence(new("numbers"))],
            new DropSequence("numbers") { Was = new("numbers") },
            refusedOnSqlite: true
        ),
        Reversible(WithParents, new CreateView(new("labels", "SELECT label FROM parents"))),
        Reversible(
            [.. WithParents, new CreateView(new("labels", "SELECT id FROM parents"))],
            new DropView("labels") { Was = new("labels", "SELECT id FROM parents") }
        ),
        Reversible(
            [],
            new CreateFunction(
                new("double", "integer", "SELECT 2 * n")
                {
                    Parameters = "n integer",
                    Language = "sql",
                    Volatility = Volatility.Stable,
                }
            ),
            refusedOnSqlite: true
        ),
        Reversible(
            [new CreateFunction(Half)],
            new DropFunction("half", "n integer") { Was = Half },
            refusedOnSqlite: true
        ),
        Reversible(WithParents, new SetRowSecurity("parents", RowSecurity.Forced), refusedOnSqlite: true),
        Reversible(
            WithParents,
            new CreatePolicy("parents", new("own") { Command = PolicyCommand.Select, Using = "id > 0" }),
            refusedOnSqlite: true
        ),
        Reversible(
            [.. WithParents, new CreatePolicy("parents", new("own"))],
            new DropPolicy("parents", "own") { Was = new("own") },
            refusedOnSqlite: true
        ),
        Reversible([], new CreateExtension("pg_trgm"), refusedOnSqlite: true),
        Reversible([new CreateExtension("pg_trgm")], new DropExtension("pg_trgm"), refusedOnSqlite: true),
        Reversible([], new CreateEnumType("mood", ["sad", "it's ok"]), refusedOnSqlite: true),
        Reversible(
            [new CreateEnumType("mood", ["sad", "ok"])],
            new DropEnumType("mood") { Was = ["sad", "ok"] },
            refusedOnSqlite: true
        ),
        new(
            nameof(Conditional),
            WithParents,
            new Conditional(
                "it is there",
                state => state.ColumnExists("parents", "label"),
                [new RenameColumn("parents", "label", "title")],
                [new DropTable("parents")]
            ),
            new Conditional(
                "it is there",
                state => state.ColumnExists("parents", "title"),
                [new RenameColumn("parents", "title", "label")],
                []
            )
        ),
        new(
            nameof(AddEnumValue),
            [new CreateEnumType("mood", ["sad", "ok"])],
            new AddEnumValue("mood", "so-so", Before: "ok"),
            new ExecuteSql("DROP TYPE mood; CREATE TYPE mood AS ENUM ('sad', 'ok')"),
            RefusedOnSqlite: true
        ),
        Reversible(WithParents, new CreateTrigger("parents", Audit)),
        Reversible(
            [.. WithParents, new CreateTrigger("parents", Audit)],
            new DropTrigger("parents", Audit.Name) { Was = Audit }
        ),
        Reversible(WithParents, Insert("parents", 3, "o'three")),
        new(
            "DeleteRows",
            WithParents,
            new DeleteRows(
                "parents",
                [new RowFilter.Matching([new("id", 1)]), new RowFilter.Matching([new("label", null)])]
            ),
            new InsertRows(
                "parents",
                [
                    [new("id", 1), new("label", "one")],
                    [new("id", 2), new("label", null)],
                ]
            )
        ),
        new(
            "UpdateRows",
            WithParents,
            new UpdateRows("parents", [new("label", new SqlExpression("'n' || id"))], new RowFilter.Sql("id > 1")),
            new UpdateRows("parents", [new("label", null)], new RowFilter.Matching([new("id", 2)]))
        ),
        new(
            nameof(Backfill),
            WithParents,
            new Backfill("parents", [new("label", new SqlExpression("'n' || id"))], "id > 1") { BatchSize = 1 },
            new Backfill("parents", [new("label", null)], "id = 2"),
            IsTransactional: false
        ),
        new(
            "ExecuteSql",
            WithParents,
            new ExecuteSql(
                "INSERT INTO parents VALUES (7, 'a;b'); -- a comment; with a semicolon\nINSERT INTO parents VALUES "
                    + "(8, '''')"
            ),
            new ExecuteSql("DELETE FROM parents WHERE id IN (7, 8)")
        ),
        new(
            "ExecuteCode",
            WithParents,
            new ExecuteCode(
                (connection, transaction) => Run(connection, transaction, "INSERT INTO parents VALUES (9, 'code')")
            ),
            new ExecuteCode(
                (connection, transaction) => Run(connection, transaction, "DELETE FROM parents WHERE id = 9")
            )
        ),
    ];

    /// <inheritdoc />
    public override string ToString() => Name;

    private static OperationCase Reversible(Operation[] before, Operation up, bool refusedOnSqlite = false) =>
        new(up.GetType().Name, before, up, up.Inverse!, refusedOnSqlite);

    private static InsertRows Insert(string table, int id, string? label) =>
        new(
            table,
            [
                [new("id", id), new("label", label)],
            ]
        );

    private static void Run(System.Data.IDbConnection connection, System.Data.IDbTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
