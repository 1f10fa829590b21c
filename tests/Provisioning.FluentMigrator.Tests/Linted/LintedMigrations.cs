using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Tests.FluentMigrator.Linted;

[Migration(1)]
public sealed class AddsTables : AutoReversingMigration
{
    public override void Up()
    {
        Create.Table("orders").WithColumn("id").AsInt64().PrimaryKey().WithColumn("total").AsDecimal(10, 2);
        Create.Table("old_orders").WithColumn("id").AsInt64().PrimaryKey();
    }
}

[Migration(2)]
public sealed class AddsAnIndex : Migration
{
    public override void Up()
    {
        Index();
        Alter.Table("orders").AddColumn("state").AsString(20).NotNullable();
        Execute.Sql("DELETE FROM orders");
    }

    public override void Down() { }

    private void Index() => Create.Index("ix_orders_total").OnTable("orders").OnColumn("total");
}

[Migration(3)]
[LintIgnore("drop-table", "nobody has used it since 2024")]
[LintIgnore("L09", "there is no such change here")]
public sealed class DropsATable : Migration
{
    public override void Up() => Delete.Table("old_orders");

    public override void Down() { }
}
