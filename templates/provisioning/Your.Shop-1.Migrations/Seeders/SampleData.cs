using Provisioning.Databases;
using Provisioning.Schema;
using Provisioning.Seeding;

namespace Your.Shop_1.Migrations.Seeders;

/// <summary>Products: the same seed number makes the same rows on every machine.</summary>
public sealed class SampleData : Seeder
{
    private static readonly string[] Kinds = ["Chair", "Desk", "Lamp", "Shelf"];

    private static readonly ValueList<Column> Columns =
    [
        new("name", new(ColumnKind.String, 100)),
        new("price_in_cents", new(ColumnKind.Int32)),
    ];

    public override string Name => "sample-data";

    public override string Description => "products with a price";

    public override long? DefaultCount => 20;

    public override IReadOnlyList<RowSource> Rows(SeedOptions options)
    {
        var random = new RandomSource(options.Seed, "products");
        return [new("products", Columns, ["name"], options.Count, (row, to) =>
            {
                var chosen = random.Row(row);
                to.Text($"{chosen.Pick<string>(Kinds)} {row + 1}");
                to.Integer(chosen.Next(500, 50_000));
            })];
    }
}
