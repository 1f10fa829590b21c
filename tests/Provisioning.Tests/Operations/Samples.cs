using Provisioning.Operations;
using Provisioning.Schema;
using Index = Provisioning.Schema.Index;

namespace Provisioning.Tests.Operations;

/// <summary>At least one operation of each kind, and the model that they stand on.</summary>
internal static class Samples
{
    private static readonly Column Id = new("id", new(ColumnKind.Int64))
    {
        IsNullable = false,
        Identity = Identity.Default,
    };
    private static readonly Column Name = new("name", new(ColumnKind.String, 255)) { IsNullable = false };
    private static readonly Column Price = new("price", new(ColumnKind.Decimal, 10, 2))
    {
        IsNullable = true,
        Default = new LiteralDefault(0),
    };
    private static readonly Index ByName = new("IX_users_name", [new("name")]);
    private static readonly Trigger Touch = new("touch_users", TriggerTiming.Before, TriggerEvent.Update)
    {
        Touches = "updated_at",
    };
    private static readonly ForeignKey ToTeams = new("FK_users_team_id_teams_id", ["team_id"], "teams", ["id"])
    {
        OnDelete = ReferentialAction.Cascade,
    };
    private static readonly View Ages = new("ages", "SELECT 1 AS age");
    private static readonly Sequence Numbers = new("numbers")
    {
        Increment = 2,
        MinValue = 1,
        MaxValue = 100,
        StartWith = 5,
        Cache = 10,
        Cycle = true,
    };

    /// <summary>The tables that the samples are about. What a sample drops stands last, so that adding it again puts it
    /// there.</summary>
    public static DatabaseModel Before { get; } =
        new()
        {
            Tables = DatabaseModel
                .Empty.Tables.Add(
                    "teams",
                    new("teams", [Id, Name])
                    {
                        PrimaryKey = new("PK_teams", ["id"]),
                        Checks = [new("CK_teams", "1 > 0") { IsNotValid = true }],
                        RowSecurity = RowSecurity.Forced,
                    }
                )
                .Add(
                    "users",
                    new("users", [Id, Name, new("team_id", new(ColumnKind.Int64)) { IsNullable = true }, Price])
                    {
                        PrimaryKey = new("PK_users", ["id"]),
                        Indexes = [ByName],
                        Triggers = [Touch],
                        Uniques = [new("UC_users_name", ["name"])],
                        Policies = [new("all")],
                    }
                )
                .Add("bare", new("bare", [Name]))
                .Add(
                    "coded",
                    new("coded", [new("code", new(ColumnKind.Int32)) { IsNullable = false }])
                    {
                        Indexes = [new("IX_coded", [new("code")]) { IsUnique = true }],
                    }
                ),
            Sequences = DatabaseModel.Empty.Sequences.Add("numbers", Numbers),
            Schemas = ["sales"],
            Views = DatabaseModel.Empty.Views.Add("ages", Ages),
            Functions = DatabaseModel.Empty.Functions.Add(
                "half(n integer)",
                new("half", "integer", "SELECT n / 2") { Parameters = "n integer", Language = "sql" }
            ),
            Enums = DatabaseModel.Empty.Enums.Add("state", ["on", "off"]),
            Extensions = ["pg_trgm"],
        };

    public static IReadOnlyList<Operation> All { get; } =
    [.. OnTables(), .. OnColumns(), .. OnConstraints(), .. OnOthers(), .. OnObjects(), .. OnRows()];

    private static Operation[] OnObjects() =>
        [
            new CreateView(new("names", "SELECT name FROM users")),
            new CreateView(new("names", "SELECT name FROM users;"), Replaces: true),
            new CreateView(new("counts", "SELECT count(*) FROM users") { IsMaterialized = true }),
            new CreateView(new("counts", "SELECT count(*) FROM users") { IsMaterialized = true }, Replaces: true),
            new DropView("ages") { Was = Ages },
            new CreateFunction(
                new("double", "integer", "SELECT 2 * n")
                {
                    Parameters = "n integer",
                    Language = "sql",
                    Volatility = Volatility.Immutable,
                }
            ),
            new CreateFunction(
                new("now_in", "text", "BEGIN RETURN '$$'; END")
                {
                    IsSecurityDefiner = true,
                    SearchPath = "pg_catalog, pg_temp",
                },
                Replaces: true
            ),
            new DropFunction("half", "n integer")
            {
                Was = new("half", "integer", "SELECT n / 2") { Parameters = "n integer", Language = "sql" },
            },
            new SetRowSecurity("users", RowSecurity.On),
            new SetRowSecurity("users", RowSecurity.Forced),
            new SetRowSecurity("teams", RowSecurity.Off, RowSecurity.Forced),
            new CreatePolicy(
                "users",
                new("own")
                {
                    Command = PolicyCommand.Update,
                    Roles = ["app"],
                    Using = "id = 1",
                    WithCheck = "id > 0",
                    IsRestrictive = true,
                }
            ),
            new DropPolicy("users", "all") { Was = new("all") },
            new CreateExtension("citext"),
            new DropExtension("pg_trgm"),
            new CreateEnumType("mood", ["sad", "it's ok"]),
            new DropEnumType("state") { Was = ["on", "off"] },
            new AddEnumValue("state", "new", Before: "off"),
            new AddEnumValue("state", "new"),
            new Conditional(
                "there are users",
                state => state.TableExists("users"),
                [new DropTable("users")],
                [new CreateTable(new("users", [Name]))]
            ),
        ];

    private static Operation[] OnTables() =>
        [
            new CreateTable(
                new(
                    "orders",
                    [
                        Id,
                        new("user_id", new(ColumnKind.Guid)),
                        new("note", new(ColumnKind.Custom, Custom: "citext"))
                        {
                            IsNullable = true,
                            Description = "What it's for",
                        },
                        new("total", new(ColumnKind.Decimal, 12, 2)) { Default = new LiteralDefault(1.5m) },
                        new("doubled", new(ColumnKind.Decimal, 12, 2))
                        {
                            IsNullable = true,
                            Computed = new("total * 2", IsStored: true),
                        },
                        new("data", new(ColumnKind.Jsonb)) { IsNullable = true, Default = new LiteralDefault("{}") },
                        new("code", new(ColumnKind.String)) { Collation = "C" },
                        new("made_at", new(ColumnKind.DateTimeOffset))
                        {
                            Default = new FunctionDefault(SystemFunction.Now),
                        },
                    ]
                )
                {
                    PrimaryKey = new("PK_orders", ["id"]),
                    Uniques = [new("UC_orders_code", ["code", "user_id"])],
                    Checks = [new("CK_orders_total", "total >= 0")],
                    ForeignKeys =
                    [
                        new("FK_orders_user_id_users_id", ["user_id"], "users", ["id"])
                        {
                            OnDelete = ReferentialAction.SetNull,
                            OnUpdate = ReferentialAction.Restrict,
                        },
                    ],
                    Indexes =
                    [
                        new("IX_orders_made_at", [new("made_at", IsDescending: true), new("code")])
                        {
                            Filter = "total > 0",
                        },
                    ],
                    Triggers = [new("touch_orders", TriggerTiming.Before, TriggerEvent.Update) { Touches = "made_at" }],
                    Description = "What was bought",
                }
            ),
            new CreateTable(
                new("pairs", [new("a", new(ColumnKind.Int32)), new("b", new(ColumnKind.Int32))])
                {
                    PrimaryKey = new("PK_pairs", ["a", "b"]),
                },
                IfNotExists: true
            ),
            new DropTable("bare") { Was = Before.Tables["bare"] },
            new DropTable("bare", IfExists: true),
            new RenameTable("users", "people"),
            new MoveTable("users", "sales"),
        ];

    private static Operation[] OnColumns() =>
        [
            new AddColumn(
                "users",
                new("nick", new(ColumnKind.String, 50)) { IsNullable = false, Default = new LiteralDefault("it's") }
            ),
            new AddColumn("users", new("born", new(ColumnKind.Date)) { IsNullable = true }),
            new AddColumn(
                "users",
                new("token", new(ColumnKind.Guid))
                {
                    IsNullable = true,
                    Default = new FunctionDefault(SystemFunction.NewGuid),
                }
            ),
            new AddColumn("users", new("rank", new(ColumnKind.Int32))),
            new DropColumn("users", "price") { Was = Price },
            new DropColumn("users", "price"),
            new AlterColumn("users", Name with { Type = new(ColumnKind.String), IsNullable = true }) { Was = Name },
            new AlterColumn("users", Id with { Identity = null }) { Was = Id, IdentityChange = IdentityChange.Drop },
            new AlterColumn("bare", Name with { Type = new(ColumnKind.Int32), Identity = Identity.ByDefault })
            {
                Was = Name,
            },
            new AlterColumn("users", Id with { Identity = null }) { IdentityChange = IdentityChange.DropIfExists },
            new AlterColumn("users", new("id", new(ColumnKind.Int32)) { IsNullable = false }) { Was = Id },
            new AlterColumn("users", Id with { Identity = Identity.ByDefault })
            {
                Was = Id,
                IdentityChange = IdentityChange.Set,
            },
            new AlterColumn("users", new("team_id", new(ColumnKind.Int32)) { IsNullable = false }),
            new RenameColumn("users", "name", "full_name"),
            new SetNullability("users", "price", IsNullable: false),
            new SetNullability("users", "name", IsNullable: true),
            new SetDefault("users", "price", new ExpressionDefault("1 + 1"))
            {
                IsReversible = true,
                Was = new LiteralDefault(0),
            },
            new SetDefault("users", "price", null),
        ];

    private static Operation[] OnConstraints() =>
        [
            new AddPrimaryKey("bare", new("PK_bare", ["name"])),
            new AddUnique("users", new("UC_users_team_id_name", ["team_id", "name"])),
            new AddPrimaryKey("coded", new("PK_coded", ["code"])) { UsingIndex = "IX_coded" },
            new AddUnique("coded", new("UC_coded", ["code"])) { UsingIndex = "IX_coded" },
            new DropConstraint("users", "UC_users_name", ConstraintKind.Unique)
            {
                Was = new AddUnique("users", new("UC_users_name", ["name"])) { UsingIndex = "IX_users_name_2" },
            },
            new AddCheck("users", new("CK_users_price", "price >= 0")),
            new AddCheck("users", new("CK_users_price", "price >= 0") { IsNotValid = true }),
            new AddForeignKey("users", ToTeams),
            new AddForeignKey("users", ToTeams with { IsNotValid = true }),
            new ValidateConstraint("teams", "CK_teams"),
            new CreatePartition("users", "users_1", "FOR VALUES FROM (1) TO (10)") { Partitioning = "HASH (id)" },
            new CreatePartition("users", "users_2", "DEFAULT") { Server = "east", RemoteTable = new("app", "it's") },
            new DropTable("users_3") { IsForeign = true },
            new CreateForeignServer("east", "EAST_URL"),
            new CreateForeignServer("ea\"s't", "EAST_URL") { Replaces = true },
            new DropForeignServer("east") { Was = "EAST_URL" },
            new SetDistribution("users", new("id", ColocatedWith: "teams")),
            new SetDistribution("teams", new(Column: null)),
            new SetDistribution("users", Distribution: null, Was: null),
            new AttachPartition("users", "bare", "FOR VALUES FROM (1) TO (10)"),
            new DetachPartition("users", "bare") { Bounds = "DEFAULT" },
            new DetachPartition("users", "bare") { IsConcurrent = true },
            new DropConstraint("users", "UC_users_name", ConstraintKind.Unique)
            {
                Was = new AddUnique("users", new("UC_users_name", ["name"])),
            },
            new DropConstraint("teams", "PK_teams", ConstraintKind.PrimaryKey)
            {
                Was = new AddPrimaryKey("teams", new("PK_teams", ["id"])),
            },
            new DropConstraint("users", "CK_users_price", ConstraintKind.Check),
        ];

    private static Operation[] OnOthers() =>
        [
            new CreateIndex(
                "users",
                new(
                    "IX_users_team_id",
                    [
                        new("team_id") { NullsFirst = true },
                        new("lower(name)", IsDescending: true) { IsExpression = true },
                    ]
                )
                {
                    IsUnique = true,
                    Includes = ["price"],
                    Filter = "price > 0",
                    Parameters = ["FILLFACTOR = 70"],
                }
            ),
            new CreateIndex(
                "users",
                new("IX_users_name_gin", [new("name") { OperatorClass = "gin_trgm_ops" }]) { Method = "GIN" }
            )
            {
                IsConcurrent = true,
            },
            new CreateIndex("users", new("IX_users_price", [new("price")]) { IsUnique = true, NullsDistinct = false })
            {
                IsOnly = true,
            },
            new DropIndex("users", "IX_users_name") { Was = ByName },
            new DropIndex("users", "IX_users_name") { IsConcurrent = true },
            new CreateSchema("archive"),
            new DropSchema("sales"),
            new CreateSequence(new("plain")),
            new CreateSequence(Numbers with { Name = new ObjectName("sales", "numbers") }),
            new DropSequence("numbers") { Was = Numbers },
            new CreateTrigger(
                "users",
                new("log_users", TriggerTiming.After, TriggerEvent.Delete)
                {
                    When = "OLD.price > 0",
                    Body = "  INSERT INTO log VALUES (OLD.id);",
                }
            ),
            new DropTrigger("users", "touch_users") { Was = Touch },
            new ExecuteSql("CREATE VIEW v AS SELECT ';' AS x; -- and\nDROP VIEW v", "try a view"),
            new ExecuteSql("VACUUM"),
            new ExecuteCode((_, _) => { }, "fill in the gaps"),
        ];

    private static Operation[] OnRows() =>
        [
            new InsertRows(
                "users",
                [
                    [new("id", 1), new("name", "it's")],
                    [new("id", 2), new("name", new SqlExpression("upper('b')"))],
                ]
            )
            {
                Overriding = IdentityOverride.SystemValue,
            },
            new InsertRows(
                "users",
                [
                    [new("id", 3)],
                    [],
                ]
            ),
            new UpdateRows(
                "users",
                [new("name", null), new("price", 2.5m)],
                new RowFilter.Matching([new("id", 1), new("team_id", null), new("price", new SqlExpression("> 3"))])
            ),
            new UpdateRows("users", [new("", new SqlExpression("price = price + 1"))], new RowFilter.All()),
            new Backfill("users", [new("price", new SqlExpression("price * 2"))], "price > 0 -- and not NULL"),
            new Backfill("users", [new("price", 1), new("team_id", null)]) { BatchSize = 100 },
            new DeleteRows("users", [new RowFilter.Sql("price IS NULL"), new RowFilter.All()]),
        ];
}
