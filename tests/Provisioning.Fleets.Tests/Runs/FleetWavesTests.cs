using System.Globalization;
using Provisioning.Fleets.Runs;
using Provisioning.Fleets.Targets;
using Provisioning.FleetSimulation;
using Xunit;

namespace Provisioning.Fleets.Tests.Runs;

/// <summary>The order in which targets are taken.</summary>
public sealed class FleetWavesTests
{
    private static readonly FleetTarget[] Targets =
    [
        .. Enumerable
            .Range(0, 25)
            .Select(i =>
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"t{i}");
                return new FleetTarget(name, new SimulatedDatabase(name, new(0)))
                {
                    Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["ring"] = i > 22 ? "0" : "1" },
                };
            }),
    ];

    [Theory]
    [InlineData(0, null, "25")]
    [InlineData(1, null, "1 24")]
    [InlineData(1, "10", "1 10 10 4")]
    [InlineData(2, "20%", "2 5 5 5 5 3")]
    [InlineData(0, "1%", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    [InlineData(100, "10", "25")]
    public void Waves_hold_every_target_once(int canary, string? size, string sizes)
    {
        var waves = new FleetWaves { Canary = canary, Size = size is null ? null : FleetShare.Parse(size) }.Of(Targets);

        Assert.Equal(sizes, string.Join(' ', waves.Select(wave => wave.Count)));
        Assert.Equal(Targets, waves.SelectMany(wave => wave));
    }

    [Fact]
    public void Canaries_may_be_those_with_a_label()
    {
        var waves = new FleetWaves { CanaryLabel = new("ring", "0") }.Of(Targets);

        Assert.Equal(["t23", "t24"], waves[0].Select(target => target.Name));
        Assert.Equal(23, waves[1].Count);
    }

    [Theory]
    [InlineData("3", 3, 3)]
    [InlineData("1%", 1, 0)]
    [InlineData("50%", 13, 12)]
    [InlineData("100%", 25, 25)]
    public void A_share_is_rounded_up_for_a_wave_and_down_for_failures(string text, int atLeast, int atMost)
    {
        var share = FleetShare.Parse(text)!.Value;

        Assert.Equal((atLeast, atMost), (share.AtLeast(25), share.AtMost(25)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("3%%")]
    [InlineData("x")]
    public void What_is_no_share_is_none(string text) => Assert.Null(FleetShare.Parse(text));
}
