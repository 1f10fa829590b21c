using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.VibeSurf;

[Migration(8, "add_workflow_skills_table")]
public sealed class V008_AddWorkflowSkillsTable : VibeSurfMigration
{
    protected override string SqliteUp =>
        """
            CREATE TABLE workflow_skills (
                id VARCHAR(36) PRIMARY KEY,
                flow_id VARCHAR(36) NOT NULL,
                name VARCHAR(255),
                description TEXT,
                add_to_skill BOOLEAN NOT NULL DEFAULT 0,
                workflow_expose_config TEXT,
                created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                UNIQUE (flow_id)
            );
            CREATE INDEX idx_workflow_skills_enabled ON workflow_skills (add_to_skill);
            CREATE INDEX idx_workflow_skills_flow_id ON workflow_skills (flow_id);
            CREATE TRIGGER update_workflow_skills_updated_at AFTER UPDATE ON workflow_skills FOR EACH ROW
            BEGIN
                UPDATE workflow_skills SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
            END;
            """;

    protected override void PostgreSqlUp()
    {
        Create
            .Table("workflow_skills")
            .WithColumn("id")
            .AsString(36)
            .NotNullable()
            .PrimaryKey("workflow_skills_pkey")
            .WithColumn("flow_id")
            .AsString(36)
            .NotNullable()
            .WithColumn("name")
            .AsString(255)
            .Nullable()
            .WithColumn("description")
            .AsString()
            .Nullable()
            .WithColumn("add_to_skill")
            .AsBoolean()
            .NotNullable()
            .WithDefaultValue(false)
            .WithColumn("workflow_expose_config")
            .AsString()
            .Nullable()
            .WithColumn("created_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("updated_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime);
        Create.UniqueConstraint("workflow_skills_flow_id_key").OnTable("workflow_skills").Column("flow_id");
        Create.Index("idx_workflow_skills_enabled").OnTable("workflow_skills").OnColumn("add_to_skill").Ascending();
        Create.Index("idx_workflow_skills_flow_id").OnTable("workflow_skills").OnColumn("flow_id").Ascending();
        KeepUpdatedAt("workflow_skills");
    }

    protected override void GoBack()
    {
        Delete.Trigger("update_workflow_skills_updated_at").FromTable("workflow_skills");
        Delete.Table("workflow_skills");
    }
}
