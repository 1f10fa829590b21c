using Provisioning.Dialects;
using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Xunit;

namespace Provisioning.Tests.Planning;

/// <summary>What Citus refuses, known from migrations alone.</summary>
public sealed class DistributionRulesTests
{
    private static readonly Column Id = new("id", new(ColumnKind.Int64)) { IsNullable = false };
    private static readonly Column Tenant = new("tenant_id", new(ColumnKind.Int64)) { IsNullable = false };
    private static readonly TableDistribution ByTenant = new("tenant_id");
    private static readonly TableDistribution Reference = new(Column: null);

    public static TheoryData<string, Operation, string> Refused =>
        new()
        {
            {
                "a primary key without the column",
                new AddPrimaryKey("events", new("pk", ["id"])),
                "primary key pk of events does not hold tenant_id"
            },
            {
                "a unique constraint without it",
                new AddUnique("events", new("uq", ["id"])),
                "unique constraint uq of events does not hold tenant_id"
            },
            {
                "a unique index without it",
                new CreateIndex("events", new("ux", [new("id")]) { IsUnique = true }),
                "unique index ux of events does not hold tenant_id"
            },
            {
                "a foreign key to a table on one node",
                new AddForeignKey("events", new("fk", ["id"], "plain", ["id"])),
                "foreign key fk leads from events to plain, and plain is on one node"
            },
            {
                "a foreign key that leaves the column out",
                new AddForeignKey("events", new("fk", ["id"], "tenants", ["id"])),
                "it is not over tenant_id and id"
            },
            {
                "a foreign key of a reference table",
                new AddForeignKey("countries", new("fk", ["id"], "tenants", ["id"])),
                "every node has all rows of countries, and not all of tenants"
            },
            {
                "a foreign key of a table on one node",
                new AddForeignKey("plain", new("fk", ["id"], "tenants", ["id"])),
                "plain is on one node, and tenants on many"
            },
            { "the column dropped", new DropColumn("events", "tenant_id"), "events is distributed by tenant_id" },
            {
                "its type changed",
                new AlterColumn("events", Tenant with { Type = new(ColumnKind.Int32) }),
                "events is distributed by tenant_id, whose type stays"
            },
            {
                "a table whose key lacks the column",
                new SetDistribution("plain", ByTenant),
                "primary key pk_plain of plain does not hold tenant_id"
            },
            { "a column that is not there", new SetDistribution("countries", ByTenant), "countries has no column" },
        };

    public static TheoryData<Operation> Allowed =>
        [
            new AddPrimaryKey("events", new("pk", ["tenant_id", "id"])),
            new CreateIndex("events", new("ix", [new("id")])),
            new AddForeignKey("events", new("fk", ["tenant_id"], "tenants", ["id"])),
            new AddForeignKey("events", new("fk", ["id"], "countries", ["id"])),
            new AddForeignKey("plain", new("fk", ["id"], "countries", ["id"])),
            new AddUnique("plain", new("uq", ["id"])),
            new DropColumn("events", "id"),
            new SetDistribution("events", Distribution: null, Was: ByTenant),
        ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_Citus_refuses_is_found_and_said(string what, Operation operation, string reason)
    {
        var refusal = DistributionRules.Refusal(operation, Model);

        Assert.True(refusal is not null, what);
        Assert.Contains(reason, refusal.Value.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Allowed))]
    public void What_Citus_takes_is_not_refused(Operation operation) =>
        Assert.Null(DistributionRules.Refusal(operation, Model));

    [Fact]
    public void Reference_tables_come_first_and_a_table_after_those_that_it_refers_to()
    {
        Operation[] operations =
        [
            new CreateTable(new("countries", [Id])),
            new CreateTable(new("tenants", [Id]) { ForeignKeys = [new("f", ["id"], "countries", ["id"])] }),
            new CreateTable(new("events", [Tenant]) { ForeignKeys = [new("g", ["tenant_id"], "tenants", ["id"])] }),
            new SetDistribution("events", ByTenant),
            new SetDistribution("tenants", new("id")),
            new SetDistribution("countries", Reference),
            new ExecuteSql("SELECT 1"),
            new SetDistribution("logs", ByTenant with { ColocatedWith = "marks" }),
            new SetDistribution("marks", ByTenant),
        ];

        Assert.Equal(
            ["countries", "tenants", "events", "marks", "logs"],
            SetDistribution.InOrder(operations).OfType<SetDistribution>().Select(operation => operation.Table.Name)
        );
        Assert.Equal(
            operations.Select(operation => operation.GetType()),
            SetDistribution.InOrder(operations).Select(operation => operation.GetType())
        );
    }

    [Fact]
    public void Lint_finds_it_without_a_server_and_on_either_engine()
    {
        var catalog = new MigrationCatalog([
            new TestMigration(
                1,
                new CreateTable(new("events", [Id, Tenant]) { PrimaryKey = new("pk", ["tenant_id", "id"]) }),
                new SetDistribution("events", ByTenant)
            ),
            new TestMigration(2, new AddUnique("events", new("uq", ["id"]))),
        ]);

        var steps = catalog.Migrations.Select(migration => new PlannedStep(migration, Direction.Up)).ToArray();

        Assert.All((Dialect[])[new PostgreSqlDialect(), new SqliteDialect()], dialect =>
            Assert.Equal(
                [
                    "Citus cannot add unique constraint uq to events: unique constraint uq of events does not hold "
                        + "tenant_id, by which the table is distributed, and no node knows the rows of the others. "
                        + "Add tenant_id to its columns.",
                ],
                new Linter(dialect, new())
                    .Lint(steps, isLinted: _ => true)
                    .Open.Where(found => found.Rule.Id == "L92")
                    .Select(found => found.Message)
            )
        );
    }

    private static DatabaseModel Model =>
        (
            (Table[])
                [
                    new("events", [Id, Tenant]) { Distribution = ByTenant },
                    new("tenants", [Id]) { Distribution = new("id") },
                    new("countries", [Id]) { Distribution = Reference },
                    new("plain", [Id, Tenant]) { PrimaryKey = new("pk_plain", ["id"]) },
                ]
        ).Aggregate(DatabaseModel.Empty, (model, table) => model.WithTable(table));
}
