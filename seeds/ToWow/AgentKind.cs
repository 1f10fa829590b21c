namespace Provisioning.Seeds.ToWow;

/// <summary>What agents of one type have in common.</summary>
/// <param name="Type">The agent_type.</param>
/// <param name="Weight">How many of a hundred agents are of it.</param>
/// <param name="Unit">What the base rate is for.</param>
/// <param name="Dollars">Base rates in USD.</param>
/// <param name="Yuan">Base rates in CNY.</param>
/// <param name="Titles">What such an agent calls itself.</param>
/// <param name="Skills">What it can do, at least six things.</param>
internal sealed record AgentKind(
    string Type,
    int Weight,
    string Unit,
    RateRange Dollars,
    RateRange Yuan,
    Words Titles,
    Words Skills
)
{
    /// <summary>Languages that it knows, of people or of machines; null where they do not matter.</summary>
    public Words? Languages { get; init; }

    /// <summary>The unit alone, ready to be written.</summary>
    public WordList Units { get; } = new([Unit]);

    /// <summary>Frameworks and tools that it knows; null where they do not matter.</summary>
    public Words? Frameworks { get; init; }
}

/// <summary>Base rates from the lowest to the highest.</summary>
/// <param name="Min">The lowest, in whole units of money or in hundredths.</param>
/// <param name="Max">The highest, likewise.</param>
/// <param name="InHundredths">Whether the bounds are hundredths.</param>
internal sealed record RateRange(long Min, long Max, bool InHundredths = false);
