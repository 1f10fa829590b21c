using Provisioning.Authoring;
using Provisioning.Databases;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Systems;

namespace Provisioning.ShopSystem;

/// <summary>A system of a project that uses the package for its tests.</summary>
public sealed class Shop : DatabaseSystem
{
    public override string Name => "shop";

    public override string Title => "Shop";

    public override string Description => "customers and their orders";

    public override string Engine => "PostgreSQL or SQLite";

    public override MigrationCatalog Migrations { get; } = MigrationAssembly.FromAssembly(typeof(Shop).Assembly);

    public override IReadOnlyList<Seeder> Seeders { get; } = [new Customers()];

    private sealed class Customers : Seeder
    {
        private static readonly ValueList<Column> Columns =
        [
            new("name", new(ColumnKind.String, 100)),
            new("city", new(ColumnKind.String, 100)),
        ];

        public override string Name => "customers";

        public override string Description => "customers with a city";

        public override long? DefaultCount => 3;

        public override IReadOnlyList<RowSource> Rows(SeedOptions options) =>
            [new("customers", Columns, ["name"], options.Count, (row, to) =>
                {
                    to.Text($"customer {row + 1}");
                    to.Text(new RandomSource(options.Seed, "customers").Row(row).Pick<string>(["Ulm", "Oslo", "Graz"]));
                })];
    }
}
