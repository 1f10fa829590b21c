using FluentMigrator;

namespace Your.Shop_1.Migrations.Versions;

[Migration(20260101090100, "create orders")]
public sealed class M20260101090100_CreateOrders : AutoReversingMigration
{
    public override void Up()
    {
        Create
            .Table("orders")
            .WithColumn("id")
            .AsInt64()
            .PrimaryKey()
            .Identity()
            .WithColumn("product_id")
            .AsInt64()
            .NotNullable()
            .ForeignKey("products", "id")
            .WithColumn("quantity")
            .AsInt32()
            .NotNullable()
            .WithDefaultValue(1);
        Create.Index("ix_orders_product_id").OnTable("orders").OnColumn("product_id");
    }
}
