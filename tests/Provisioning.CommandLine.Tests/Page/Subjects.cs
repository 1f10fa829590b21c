using System.Globalization;
using Provisioning.Administration.Statistics;
using Provisioning.CommandLine.Page;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Tests.Page;

/// <summary>What the pages of the tests show.</summary>
internal static class Subjects
{
    public static Dialect PostgreSql { get; } = KnownEngines.PostgreSql.Dialect(new());

    /// <summary>A shop of twelve tables, made by four migrations: one renames, one changes, one removes.</summary>
    public static PageSubject Shop
    {
        get
        {
            MigrationSource[] migrations =
            [
                new Described(1, "first", [.. Tables().Select(table => new CreateTable(table))]),
                new Described(
                    2,
                    "names",
                    new RenameColumn("customer", "mail", "email"),
                    new CreateIndex("customer", new("ix_customer_email", [new("email")]) { IsUnique = true })
                ),
                new Described(
                    3,
                    "longer",
                    new AlterColumn("customer", new("email", new(ColumnKind.String, 400)) { IsNullable = true }),
                    new AddColumn("purchase", new("note", new(ColumnKind.String)) { IsNullable = true })
                ),
                new Described(4, "fewer", new DropColumn("purchase", "legacy"), new DropTable("scratch")),
            ];
            return Of(migrations, "Shop");
        }
    }

    /// <summary>The page of what migrations make.</summary>
    public static PageSubject Of(MigrationSource[] migrations, string title)
    {
        var history = SchemaHistory.Replay(migrations, PostgreSql);
        var model = MigrationModel.Fold(new(migrations), migrations[^1].Version, PostgreSql);
        return new(title, "migrations", PostgreSql, new(model, new())) { History = history };
    }

    /// <summary>A structure of many tables in ten areas, of which each table refers to a few before it.</summary>
    public static PageSubject Large(int tables, int columns)
    {
        string[] areas = ["order", "billing", "stock", "person", "audit", "shop", "mail", "report", "access", "price"];
        string Name(int at) => string.Create(CultureInfo.InvariantCulture, $"{areas[at % 10]}_table_{at:000}");
        var model = DatabaseModel.Empty;
        for (var at = 0; at < tables; at++)
        {
            int[] parents =
            [
                .. new[] { at - 10, at - 30, at % 7 == 0 ? at / 2 : -1 }
                    .Where(parent => parent >= 0 && parent < at)
                    .Distinct(),
            ];
            model = model.WithTable(
                new Table(
                    Name(at),
                    [
                        new("id", new(ColumnKind.Int64)),
                        .. parents.Select(parent => new Column($"{Name(parent)}_id", new(ColumnKind.Int64))
                        {
                            IsNullable = true,
                        }),
                        .. Enumerable
                            .Range(0, columns - 1 - parents.Length)
                            .Select(number => new Column(
                                string.Create(CultureInfo.InvariantCulture, $"some_value_{number}"),
                                new(
                                    number % 3 == 0 ? ColumnKind.DateTimeOffset : ColumnKind.String,
                                    number % 3 == 1 ? 255 : null
                                )
                            )
                            {
                                IsNullable = number % 2 == 0,
                                Default = number % 3 == 0 ? new FunctionDefault(SystemFunction.Now) : null,
                            }),
                    ]
                )
                {
                    PrimaryKey = new($"{Name(at)}_pkey", ["id"]),
                    ForeignKeys =
                    [
                        .. parents.Select(parent => new ForeignKey(
                            $"{Name(at)}_{Name(parent)}_fkey",
                            [$"{Name(parent)}_id"],
                            Name(parent),
                            ["id"]
                        )),
                    ],
                    Indexes = [new($"ix_{Name(at)}_1", [new("some_value_1")])],
                }
            );
        }

        return new("Large", "migrations", PostgreSql, new(model, new()));
    }

    /// <summary>What a live database adds.</summary>
    public static PageSubject AsLive(this PageSubject subject, long rows) =>
        subject with
        {
            Of = "postgresql://me@localhost:5432/shop",
            Applied = new Dictionary<long, AppliedVersion>
            {
                [1] = new(
                    "first",
                    new(2026, 1, 16, 9, 30, 0, DateTimeKind.Utc),
                    "release",
                    120,
                    "CREATE TABLE one ();"
                ),
            },
            Use = new DatabaseUse(
                new(
                    "postgresql",
                    new(2026, 1, 17, 0, 0, 0, TimeSpan.Zero),
                    [
                        .. subject.Structure.Model.Tables.Keys.Select(name => new Linting.TableStatistics(
                            name,
                            rows,
                            8192 * rows
                        )),
                    ],
                    []
                ),
                [new("customer", "ix_customer_email", 16384, 77)],
                [new("customer", "shop_app", ["INSERT", "SELECT"])]
            ),
        };

    private static Column Text(string name, string? comment = null) =>
        new(name, new(ColumnKind.String, 100)) { Description = comment };

    private static Table Plain(string name, params ReadOnlySpan<string> parents)
    {
        var table = new Table(name, [new("id", new(ColumnKind.Int64))]) { PrimaryKey = new($"{name}_pkey", ["id"]) };
        foreach (var parent in parents)
        {
            table = table with
            {
                Columns = [.. table.Columns, new($"{parent}_id", new(ColumnKind.Int64))],
                ForeignKeys =
                [
                    .. table.ForeignKeys,
                    new($"{name}_{parent}_fkey", [$"{parent}_id"], parent, ["id"])
                    {
                        OnDelete = ReferentialAction.Cascade,
                    },
                ],
            };
        }

        return table;
    }

    private static IEnumerable<Table> Tables()
    {
        var customer = Plain("customer");
        yield return customer with
        {
            Description = "Who buys. </script><script>alert(1)</script>",
            Columns =
            [
                .. customer.Columns,
                Text("mail", "Where to write"),
                Text("password") with
                {
                    Default = new LiteralDefault("postgresql://me:tr0ub4dor@db/shop"),
                },
            ],
        };
        var purchase = Plain("purchase", "customer");
        yield return purchase with
        {
            Columns = [.. purchase.Columns, Text("legacy")],
            ForeignKeys = [purchase.ForeignKeys[0] with { IsNotValid = true }],
            Checks = [new("purchase_legacy_check", "legacy <> ''")],
        };
        yield return Plain("product");
        yield return Plain("purchase_line", "purchase", "product");
        yield return Plain("parcel", "purchase");
        yield return Plain("invoice", "purchase");
        yield return Plain("payment", "invoice");
        yield return Plain("supplier");
        yield return Plain("supply", "supplier", "product");
        yield return Plain("category");
        yield return Plain("product_category", "product", "category");
        yield return Plain("scratch");
        yield return Plain("订单_明细") with
        {
            Columns = [new("id", new(ColumnKind.Int64)), Text("客户名称", "客户的全名")],
        };
    }
}
