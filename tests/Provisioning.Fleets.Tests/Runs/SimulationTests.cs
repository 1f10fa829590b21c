using Provisioning.FleetSimulation;
using Xunit;

namespace Provisioning.Fleets.Tests.Runs;

/// <summary>Fleets in memory with everything that goes wrong in a real one; <c>make bench BENCH=fleet</c> has 10,000
/// targets.</summary>
public sealed class SimulationTests : IDisposable
{
    private readonly string _record = Path.Combine(Path.GetTempPath(), $"fleet_{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(_record);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_target_ends_with_each_migration_once_or_is_reported(int seed)
    {
        const int Targets = 400;

        var report = await new Simulation(Targets, seed).RunAsync(_record);

        Assert.Empty(report.Problems);
        Assert.InRange(report.DoneAtKill, 1, Targets - 1);
        // One whose connection was lost after its last commit may be both.
        Assert.True(report.Done + report.Failed >= Targets);
        Assert.True(report.Failed >= report.Hopeless);
        Assert.NotEmpty(report.Faults);
    }
}
