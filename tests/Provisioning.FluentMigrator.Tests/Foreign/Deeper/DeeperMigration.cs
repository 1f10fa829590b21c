using FluentMigrator;

namespace Provisioning.Tests.FluentMigrator.Foreign.Deeper;

[Migration(5, "deeper")]
public sealed class DeeperMigration : ProductMigration
{
    public override void Up() { }
}
