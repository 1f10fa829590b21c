using FluentMigrator;
using FluentMigrator.Postgres;

namespace Provisioning.Migrations.ToWow;

[Migration(3, "add suggested indexes")]
public sealed class M003_AddSuggestedIndexes : AutoReversingMigration
{
    public override void Up()
    {
        // SQLite has no index that looks inside a document.
        IfDatabase("postgresql")
            .Create.Index("ix_agent_profiles_capabilities_gin")
            .OnTable("agent_profiles")
            .OnColumn("capabilities")
            .Ascending()
            .WithOptions()
            .UsingGin();
        Create
            .Index("ix_demands_status_created")
            .OnTable("demands")
            .OnColumn("status")
            .Ascending()
            .OnColumn("created_at")
            .Descending();
    }
}
