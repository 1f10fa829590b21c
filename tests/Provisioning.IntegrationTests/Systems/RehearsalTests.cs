using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>What a rehearsal of an upgrade finds.</summary>
public sealed class RehearsalTests(PostgreSqlServer server)
{
    private static readonly Column Id = new("id", new(ColumnKind.Int64));
    private static readonly CreateTable Users = new(new("users", [Id]) { PrimaryKey = new("users_pkey", ["id"]) });
    private static readonly AddColumn Team = new("users", new("team", new(ColumnKind.Int64)) { IsNullable = true });
    private static readonly DropColumn NoTeam = new("users", "team");

    private static readonly Steps First = new(1, [Users], []);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task An_upgrade_that_can_be_taken_back_and_done_again_has_no_findings(Support.Engine engine)
    {
        await using var database = await StartAsync(engine);

        var report = await RehearseAsync(database, new Steps(2, [Team], [NoTeam]));

        Assert.Empty(report.Findings);
        Assert.Equal(3, report.Runs.Count);
        Assert.All(report.Runs, run => Assert.True(Assert.Single(run.Durations).Value > TimeSpan.Zero));
        Assert.Equal([3, 3, 3, 3], Assert.Single(report.Rows).Rows);
        Assert.All(report.Moments, moment => Assert.True(moment.Bytes > 0));
        Assert.Equal(["2"], await database.RowsAsync("SELECT max(\"Version\") FROM \"VersionInfo\"", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Structure_that_stays_after_going_down_is_found_and_so_is_that_it_is_in_the_way(
        Support.Engine engine
    )
    {
        await using var database = await StartAsync(engine);

        var report = await RehearseAsync(database, new Steps(2, [Team], []));

        Assert.Equal(2, report.Findings.Count);
        Assert.StartsWith("After going down, table users has ", report.Findings[0], StringComparison.Ordinal);
        Assert.Contains("team", report.Findings[0], StringComparison.Ordinal);
        Assert.StartsWith("Going up again fails: Migration 2 Steps2", report.Findings[1], StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Rows_that_going_down_does_not_bring_back_are_found(Support.Engine engine)
    {
        await using var database = await StartAsync(engine);

        var report = await RehearseAsync(
            database,
            new Steps(2, [new ExecuteSql("INSERT INTO users (id) VALUES (4)")], [new ExecuteSql("DELETE FROM users")])
        );

        Assert.Equal(
            [
                "users had 3 rows before the upgrade, and 0 after going down.",
                "users had 4 rows after the upgrade, and 1 after going down and up again.",
            ],
            report.Findings
        );
        Assert.Equal([3, 4, 0, 1], Assert.Single(report.Rows).Rows);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_migration_that_cannot_be_rolled_back_is_found_and_may_be_meant(Support.Engine engine)
    {
        await using var database = await StartAsync(engine);
        var oneWay = new Steps(2, [Team], [new ExecuteSql("SELECT nonsense")]);

        var report = await RehearseAsync(database, oneWay);

        Assert.StartsWith(
            "Going down fails: Migration 2 Steps2 failed",
            Assert.Single(report.Findings),
            StringComparison.Ordinal
        );
        Assert.Single(report.Runs);

        await using var another = await StartAsync(engine);
        Assert.Empty((await RehearseAsync(another, goesDown: false, oneWay)).Findings);
    }

    [Theory]
    [OnBothEngines]
    public async Task Versions_out_of_order_are_not_rolled_back_alone(Support.Engine engine)
    {
        await using var database = await StartAsync(engine);
        var late = new Steps(3, [new CreateTable(new("late", [Id]))], [new DropTable("late")]);
        await RehearseAsync(database, goesDown: false, late);

        var report = await RehearseAsync(database, new Steps(2, [Team], [NoTeam]), late);

        Assert.StartsWith(
            "Going down fails: 2 Steps2 is below version 3",
            Assert.Single(report.Findings),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task An_upgrade_that_fails_over_the_rows_that_there_are_is_an_error(Support.Engine engine)
    {
        await using var database = await StartAsync(engine);
        await database.ExecuteAsync("INSERT INTO users (id) VALUES (40)", Token);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RehearseAsync(database, new Steps(2, [new AddCheck("users", new("small", "id < 40"))], []))
        );

        Assert.Contains("2 Steps2", error.Message, StringComparison.Ordinal);
    }

    private async Task<TestDatabase> StartAsync(Support.Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        await new MigrationRunner(new([First]), Options, TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
        await database.ExecuteAsync("INSERT INTO users (id) VALUES (1), (2), (3)", Token);
        return database;
    }

    private static RunnerOptions Options => new() { History = HistoryOptions.Unchecked };

    private static Task<RehearsalReport> RehearseAsync(TestDatabase database, params MigrationSource[] migrations) =>
        RehearseAsync(database, goesDown: true, migrations);

    private static Task<RehearsalReport> RehearseAsync(
        TestDatabase database,
        bool goesDown,
        params MigrationSource[] migrations
    ) =>
        new Rehearsal(
            new([First, .. migrations]),
            DatabaseUrl.Parse(database.Url),
            Options,
            TimeProvider.System
        ).RunAsync(to: null, goesDown, Token);
}
