using Provisioning.Authoring;
using Provisioning.Planning;
using Provisioning.Seeding;
using Provisioning.Systems;
using Your.Shop_1.Migrations.Seeders;

namespace Your.Shop_1.Migrations;

/// <summary>The database: what it is called, its migrations and its seeders.</summary>
public sealed class Your_Shop_1System : DatabaseSystem
{
    public override string Name => "your_shop_1";

    public override string Title => "Your.Shop-1";

    public override string Description => "The database of Your.Shop-1";

    public override string Engine => "PostgreSQL or SQLite";

    public override MigrationCatalog Migrations { get; } =
        MigrationAssembly.FromAssembly(typeof(Your_Shop_1System).Assembly);

    public override IReadOnlyList<Seeder> Seeders { get; } = [new SampleData()];
}
