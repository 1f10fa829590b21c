using Provisioning.Databases;
using Provisioning.Seeding;

namespace Provisioning.Seeds.ToWow;

/// <summary>Agents of a dozen types with fitting capabilities and prices, about half of them in Chinese and half in
/// English.</summary>
public sealed class ToWowMockAgents : Seeder
{
    /// <inheritdoc />
    public override string Name => "mock-agents";

    /// <inheritdoc />
    public override string Description => "agents of a dozen types with capabilities and prices";

    /// <inheritdoc />
    public override long? DefaultCount => 100;

    /// <inheritdoc />
    public override IReadOnlyList<RowSource> Rows(SeedOptions options)
    {
        var source = new RandomSource(options.Seed, "towow/mock-agents");
        return
        [
            new("agent_profiles", ToWowTables.AgentProfiles, ToWowTables.Key, options.Count, (row, to) =>
                Write(row, source, to)
            ),
        ];
    }

    private static void Write(long row, RandomSource source, RowWriter to)
    {
        var random = source.Row(row);
        var kind = random.Pick<AgentKind>(AgentKinds.Hundred);
        var agent = new MockAgent(kind, random.Chance(50));
        Span<int> skills = stackalloc int[(int)random.Next(2, 6)];
        random.Sample(kind.Skills.Chinese.Count, skills);

        to.Guid(source.Id(row));
        to.Bytes(agent.Name(ref random).Bytes);
        to.Text(kind.Type);
        to.Bytes(agent.Description(skills, ref random).Bytes);
        to.Bytes(agent.Capabilities(skills, ref random).Bytes);
        to.Bytes(agent.Pricing(ref random).Bytes);
        to.Bytes(agent.Config(row, ref random).Bytes);
        to.Boolean(random.Chance(92));
        WriteRecord(ref random, to);
    }

    // Agents without work so far have no rating, and a few others were never rated.
    private static void WriteRecord(ref RowRandom random, RowWriter to)
    {
        var collaborations = random.Next(0, 50);
        if (collaborations == 0 || random.Chance(5))
        {
            to.Null();
        }
        else
        {
            to.Double(random.Double(4, 5, 1));
        }

        to.Integer(collaborations);
    }
}
