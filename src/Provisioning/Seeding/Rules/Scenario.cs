using Provisioning.Databases;

namespace Provisioning.Seeding.Rules;

/// <summary>Rows that belong together, under a name.</summary>
internal sealed class Scenario(string name, IReadOnlyList<SeedTable> tables) : Seeder
{
    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override string Description => $"the scenario \"{name}\"";

    /// <inheritdoc />
    public override IReadOnlyList<RowSource> Rows(SeedOptions options) => Seed.Rows(options, tables);
}
