using FluentMigrator;

namespace Your.Shop_1.Migrations.Versions;

[Migration(20260101090000, "create products")]
public sealed class M20260101090000_CreateProducts : AutoReversingMigration
{
    public override void Up() =>
        Create
            .Table("products")
            .WithColumn("id")
            .AsInt64()
            .PrimaryKey()
            .Identity()
            .WithColumn("name")
            .AsString(100)
            .NotNullable()
            .Unique()
            .WithColumn("price_in_cents")
            .AsInt32()
            .NotNullable();
}
