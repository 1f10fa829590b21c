using System.Text.Json.Nodes;
using System.Xml.Linq;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Fleets;

/// <summary><c>provision fleet</c> over schemas of one PostgreSQL database and over SQLite files.</summary>
public sealed class FleetTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task Waves_take_every_target_to_the_newest_version_and_a_second_run_finds_nothing_to_do(Engine engine)
    {
        await using var fleet = await FleetCase.CreateAsync(engine, server, 12, Token);

        var before = await fleet.JsonAsync(Token, "status");
        var run = await fleet.RunAsync(
            Token,
            "up",
            "--canary",
            "1",
            "--wave",
            "50%",
            "--health",
            "echo looked $PROVISION_WAVE"
        );
        var after = await fleet.JsonAsync(Token, "status", "--check");
        var again = await fleet.JsonAsync(Token, "up");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal((12, 1), (before["pending"]!.GetValue<int>(), before["groups"]!.AsArray().Count));
        Assert.Contains("wave 1 of 3: 1 target, the canaries", run.Errors, StringComparison.Ordinal);
        Assert.Contains("looked 2", run.Errors, StringComparison.Ordinal);
        Assert.Contains("12 targets: 12 done.", run.Output, StringComparison.Ordinal);
        Assert.Equal(12, after["current"]!.GetValue<int>());
        Assert.Equal(12, again["nothing"]!.GetValue<int>());
        Assert.Equal("1,2,3", await fleet.VersionsAsync("t012", Token));
    }

    [Fact]
    public async Task Targets_with_another_kind_of_identity_are_apart_and_taken_by_its_name()
    {
        await using var fleet = await FleetCase.CreateAsync(Engine.PostgreSql, server, 4, Token);
        await fleet.RunAsync(Token, "up", "--to", "2", "--identity", "serial", "--only", "t001", "--only", "t002");
        await fleet.RunAsync(Token, "up", "--to", "2", "--only", "t003", "--only", "t004");

        var status = await fleet.JsonAsync(Token, "status");
        var up = await fleet.RunAsync(Token, "up", "--max-failures", "2");
        var serial = await fleet.RunAsync(Token, "retry", "--identity", "serial");

        Assert.Equal((2, 2), (status["pending"]!.GetValue<int>(), status["refused"]!.GetValue<int>()));
        Assert.Contains("Give --identity serial", up.Output, StringComparison.Ordinal);
        Assert.True(serial.ExitCode == 0, serial.Output + serial.Errors);
        Assert.Equal("1,2,3", await fleet.VersionsAsync("t001", Token));
        Assert.Equal("1,2,3", await fleet.VersionsAsync("t003", Token));
    }

    [Theory, OnBothEngines]
    public async Task What_a_tool_that_is_kept_in_step_has_applied_counts_for_its_target_alone(Engine engine)
    {
        await using var fleet = await FleetCase.CreateAsync(engine, server, 2, Token);
        await fleet.RunAsync(Token, "up", "--to", "2");
        foreach (var target in (string[])["t001", "t002"])
        {
            await fleet.ExecuteAsync(
                target,
                """
                CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);
                INSERT INTO schema_migrations VALUES ('1'), ('2')
                """,
                Token
            );
            var adopted = await fleet.AloneAsync(target, Token, "adopt", "--keep-in-step", "--yes");
            Assert.True(adopted.ExitCode == 0, adopted.Output + adopted.Errors);
        }

        await fleet.ExecuteAsync("t002", "INSERT INTO schema_migrations VALUES ('3')", Token);
        var status = await fleet.JsonAsync(Token, "status");

        Assert.Equal((1, 1), (status["current"]!.GetValue<int>(), status["pending"]!.GetValue<int>()));
    }

    [Theory, OnBothEngines]
    public async Task A_target_that_fails_is_reported_and_retried_and_the_others_are_done(Engine engine)
    {
        await using var fleet = await FleetCase.CreateAsync(engine, server, 6, Token);
        await fleet.ExecuteAsync("t003", "CREATE TABLE users (n integer)", Token);

        var run = await fleet.RunAsync(Token, "up", "--max-failures", "1");
        var report = await fleet.RunAsync(Token, "report", "--output", "junit");
        await fleet.ExecuteAsync("t003", "DROP TABLE users", Token);
        var retried = await fleet.JsonAsync(Token, "retry");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("t003", run.Output, StringComparison.Ordinal);
        Assert.Contains("6 targets: 5 done, 1 failed.", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, report.ExitCode);
        var failure = Assert.Single(XDocument.Parse(report.Output).Descendants("failure"));
        Assert.Equal("t003", failure.Parent!.Attribute("name")!.Value);
        Assert.Contains("users", failure.Value, StringComparison.Ordinal);
        Assert.Equal("t003 done", Outcomes(retried).Single());
        Assert.Equal("1,2,3", await fleet.VersionsAsync("t003", Token));
    }

    [Theory, OnBothEngines]
    public async Task The_first_failure_stops_the_run_where_none_may_fail(Engine engine)
    {
        await using var fleet = await FleetCase.CreateAsync(engine, server, 6, Token);
        await fleet.ExecuteAsync("t002", "CREATE TABLE users (n integer)", Token);

        var run = await fleet.RunAsync(Token, "up", "--parallel", "1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "No more targets were begun: 1 target failed, and 0 may.",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Equal("1,2,3", await fleet.VersionsAsync("t001", Token));
        Assert.Equal("", await fleet.VersionsAsync("t003", Token));
    }

    [Theory, OnBothEngines]
    public async Task Two_hundred_targets_survive_a_kill_in_the_middle(Engine engine)
    {
        const int Targets = 200;
        await using var fleet = await FleetCase.CreateAsync(engine, server, Targets, Token);
        await using (var process = ProvisionProcess.Start(fleet.Arguments("up"), fleet.Options()))
        {
            for (var i = 0; i < Targets / 4; i++)
            {
                await process.WaitForLineAsync("done ", Token);
            }

            await process.SendAsync(Signal.Kill);
            await process.WaitAsync(Token);
        }

        var killed = await fleet.JsonAsync(Token, "report");
        foreach (var name in Outcomes(killed).Where(text => text.EndsWith(" done", StringComparison.Ordinal)))
        {
            Assert.Equal("1,2,3", await fleet.VersionsAsync(name.Split(' ')[0], Token));
        }

        var again = await fleet.RunAsync(Token, "up");
        Assert.Equal(0, again.ExitCode);
        Assert.InRange(killed["done"]!.GetValue<int>(), Targets / 4, Targets - 1);
        Assert.True(killed["not_begun"]!.GetValue<int>() > 0);
        for (var i = 1; i <= Targets; i++)
        {
            Assert.Equal("1,2,3", await fleet.VersionsAsync(FleetCase.Name(i), Token));
        }
    }

    [Theory, OnBothEngines]
    public async Task Ctrl_C_begins_no_more_targets_and_leaves_each_whole(Engine engine)
    {
        await using var fleet = await FleetCase.CreateAsync(engine, server, 60, Token);
        ProvisionRun run;
        await using (var process = ProvisionProcess.Start(fleet.Arguments("up", "--parallel", "2"), fleet.Options()))
        {
            await process.WaitForLineAsync("done ", Token);
            await process.SendAsync(Signal.Int);
            run = await process.WaitAsync(Token);
        }

        var again = await fleet.RunAsync(Token, "up");

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("not begun", run.Output, StringComparison.Ordinal);
        Assert.Contains("Run again to go on.", run.Errors, StringComparison.Ordinal);
        Assert.Equal(0, again.ExitCode);
        for (var i = 1; i <= 60; i++)
        {
            Assert.Equal("1,2,3", await fleet.VersionsAsync(FleetCase.Name(i), Token));
        }
    }

    [Theory, OnBothEngines]
    public async Task Parts_on_several_machines_are_the_whole_fleet(Engine engine)
    {
        await using var fleet = await FleetCase.CreateAsync(engine, server, 9, Token);
        var done = new List<string>();
        foreach (var part in (string[])["1/3", "2/3", "3/3"])
        {
            done.AddRange(Outcomes(await fleet.JsonAsync(Token, "up", "--part", part)));
        }

        Assert.Equal(
            Enumerable.Range(1, 9).Select(i => $"{FleetCase.Name(i)} done"),
            done.Order(StringComparer.Ordinal)
        );
        Assert.True(File.Exists(Path.Combine(fleet.Folder, "fleet.2-of-3.run.jsonl")));
    }

    [Theory, OnBothEngines]
    public async Task Targets_in_one_state_have_one_plan_and_those_with_an_edit_are_refused(Engine engine)
    {
        await using var fleet = await FleetCase.CreateAsync(engine, server, 5, Token);
        await ProvisionProcess.RunAsync(fleet.Arguments("up", "--only", "t001"), fleet.Options(edited: 1), Token);
        await fleet.RunAsync(Token, "up", "--to", "1", "--only", "t002");

        var plan = await fleet.RunAsync(Token, "plan");
        var up = await fleet.RunAsync(Token, "up", "--max-failures", "1");

        Assert.Equal(3, plan.ExitCode);
        Assert.Contains("1 target (t002): from version 1 to version 3", plan.Output, StringComparison.Ordinal);
        Assert.Contains(
            "3 targets (t003, t004, t005): from no version to version 3",
            plan.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("t001: 1 M1_Users was edited", plan.Output, StringComparison.Ordinal);
        Assert.Equal(1, up.ExitCode);
        Assert.Contains("5 targets: 4 done, 1 failed.", up.Output, StringComparison.Ordinal);
    }

    [Theory, OnBothEngines]
    public async Task Going_down_names_who_would_lose_data_and_asks_first(Engine engine)
    {
        await using var fleet = await FleetCase.CreateAsync(engine, server, 3, Token);
        await fleet.RunAsync(Token, "up");

        var refused = await fleet.RunAsync(Token, "down", "--to", "0");
        var done = await fleet.RunAsync(Token, "down", "--to", "0", "--yes");
        var retry = await fleet.RunAsync(Token, "retry");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("3 targets would lose data", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("table users (1 row)", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(0, done.ExitCode);
        Assert.Equal("", await fleet.VersionsAsync("t002", Token));
        Assert.Equal(2, retry.ExitCode);
    }

    [Theory, OnBothEngines]
    public async Task A_structure_that_drifted_is_found_in_the_one_target_that_has_it(Engine engine)
    {
        await using var fleet = await FleetCase.CreateAsync(engine, server, 4, Token);
        await fleet.RunAsync(Token, "up");
        var fine = await fleet.RunAsync(Token, "check");
        await fleet.ExecuteAsync("t002", "ALTER TABLE users ADD COLUMN stray integer", Token);

        var drifted = await fleet.RunAsync(Token, "check");

        Assert.True(fine.ExitCode == 0, fine.Output);
        Assert.Equal(3, drifted.ExitCode);
        Assert.Contains(
            "t002 at version 3: 0 parts missing, 1 part too many",
            drifted.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("stray", drifted.Output, StringComparison.Ordinal);
        Assert.Contains("3 of 4 targets", drifted.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Outcomes(JsonObject report) =>
        report["targets"]!
            .AsArray()
            .Select(target => $"{target!["target"]!.GetValue<string>()} {target["state"]!.GetValue<string>()}");
}
