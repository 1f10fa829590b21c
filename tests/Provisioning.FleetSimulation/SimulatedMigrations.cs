using System.Globalization;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.FleetSimulation;

/// <summary>Migrations that make a table each.</summary>
public static class SimulatedMigrations
{
    /// <summary>So many of them.</summary>
    public static MigrationCatalog Of(int count) => new(Enumerable.Range(1, count).Select(i => new Item(i)));

    private sealed class Item(int number) : MigrationSource
    {
        public override long Version => number;

        public override string Name => string.Create(CultureInfo.InvariantCulture, $"Item{number}");

        public override string? Description => null;

        public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"item_{number}");
            return direction is Direction.Up
                ? [new CreateTable(new(name, [new("id", new(ColumnKind.Int64))]))]
                : [new DropTable(name)];
        }
    }
}
