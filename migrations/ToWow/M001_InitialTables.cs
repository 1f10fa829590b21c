using System.Data;
using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.ToWow;

[Migration(1, "initial tables")]
public sealed class M001_InitialTables : Migration
{
    public override void Up()
    {
        AgentProfiles();
        Demands();
        CollaborationChannels();
        AgentResponses();
    }

    public override void Down()
    {
        Delete.Table("agent_responses");
        Delete.Table("collaboration_channels");
        Delete.Table("demands");
        Delete.Table("agent_profiles");
    }

    private void AgentProfiles() => Create.Table("agent_profiles")
        .WithColumn("id").AsGuid().NotNullable().PrimaryKey("agent_profiles_pkey")
        .WithColumn("name").AsString(255).NotNullable()
        .WithColumn("agent_type").AsString(50).NotNullable()
        .WithColumn("description").AsString().Nullable()
        .WithColumn("capabilities").AsJsonb().Nullable().WithDefaultValue("{}")
        .WithColumn("pricing_info").AsJsonb().Nullable().WithDefaultValue("{}")
        .WithColumn("config").AsJsonb().Nullable().WithDefaultValue("{}")
        .WithColumn("is_active").AsBoolean().NotNullable().WithDefaultValue(true)
        .WithColumn("rating").AsDouble().Nullable()
        .WithColumn("total_collaborations").AsInt32().NotNullable().WithDefaultValue(0)
        .WithColumn("created_at").AsDateTimeOffset().NotNullable().WithDefaultNow()
        .WithColumn("updated_at").AsDateTimeOffset().NotNullable().WithDefaultNow();

    private void Demands() => Create.Table("demands")
        .WithColumn("id").AsGuid().NotNullable().PrimaryKey("demands_pkey")
        .WithColumn("title").AsString(500).NotNullable()
        .WithColumn("description").AsString().NotNullable()
        .WithColumn("user_id").AsString(255).NotNullable()
        .WithColumn("requirements").AsJsonb().Nullable().WithDefaultValue("{}")
        .WithColumn("budget").AsJsonb().Nullable().WithDefaultValue("{}")
        .WithColumn("deadline").AsDateTimeOffset().Nullable()
        .WithColumn("status").AsString(50).NotNullable().WithDefaultValue("draft")
        .WithColumn("tags").AsJsonb().Nullable().WithDefaultValue("[]")
        .WithColumn("extra_metadata").AsJsonb().Nullable().WithDefaultValue("{}")
        .WithColumn("created_at").AsDateTimeOffset().NotNullable().WithDefaultNow()
        .WithColumn("updated_at").AsDateTimeOffset().NotNullable().WithDefaultNow();

    private void CollaborationChannels() => Create.Table("collaboration_channels")
        .WithColumn("id").AsGuid().NotNullable().PrimaryKey("collaboration_channels_pkey")
        .WithColumn("name").AsString(255).NotNullable()
        .WithColumn("description").AsString().Nullable()
        .WithColumn("demand_id").AsGuid().NotNullable()
            .ForeignKey("collaboration_channels_demand_id_fkey", "demands", "id").OnDelete(Rule.Cascade)
        .WithColumn("participants").AsJsonb().NotNullable().WithDefaultValue("{}")
        .WithColumn("status").AsString(50).NotNullable().WithDefaultValue("active")
        .WithColumn("context").AsJsonb().Nullable().WithDefaultValue("{}")
        .WithColumn("message_count").AsInt32().NotNullable().WithDefaultValue(0)
        .WithColumn("last_message_at").AsDateTimeOffset().Nullable()
        .WithColumn("settings").AsJsonb().Nullable().WithDefaultValue("{}")
        .WithColumn("created_at").AsDateTimeOffset().NotNullable().WithDefaultNow()
        .WithColumn("updated_at").AsDateTimeOffset().NotNullable().WithDefaultNow();

    private void AgentResponses() => Create.Table("agent_responses")
        .WithColumn("id").AsGuid().NotNullable().PrimaryKey("agent_responses_pkey")
        .WithColumn("demand_id").AsGuid().NotNullable()
            .ForeignKey("agent_responses_demand_id_fkey", "demands", "id").OnDelete(Rule.Cascade)
        .WithColumn("agent_id").AsGuid().NotNullable()
            .ForeignKey("agent_responses_agent_id_fkey", "agent_profiles", "id").OnDelete(Rule.Cascade)
        .WithColumn("message").AsString().NotNullable()
        .WithColumn("proposal").AsJsonb().Nullable().WithDefaultValue("{}")
        .WithColumn("status").AsString(50).NotNullable().WithDefaultValue("pending")
        .WithColumn("relevance_score").AsDouble().Nullable()
        .WithColumn("extra_metadata").AsJsonb().Nullable().WithDefaultValue("{}")
        .WithColumn("created_at").AsDateTimeOffset().NotNullable().WithDefaultNow()
        .WithColumn("updated_at").AsDateTimeOffset().NotNullable().WithDefaultNow();
}
