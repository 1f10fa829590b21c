using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.Planning;

public sealed class MigrationSelectionTests
{
    private static readonly (string Name, MigrationTags Tags)[] Tagged =
    [
        ("none", MigrationTags.None),
        ("[A]", new(["A"], [])),
        ("[A,B]", new(["A", "B"], [])),
        ("any(A,B)", new([], ["A", "B"])),
        ("any(C)", new([], ["C"])),
    ];

    [Theory]
    [InlineData("", "none")]
    [InlineData("A", "none [A] [A,B] any(A,B)")]
    [InlineData("A B", "none [A,B] any(A,B)")]
    [InlineData("A C", "none any(A,B) any(C)")]
    [InlineData("a", "none")]
    public void What_is_asked_for_has_to_be_among_the_tags_of_a_migration(string asked, string counted)
    {
        var selection = new MigrationSelection
        {
            Tags = asked.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToValueList(),
        };

        var included = Tagged
            .Where(migration => selection.Includes(migration.Tags, untagged: true))
            .Select(migration => migration.Name);

        Assert.Equal(counted, string.Join(' ', included));
    }

    [Fact]
    public void Untagged_migrations_are_left_out_only_where_tags_are_asked_for()
    {
        var none = new MigrationSelection { IncludesUntagged = false };
        var some = none with { Tags = ["A"] };

        Assert.True(none.Includes(MigrationTags.None, none.IncludesUntagged));
        Assert.False(some.Includes(MigrationTags.None, some.IncludesUntagged));
    }

    [Fact]
    public void A_migration_left_out_by_its_tags_is_not_pending_and_can_still_be_taken_back()
    {
        var catalog = new MigrationCatalog([new TestMigration(1), new TestMigration(2) { Tagged = new(["A"], []) }]);

        var up = Planner.Plan(catalog, new([], HasVersionTable: false, HasLedger: false), new MigrationTarget.Up());
        var down = Planner.Plan(
            catalog,
            new([new(1) { IsApplied = true }, new(2) { IsApplied = true }], true, true),
            new MigrationTarget.DownTo(0)
        );
        var status = MigrationStatus.Of(catalog, new([], HasVersionTable: false, HasLedger: false));

        Assert.Equal([1L], up.Steps.Select(step => step.Migration.Version));
        Assert.Equal([2L, 1L], down.Steps.Select(step => step.Migration.Version));
        Assert.Equal([VersionState.Pending, VersionState.Excluded], status.Select(version => version.State));
    }

    [Fact]
    public void Maintenance_and_the_profile_run_around_the_migrations_in_the_order_of_their_stages()
    {
        var catalog = Staged().Select(new() { Profile = "Demo" });

        var plan = Planner.Plan(catalog, new([], HasVersionTable: false, HasLedger: false), new MigrationTarget.Up());

        Assert.Equal(
            "BeforeAll BeforeEach M1 AfterEach BeforeEach M2 AfterEach BeforeProfiles Demo AfterAll",
            Names(plan)
        );
        Assert.Equal(2, plan.To);
        Assert.Equal([1L, 2L], plan.Versions.Select(step => step.Migration.Version));
    }

    [Fact]
    public void With_nothing_pending_only_the_stages_of_each_migration_are_left_out()
    {
        var applied = new LedgerState(
            [new(1) { IsApplied = true }, new(2) { IsApplied = true }],
            HasVersionTable: true,
            HasLedger: true
        );

        var up = Planner.Plan(Staged(), applied, new MigrationTarget.Up());
        var down = Planner.Plan(Staged().Select(new() { Profile = "Demo" }), applied, new MigrationTarget.DownTo(1));
        var back = Planner.Plan(Staged().Select(new() { Profile = "Demo" }), applied, new MigrationTarget.DownBy(1));

        Assert.Equal("BeforeAll BeforeProfiles AfterAll", Names(up));
        Assert.Equal("M2 Demo", Names(down));
        Assert.Equal("M2", Names(back));
    }

    [Fact]
    public void A_profile_that_nothing_belongs_to_is_refused_with_those_there_are()
    {
        var error = Assert.Throws<ProfileNotFoundException>(() => Staged().Select(new() { Profile = "demo" }));

        Assert.Equal("There is no profile \"demo\". There are: Demo. Case counts.", error.Message);
    }

    private static MigrationCatalog Staged() =>
        new([new TestMigration(1), new TestMigration(2)])
        {
            Maintenance =
            [
                .. Enum.GetValues<MaintenanceStage>()
                    .Select(stage => new Maintenance(stage, new TestMigration(0) { Called = stage.ToString() })),
            ],
            Profiles = [new("Demo", new TestMigration(0) { Called = "Demo" })],
        };

    private static string Names(MigrationPlan plan) => string.Join(' ', plan.Steps.Select(step => step.Migration.Name));
}
