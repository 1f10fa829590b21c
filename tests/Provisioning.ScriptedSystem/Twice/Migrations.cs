using FluentMigrator;

namespace Provisioning.ScriptedSystem.Twice;

/// <summary>Has the number of another, where a test asks for it.</summary>
[Migration(3)]
public sealed class M3_Again : Migration
{
    public override void Up() => Create.Table("again").WithColumn("id").AsInt32();

    public override void Down() => Delete.Table("again");
}
