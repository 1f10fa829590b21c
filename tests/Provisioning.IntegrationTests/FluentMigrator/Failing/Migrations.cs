using FluentMigrator;

namespace Provisioning.IntegrationTests.FluentMigrator.Failing;

[Migration(1)]
public sealed class Works : AutoReversingMigration
{
    public override void Up() => Create.Table("works").WithColumn("id").AsInt32();
}

[Migration(2)]
public sealed class Fails : Migration
{
    public override void Up() => Execute.Sql("INSERT INTO nowhere VALUES (1)");

    public override void Down() { }
}
