using System.Data;
using FluentMigrator;
using FluentMigrator.Postgres;
using Provisioning.SampleMigrations.Extensions;

namespace Provisioning.SampleMigrations.Versions;

public sealed class Product
{
    public int Id { get; set; }

    public string Name { get; set; }

    public decimal Price { get; set; }

    public bool Published { get; set; }

    public DateTime? AvailableFrom { get; set; }

    public Guid? Reference { get; set; }
}

[ShopMigration("2020-01-01 00:00", "first tables")]
public sealed class InitialSetup : ShopMigration
{
    protected override void MainUpgrade()
    {
        Create
            .TableForModel("Customers")
            .WithColumn("Email")
            .AsString(320)
            .NotNullable()
            .Unique()
            .WithColumn("Notes")
            .AsString(int.MaxValue)
            .Nullable()
            .WithTimestamps();
        Create.TableFor<Product>();
        Create
            .TableForModel("Orders")
            .WithColumn("CustomerId")
            .AsInt32()
            .NotNullable()
            .ForeignKey("Customers", "Id")
            .OnDelete(Rule.Cascade)
            .WithColumn("Status")
            .AsInt16()
            .NotNullable()
            .WithDefaultValue(0)
            .WithColumn("Total")
            .AsDecimal(18, 4)
            .NotNullable()
            .WithColumn("PlacedAt")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("Payload")
            .AsBinary()
            .Nullable();
        Create
            .Table("OrderLines")
            .WithColumn("OrderId")
            .AsInt32()
            .PrimaryKey()
            .ForeignKey("FK_Lines_Orders", "Orders", "Id")
            .WithColumn("Line")
            .AsInt32()
            .PrimaryKey()
            .WithColumn("ProductId")
            .AsInt32()
            .NotNullable()
            .Indexed()
            .WithColumn("Quantity")
            .AsDouble()
            .NotNullable();
        Create
            .Index("IX_Orders_Placed")
            .OnTable("Orders")
            .OnColumn("PlacedAt")
            .Descending()
            .OnColumn("Status")
            .Ascending()
            .WithOptions()
            .NonClustered();
    }

    protected override void MainDowngrade()
    {
        Delete.Table("OrderLines");
        Delete.Table("Orders");
        Delete.Table("Product");
        Delete.Table("Customers");
    }
}

[Migration(20200102_0000, TransactionBehavior.Default, "rows")]
public sealed class FirstRows : Migration
{
    public override void Up()
    {
        Insert
            .IntoTable("Customers")
            .Row(new { Email = "ada@example.org", Notes = "it's \"quoted\"" })
            .Row(new { Email = "bob@example.org" });
        Insert
            .IntoTable("Product")
            .Row(
                new Dictionary<string, object>
                {
                    ["Name"] = "Tea",
                    ["Price"] = 2.5m,
                    ["Published"] = true,
                    ["Reference"] = Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
                }
            );
        Insert
            .IntoTable("Orders")
            .Row(
                new
                {
                    CustomerId = 1,
                    Total = 5m,
                    Status = RawSql.Insert("1 + 1"),
                    Payload = new byte[] { 1, 2, 255 },
                }
            );
        Insert
            .IntoTable("OrderLines")
            .Row(
                new
                {
                    OrderId = 1,
                    Line = 1,
                    ProductId = 1,
                    Quantity = 2.0,
                }
            );
        Update.Table("Customers").Set(new { Notes = "none" }).Where(new { Email = "bob@example.org" });
    }

    public override void Down()
    {
        Delete.FromTable("OrderLines").AllRows();
        Delete.FromTable("Orders").Row(new { CustomerId = 1 });
        Delete.FromTable("Product").AllRows();
        Delete.FromTable("Customers").Row(new { Email = "ada@example.org" }).Row(new { Email = "bob@example.org" });
    }
}

[Migration(20200103_0000)]
public sealed class ColumnsChange : Migration
{
    public override void Up()
    {
        Alter
            .Table("Orders")
            .AlterColumn("Status")
            .AsInt32()
            .NotNullable()
            .WithDefaultValue(1)
            .AddColumn("ShippedAt")
            .AsDateTimeOffset()
            .Nullable()
            .AddColumn("Currency")
            .AsFixedLengthString(3)
            .NotNullable()
            .WithDefaultValue("EUR")
            .AddColumn("Weight")
            .AsInt32()
            .NotNullable()
            .SetExistingRowsTo(7);
        Alter.Column("PlacedAt").OnTable("Orders").AsDateTimeOffset().NotNullable();
        Rename.Column("Notes").OnTable("Customers").To("Remarks");
        Rename.Table("Product").To("Products");
        Create
            .ForeignKey("FK_Lines_Products")
            .FromTable("OrderLines")
            .ForeignColumn("ProductId")
            .ToTable("Products")
            .PrimaryColumn("Id");
        Create
            .Column("ManagerId")
            .OnTable("Customers")
            .AsInt32()
            .Nullable()
            .ForeignKey("FK_Customers_Manager", "Customers", "Id")
            .OnDelete(Rule.SetNull);
        Delete.DefaultConstraint().OnTable("Orders").OnColumn("Currency");
    }

    public override void Down()
    {
        Delete.ForeignKey("FK_Customers_Manager").OnTable("Customers");
        Delete.Column("ManagerId").FromTable("Customers");
        Delete.ForeignKey("FK_Lines_Products").OnTable("OrderLines");
        Rename.Table("Products").To("Product");
        Rename.Column("Remarks").OnTable("Customers").To("Notes");
        Delete.Column("ShippedAt").Column("Currency").Column("Weight").FromTable("Orders");
        Alter.Column("PlacedAt").OnTable("Orders").AsDateTime().NotNullable();
        Alter.Column("Status").OnTable("Orders").AsInt16().NotNullable().WithDefaultValue(0);
    }
}

[Migration(20200104_0000)]
public sealed class Keys : AutoReversingMigration
{
    public override void Up()
    {
        Create
            .Table("Tags")
            .WithColumn("Name")
            .AsString(50)
            .NotNullable()
            .WithColumn("Group")
            .AsString(50)
            .NotNullable();
        Create.PrimaryKey("PK_Tags").OnTable("Tags").Columns("Group", "Name");
        Create.UniqueConstraint("UC_Tags_Name").OnTable("Tags").Column("Name");
        Create.Index().OnTable("Tags").OnColumn("Name").Unique();
        IfDatabase(name => name.StartsWith("postgres", StringComparison.OrdinalIgnoreCase))
            .Create.Index("IX_Tags_Gin")
            .OnTable("Tags")
            .OnColumn("Name")
            .Ascending()
            .WithOptions()
            .Include("Group")
            .Filter("\"Name\" <> ''");
    }
}
