using Provisioning.Ledger;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.Tests.Planning;

public sealed class PlannerTests
{
    private static readonly MigrationCatalog Catalog = new(
        new long[] { 3, 1, 5, 2, 4 }.Select(version => new TestMigration(version))
    );

    [Fact]
    public void Up_applies_what_is_missing_in_order_also_below_what_is_applied()
    {
        var plan = Planner.Plan(Catalog, Applied(1, 3), new MigrationTarget.Up());

        Assert.Equal("+2 +4 +5", Text(plan));
        Assert.Equal((3, 5), (plan.From, plan.To));
    }

    [Fact]
    public void Up_to_a_version_stops_there()
    {
        var plan = Planner.Plan(Catalog, Applied(1), new MigrationTarget.Up(3));

        Assert.Equal("+2 +3", Text(plan));
    }

    [Fact]
    public void Down_to_a_version_keeps_it()
    {
        var plan = Planner.Plan(Catalog, Applied(1, 2, 3, 4), new MigrationTarget.DownTo(2));

        Assert.Equal("-4 -3", Text(plan));
        Assert.Equal(2, plan.To);
    }

    [Fact]
    public void Down_to_zero_takes_all_back()
    {
        var plan = Planner.Plan(Catalog, Applied(1, 2), new MigrationTarget.DownTo(0));

        Assert.Equal("-2 -1", Text(plan));
        Assert.Equal(0, plan.To);
    }

    [Fact]
    public void Down_by_more_than_there_is_takes_what_there_is()
    {
        var plan = Planner.Plan(Catalog, Applied(1, 2), new MigrationTarget.DownBy(9));

        Assert.Equal("-2 -1", Text(plan));
    }

    [Fact]
    public void Redo_goes_down_and_up_the_same_way()
    {
        var plan = Planner.Plan(Catalog, Applied(1, 2, 3), new MigrationTarget.Redo(2));

        Assert.Equal("-3 -2 +2 +3", Text(plan));
        Assert.Equal((3, 3), (plan.From, plan.To));
    }

    [Fact]
    public void Versions_that_no_migration_has_are_left_alone()
    {
        var plan = Planner.Plan(Catalog, Applied(1, 2, 77), new MigrationTarget.DownTo(0));

        Assert.Equal("-2 -1", Text(plan));
        Assert.Equal(77, plan.To);
    }

    [Fact]
    public void A_version_that_does_not_exist_is_refused_with_those_near_it()
    {
        var error = Assert.Throws<VersionNotFoundException>(() =>
            Planner.Plan(Catalog, Applied(), new MigrationTarget.Up(9))
        );

        Assert.Equal("There is no version 9. The nearest are 3, 4, 5; `provision status` lists all.", error.Message);
    }

    [Fact]
    public void A_version_that_is_there_twice_is_refused()
    {
        var error = Assert.Throws<ProvisioningException>(() =>
            new MigrationCatalog([new TestMigration(1), new TestMigration(1)])
        );

        Assert.Contains("Two migrations have version 1", error.Message, StringComparison.Ordinal);
    }

    private static LedgerState Applied(params long[] versions) =>
        new(
            [.. versions.Select(version => new LedgerEntry(version) { IsApplied = true })],
            HasVersionTable: true,
            HasLedger: true
        );

    private static string Text(MigrationPlan plan) =>
        string.Join(
            ' ',
            plan.Steps.Select(step => $"{(step.Direction is Direction.Up ? '+' : '-')}{step.Migration.Version}")
        );
}
