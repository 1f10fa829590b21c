using FluentMigrator;

namespace Provisioning.ShopSystem;

[Migration(202601010900)]
public sealed class CreateCustomers : Migration
{
    public override void Up()
    {
        Create
            .Table("customers")
            .WithColumn("id")
            .AsInt64()
            .PrimaryKey()
            .Identity()
            .WithColumn("name")
            .AsString(100)
            .NotNullable()
            .Unique()
            .WithColumn("city")
            .AsString(100)
            .NotNullable();
        Insert.IntoTable("customers").Row(new { name = "the house", city = "Ulm" });
    }

    public override void Down() => Delete.Table("customers");
}

[Migration(202601010901)]
public sealed class CreateOrders : Migration
{
    public override void Up() =>
        Create
            .Table("orders")
            .WithColumn("id")
            .AsInt64()
            .PrimaryKey()
            .Identity()
            .WithColumn("customer_id")
            .AsInt64()
            .NotNullable()
            .ForeignKey("customers", "id")
            .WithColumn("total")
            .AsDecimal(12, 2)
            .NotNullable()
            .WithColumn("note")
            .AsString(500)
            .Nullable()
            .WithColumn("data")
            .AsBinary()
            .Nullable();

    public override void Down() => Delete.Table("orders");
}
