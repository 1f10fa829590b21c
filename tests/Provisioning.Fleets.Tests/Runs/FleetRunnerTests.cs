using System.Globalization;
using Provisioning.Databases;
using Provisioning.Fleets.Runs;
using Provisioning.Fleets.States;
using Provisioning.Fleets.Targets;
using Provisioning.FleetSimulation;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.Fleets.Tests.Runs;

/// <summary>Runs over a fleet without a server: what stops them, and what is kept of them.</summary>
public sealed class FleetRunnerTests : IDisposable
{
    private readonly MigrationCatalog _catalog = SimulatedMigrations.Of(2);
    private readonly string _record = Path.Combine(Path.GetTempPath(), $"fleet_{Guid.NewGuid():N}.jsonl");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_record);

    [Fact]
    public async Task A_canary_that_fails_stops_the_run_whatever_may_fail()
    {
        var report = await RunAsync(
            Targets(10, broken: 0),
            new()
            {
                Waves = new() { Canary = 1 },
                MaxFailures = new(100, IsPercent: true),
            }
        );

        Assert.Equal((1, 9), (report.Count(OutcomeState.Failed), report.Count(OutcomeState.NotBegun)));
        Assert.Equal("the canary t0 failed", report.Stopped);
    }

    [Fact]
    public async Task No_more_are_begun_once_more_have_failed_than_may()
    {
        var report = await RunAsync(Targets(10, 2, 4), new() { Parallel = 1, MaxFailures = new(1, IsPercent: false) });

        Assert.Equal(
            (3, 2, 5),
            (report.Count(OutcomeState.Done), report.Count(OutcomeState.Failed), report.Count(OutcomeState.NotBegun))
        );
        Assert.Equal("2 targets failed, and 1 may", report.Stopped);
        Assert.Equal(FailureKind.Migration, report.Outcomes[2].Kind);
    }

    [Fact]
    public async Task What_cannot_be_reached_counts_before_anything_is_run()
    {
        var targets = Targets(3);
        FleetTarget[] all =
        [
            .. targets,
            new("gone", new SimulatedDatabase("gone", Faultless) { IsUnreachable = true }),
        ];

        var report = await RunAsync(all, new());

        Assert.Equal(
            (0, 1, 3),
            (report.Count(OutcomeState.Done), report.Count(OutcomeState.Failed), report.Count(OutcomeState.NotBegun))
        );
        Assert.All(targets, target => Assert.Empty(((SimulatedDatabase)target.Database).Commits));
    }

    [Fact]
    public async Task What_is_said_between_waves_stops_the_run()
    {
        var report = await RunAsync(
            Targets(10),
            new()
            {
                Waves = new() { Size = new(4, IsPercent: false) },
                BetweenWaves = (wave, _) =>
                    wave == 2 ? throw new ProvisioningException("the shop is slow.") : Task.CompletedTask,
            }
        );

        Assert.Equal((8, 2), (report.Count(OutcomeState.Done), report.Count(OutcomeState.NotBegun)));
        Assert.Equal("after wave 2: the shop is slow", report.Stopped);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_begins_no_more_and_goes_on_when_run_again()
    {
        var targets = Targets(20);
        using var stop = new CancellationTokenSource();
        var first = await RunAsync(
            targets,
            new()
            {
                Waves = new() { Size = new(5, IsPercent: false) },
                BetweenWaves = async (_, _) => await stop.CancelAsync(),
            },
            stop.Token
        );
        var second = await RunAsync(targets, new());

        Assert.True(first.IsInterrupted);
        Assert.Equal((5, 15), (first.Count(OutcomeState.Done), first.Count(OutcomeState.NotBegun)));
        Assert.Equal((5, 15), (second.Count(OutcomeState.Nothing), second.Count(OutcomeState.Done)));
        Assert.All(targets, target => Assert.Equal([1, 1], ((SimulatedDatabase)target.Database).Commits.Values));
    }

    [Fact]
    public async Task The_record_says_what_the_report_says_and_leaves_out_a_line_that_was_cut_off()
    {
        using (var writer = Writer())
        {
            await RunAsync(Targets(6, 3), new() { Parallel = 1 }, Token, writer);
        }

        var whole = FleetRecord.Read(_record);
        var lines = await File.ReadAllLinesAsync(_record, Token);
        await File.WriteAllTextAsync(_record, string.Join('\n', lines[..4]) + "\n{\"at\":\"20", Token);
        var cut = FleetRecord.Read(_record);

        Assert.Equal(
            ["t0 Done", "t1 Done", "t2 Done", "t3 Failed", "t4 NotBegun", "t5 NotBegun"],
            whole.Outcomes.Select(outcome => $"{outcome.Name} {outcome.State}")
        );
        Assert.Equal("1 target failed, and 0 may", whole.Stopped);
        Assert.Contains("a row is in the way", whole.Outcomes[3].Message, StringComparison.Ordinal);
        Assert.Equal(["t3"], whole.Unfinished.Select(outcome => outcome.Name));
        Assert.Null(cut.Ended);
        Assert.Equal(
            ["t0 Done", "t1 Unknown", "t2 NotBegun"],
            cut.Outcomes.Take(3).Select(outcome => $"{outcome.Name} {outcome.State}")
        );
    }

    [Fact]
    public void Two_runs_do_not_write_one_record()
    {
        using var first = Writer();

        Assert.Throws<LockHeldException>(Writer);
    }

    [Fact]
    public async Task Targets_in_one_state_are_one_group_with_one_plan()
    {
        var targets = Targets(7);
        await RunAsync([.. targets.Take(2)], new() { To = new MigrationTarget.Up(1) });

        var status = await new FleetReader(_catalog, new()).ReadAsync(targets, new MigrationTarget.Up(), Token);

        Assert.Equal(
            [(2, 1L, 1), (5, 0L, 2)],
            status.Groups.Select(group => (group.Targets.Count, group.Ledger.Current, group.Plan!.Steps.Count))
        );
    }

    private static Faults Faultless => new(0) { IsCalm = true };

    private static FleetTarget[] Targets(int count, params int[] broken) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => string.Create(CultureInfo.InvariantCulture, $"t{i}"))
                .Select(
                    (name, i) =>
                        new FleetTarget(name, new SimulatedDatabase(name, Faultless) { IsBroken = broken.Contains(i) })
                ),
        ];

    private FleetRecordWriter Writer() =>
        FleetRecordWriter.Open(_record, new("up", "simulated", null), TimeProvider.System);

    private Task<FleetRunReport> RunAsync(IReadOnlyList<FleetTarget> targets, FleetRunOptions options) =>
        RunAsync(targets, options, Token);

    private async Task<FleetRunReport> RunAsync(
        IReadOnlyList<FleetTarget> targets,
        FleetRunOptions options,
        CancellationToken token,
        FleetRecordWriter? writer = null
    )
    {
        var status = await new FleetReader(_catalog, new()).ReadAsync(targets, options.To, Token);
        return await new FleetRunner(_catalog, options, TimeProvider.System).RunAsync(status, writer, token);
    }
}
