using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.SampleAdditions;

/// <summary>With what FluentMigrator does not have.</summary>
[Migration(20210109_0000)]
public sealed class Beyond : Migration
{
    public override void Up()
    {
        Create
            .Table("Floors")
            .WithForeignKey("FK_Floors_Orders", ["OrderId", "Line"], "OrderPlaces", ["OrderId", "Line"])
            .WithColumn("OrderId")
            .AsInt32()
            .PrimaryKey()
            .WithColumn("Line")
            .AsInt32()
            .PrimaryKey();
        this.When(
            db => db.TableExists("Floors"),
            () => Create.Column("Level").OnTable("Floors").AsInt32().WithDefaultValue(1),
            () => Execute.Sql("nonsense")
        );
    }

    public override void Down() => Delete.Table("Floors");
}

[Migration(20210108_1200)]
public sealed class OrderPlaces : AutoReversingMigration
{
    public override void Up() =>
        Create
            .Table("OrderPlaces")
            .WithColumn("OrderId")
            .AsInt32()
            .PrimaryKey()
            .WithColumn("Line")
            .AsInt32()
            .PrimaryKey();
}

[Repeatable]
public sealed class Answers : Migration
{
    public override void Up() => Create.View("Answers").OrReplace().As("SELECT 42 AS answer");

    public override void Down() { }
}
