using Provisioning.Databases;
using Provisioning.Seeding;
using Provisioning.Seeding.Rules;
using Xunit;

namespace Provisioning.Tests.Seeding.Rules;

/// <summary>Rows with a rule for each column.</summary>
public sealed class SeedTableTests
{
    private static readonly SeedTable Customers = Seed.Table("customers", 20)
        .Id("id")
        .String("name", row => $"Customer {row.Number}")
        .OneOf("city", "Ulm", "Oslo", "Graz");

    private static readonly SeedTable Invoices = Seed.Table("invoices", 200)
        .Numbered("id")
        .Parent("customer_id", Customers)
        .Decimal("total", 5, 900)
        .Moment("paid_at", _ => DateTimeOffset.UnixEpoch)
        .OrNull(30);

    [Fact]
    public void A_table_comes_after_those_that_it_refers_to_whether_they_are_named_or_not()
    {
        var alone = Seed.Rows(new(42, 1), Invoices);
        var both = Seed.Rows(new(42, 1), Invoices, Customers.Times(3));

        Assert.Equal(["customers", "invoices"], alone.Select(rows => rows.Table.Name));
        Assert.Equal([("customers", 3L), ("invoices", 200L)], both.Select(rows => (rows.Table.Name, rows.Count)));
    }

    [Fact]
    public void A_row_refers_to_a_row_that_the_other_table_has()
    {
        var rows = Seed.Rows(new(7, 1), Invoices);
        var ids = Values(rows[0], 0).ToHashSet();

        var referred = Values(rows[1], 1);

        Assert.Equal(20, ids.Count);
        Assert.All(referred, id => Assert.Contains(id, ids));
        Assert.True(referred.Distinct().Count() > 15);
    }

    [Fact]
    public void Each_value_depends_on_its_own_column_and_row_and_the_seed_number()
    {
        var more = Seed.Table("invoices", 9).Numbered("id").Boolean("is_new").Decimal("total", 5, 900);

        Assert.Equal(Invoices.Value("total", 5), more.Value("total", 5));
        Assert.NotEqual(Invoices.Value("total", 5), Invoices.Value("total", 6));
        Assert.NotEqual(Invoices.Value("total", 5), Invoices.Value("total", 5, seed: 43));
        Assert.Equal(6L, Invoices.Value("id", 5));
    }

    [Fact]
    public void About_as_many_values_are_null_as_were_asked_for()
    {
        var paid = Values(Seed.Rows(new(42, 1), Invoices)[1], 3);

        Assert.InRange(paid.Count(value => value is null), 40, 80);
    }

    [Fact]
    public void A_scenario_is_a_seeder_with_what_a_test_sets()
    {
        var overdue = Seed.Scenario("overdue invoice", Invoices.Times(1).With("paid_at", null).With("total", 10m));

        var rows = overdue.Rows(new(42, 1));

        Assert.Equal("overdue invoice", overdue.Name);
        Assert.Equal(["id"], rows[1].Key);
        Assert.Equal([10m], Values(rows[1], 2));
        Assert.Equal([null], Values(rows[1], 3));
        // The table itself is as it was.
        Assert.NotEqual(10m, Invoices.Value("total"));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_by_name()
    {
        var keyless = Assert.Throws<InvalidOperationException>(() =>
            Seed.Rows(new(42, 1), Seed.Table("notes").String("text", _ => "x"))
        );
        var unknown = Assert.Throws<ArgumentException>(() => Invoices.With("payd_at", null));
        var twice = Assert.Throws<ArgumentException>(() => Invoices.Int32("total", 1, 2));
        var type = Assert.Throws<ArgumentException>(() => Invoices.With("total", new object()));
        var parent = Assert.Throws<ArgumentException>(() => Customers.Parent("x", Seed.Table("pairs").Key("a", "b")));

        Assert.Contains("Name its columns with Key(...)", keyless.Message, StringComparison.Ordinal);
        Assert.Contains("payd_at", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("has a rule for total already", twice.Message, StringComparison.Ordinal);
        Assert.Contains("Object is no type", type.Message, StringComparison.Ordinal);
        Assert.Contains("pairs is not one column", parent.Message, StringComparison.Ordinal);
    }

    private static List<object?> Values(RowSource rows, int column) =>
        [.. Enumerable.Range(0, (int)rows.Count).Select(row => new RowReader(rows).Read(row)[column])];
}
