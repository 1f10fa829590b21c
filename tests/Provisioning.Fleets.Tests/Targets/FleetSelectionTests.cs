using System.Globalization;
using Provisioning.Fleets.Targets;
using Provisioning.FleetSimulation;
using Xunit;

namespace Provisioning.Fleets.Tests.Targets;

/// <summary>Which targets of a fleet are meant.</summary>
public sealed class FleetSelectionTests
{
    private static readonly FleetTarget[] Targets =
    [
        .. Enumerable
            .Range(0, 1000)
            .Select(i =>
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"t{i}");
                return new FleetTarget(name, new SimulatedDatabase(name, new(0)))
                {
                    Labels = new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["region"] = i % 2 == 0 ? "eu" : "us",
                        ["ring"] = i < 10 ? "canary" : "rest",
                    },
                };
            }),
    ];

    [Fact]
    public void Labels_of_two_keys_both_hold_and_values_of_one_key_are_a_choice()
    {
        var chosen = new FleetSelection { Where = [new("ring", "canary"), new("region", "eu")] }.Of(Targets);
        var either = new FleetSelection { Where = [new("region", "eu"), new("region", "us")] }.Of(Targets);

        Assert.Equal(["t0", "t2", "t4", "t6", "t8"], chosen.Select(target => target.Name));
        Assert.Equal(1000, either.Count);
    }

    [Fact]
    public void Parts_are_the_fleet_together_share_no_target_and_are_alike_in_size()
    {
        var parts = Enumerable.Range(1, 3).Select(i => new FleetSelection { Part = new(i, 3) }.Of(Targets)).ToArray();

        Assert.Equal(1000, parts.SelectMany(part => part).Select(target => target.Name).Distinct().Count());
        Assert.Equal(1000, parts.Sum(part => part.Count));
        Assert.All(parts, part => Assert.InRange(part.Count, 280, 390));
    }

    [Fact]
    public void A_name_or_a_label_that_no_target_has_is_refused()
    {
        var name = Assert.Throws<FleetFileException>(() => new FleetSelection { Only = ["t1000"] }.Of(Targets));
        var label = Assert.Throws<FleetFileException>(() =>
            new FleetSelection { Where = [new("zone", "a")] }.Of(Targets)
        );

        Assert.StartsWith(
            "There is no target t1000 in the fleet. Did you mean",
            name.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("label zone", label.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tenant_%", "tenant_1", true)]
    [InlineData("tenant_%", "tenantX1", true)]
    [InlineData(@"tenant\_%", "tenantX1", false)]
    [InlineData("%", "", true)]
    [InlineData("a%b%c", "a__b_b_c", true)]
    [InlineData("a%b%c", "a__b_b", false)]
    [InlineData("t_", "t", false)]
    [InlineData("T%", "t1", false)]
    public void A_pattern_is_that_of_LIKE(string pattern, string name, bool isMatch) =>
        Assert.Equal(isMatch, NamePattern.IsMatch(pattern, name));
}
