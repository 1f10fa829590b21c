using FluentMigrator;

namespace Provisioning.IntegrationTests.FluentMigrator.Ledger;

/// <summary>Changes the table of applied versions, as products do whose servers moved to another time zone.</summary>
[Migration(1)]
public sealed class AltersVersions : Migration
{
    public override void Up() => Alter.Table("VersionInfo").AlterColumn("AppliedOn").AsDateTimeOffset().Nullable();

    public override void Down() { }
}

[Migration(2)]
public sealed class GoesOn : AutoReversingMigration
{
    public override void Up() => Create.Table("later").WithColumn("id").AsInt32();
}
