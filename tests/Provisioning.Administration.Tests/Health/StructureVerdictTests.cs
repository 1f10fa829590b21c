using Provisioning.Administration.Health;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Administration.Tests.Health;

/// <summary>What doctor makes of a structure.</summary>
public sealed class StructureVerdictTests
{
    private static readonly Table Orders = new(
        "orders",
        [
            new("id", new(ColumnKind.Int64)) { IsNullable = false },
            new("customer", new(ColumnKind.Int64)),
            new("note", new(ColumnKind.String, 50)) { IsNullable = true },
        ]
    )
    {
        PrimaryKey = new("pk_orders", ["id"]),
        ForeignKeys = [new("fk_orders_customer", ["customer"], "customers", ["id"])],
    };

    [Fact]
    public void An_index_that_says_the_same_as_another_is_named_with_it()
    {
        var table = Orders with
        {
            Indexes =
            [
                new("ix_a", [new("customer")]),
                new("ix_b", [new("customer")]),
                new("ix_c", [new("customer", IsDescending: true)]),
                new("ix_d", [new("id")]) { IsUnique = true },
            ],
        };

        var judgement = StructureVerdicts.DuplicateIndexes(Model(table));

        Assert.Equal(
            (Verdict.Warning, "orders: ix_a = ix_b, orders: ix_d = pk_orders"),
            (judgement.Verdict, judgement.Value)
        );
        Assert.Equal(
            Verdict.Ok,
            StructureVerdicts
                .DuplicateIndexes(
                    Model(
                        Orders with
                        {
                            Indexes =
                            [
                                new("ix_a", [new("note")]),
                                new("ix_b", [new("note")]) { Filter = "note IS NOT NULL" },
                            ],
                        }
                    )
                )
                .Verdict
        );
    }

    [Fact]
    public void A_foreign_key_is_served_by_an_index_that_begins_with_its_columns()
    {
        Assert.Equal("orders(customer)", StructureVerdicts.ForeignKeysWithoutIndex(Model(Orders)).Value);
        Assert.Equal(
            Verdict.Ok,
            StructureVerdicts
                .ForeignKeysWithoutIndex(Model(Orders with { Indexes = [new("ix", [new("customer"), new("id")])] }))
                .Verdict
        );
        Assert.Equal(
            Verdict.Warning,
            StructureVerdicts
                .ForeignKeysWithoutIndex(Model(Orders with { Indexes = [new("ix", [new("id"), new("customer")])] }))
                .Verdict
        );
        Assert.Equal(
            Verdict.Warning,
            StructureVerdicts
                .ForeignKeysWithoutIndex(
                    Model(Orders with { Indexes = [new("ix", [new("customer")]) { Filter = "id > 5" }] })
                )
                .Verdict
        );
        Assert.Equal(
            Verdict.Warning,
            StructureVerdicts
                .ForeignKeysWithoutIndex(
                    Model(Orders with { Indexes = [new("ix", [new("lower(customer)") { IsExpression = true }])] })
                )
                .Verdict
        );
    }

    [Fact]
    public void A_unique_index_over_what_is_never_NULL_is_as_good_as_a_primary_key()
    {
        var without = Orders with { PrimaryKey = null };

        Assert.Equal("orders", StructureVerdicts.TablesWithoutKey(Model(without)).Value);
        Assert.Equal(Verdict.Ok, StructureVerdicts.TablesWithoutKey(Model(Orders)).Verdict);
        Assert.Equal(
            Verdict.Ok,
            StructureVerdicts
                .TablesWithoutKey(Model(without with { Indexes = [new("ux", [new("id")]) { IsUnique = true }] }))
                .Verdict
        );
        Assert.Equal(
            Verdict.Warning,
            StructureVerdicts.TablesWithoutKey(Model(without with { Uniques = [new("uq", ["note"])] })).Verdict
        );
    }

    private static DatabaseModel Model(Table table) =>
        DatabaseModel.Empty with
        {
            Tables = DatabaseModel.Empty.Tables.Add(table.Name, table),
        };
}
