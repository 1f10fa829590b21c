using Provisioning.Seeding;
using Provisioning.Seeds.Genesis;
using Provisioning.Seeds.Nova;
using Provisioning.Seeds.QueryGpt;
using Provisioning.Seeds.ToWow;
using Provisioning.Seeds.VibeSurf;

namespace Provisioning.Seeds;

/// <summary>The seeders that ship with Provisioning.</summary>
public static class ShippedSeeders
{
    /// <summary>The seeders of a system in the order in which they are best run; none for a system that has none.</summary>
    /// <param name="system">The system's name: <c>towow</c>.</param>
    public static IReadOnlyList<Seeder> For(string system) => system switch
    {
        "towow" => [new ToWowSampleData(), new ToWowMockAgents()],
        "querygpt" => [new QueryGptSampleData()],
        "genesis" => [new GenesisSampleData()],
        "nova" => [new NovaSampleData()],
        "vibesurf" => [new VibeSurfSampleData()],
        _ => [],
    };
}
