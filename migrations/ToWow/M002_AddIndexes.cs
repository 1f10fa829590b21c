using FluentMigrator;

namespace Provisioning.Migrations.ToWow;

[Migration(2, "add indexes")]
public sealed class M002_AddIndexes : AutoReversingMigration
{
    public override void Up()
    {
        Create.Index("ix_agent_profiles_agent_type").OnTable("agent_profiles").OnColumn("agent_type");
        Create.Index("ix_agent_profiles_is_active").OnTable("agent_profiles").OnColumn("is_active");
        Create.Index("ix_demands_user_id").OnTable("demands").OnColumn("user_id");
        Create.Index("ix_demands_status").OnTable("demands").OnColumn("status");
        Create.Index("ix_demands_created_at").OnTable("demands").OnColumn("created_at");
        Create.Index("ix_collaboration_channels_demand_id").OnTable("collaboration_channels").OnColumn("demand_id");
        Create.Index("ix_collaboration_channels_status").OnTable("collaboration_channels").OnColumn("status");
        Create.Index("ix_agent_responses_demand_id").OnTable("agent_responses").OnColumn("demand_id");
        Create.Index("ix_agent_responses_agent_id").OnTable("agent_responses").OnColumn("agent_id");
        Create.Index("ix_agent_responses_status").OnTable("agent_responses").OnColumn("status");
    }
}
