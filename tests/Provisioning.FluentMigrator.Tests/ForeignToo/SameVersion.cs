using FluentMigrator;
using Provisioning.Tests.FluentMigrator.Foreign;

namespace Provisioning.Tests.FluentMigrator.ForeignToo;

[Migration(6)]
public sealed class SameVersion : ProductMigration
{
    public override void Up() { }
}

[Migration(6)]
public sealed class SameVersionAgain : ProductMigration
{
    public override void Up() { }
}
