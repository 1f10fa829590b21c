using System.Data;
using FluentMigrator;
using FluentMigrator.Postgres;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Nova;

[Migration(4, "context documents, reflections and quick actions")]
public sealed class M004_Context : AutoReversingMigration
{
    public override void Up()
    {
        ContextDocuments();
        Reflections();
        QuickActions();
        Create
            .Index("idx_context_documents_assistant_id")
            .OnTable("context_documents")
            .OnColumn("assistant_id")
            .Ascending();
        Create
            .Index("idx_context_documents_file_type")
            .OnTable("context_documents")
            .OnColumn("file_type")
            .Ascending()
            .WithOptions()
            .Filter("file_type IS NOT NULL");
        Create.Index("idx_context_documents_user_id").OnTable("context_documents").OnColumn("user_id").Ascending();
        Create.Index("idx_reflections_assistant_id").OnTable("reflections").OnColumn("assistant_id").Ascending();
        Create.Index("idx_reflections_updated_at").OnTable("reflections").OnColumn("updated_at").Descending();
        Create.Index("idx_reflections_user_id").OnTable("reflections").OnColumn("user_id").Ascending();
        Create.Index("idx_quick_actions_action_type").OnTable("quick_actions").OnColumn("action_type").Ascending();
        Create.Index("idx_quick_actions_user_id").OnTable("quick_actions").OnColumn("user_id").Ascending();
        Create.Trigger("update_reflections_updated_at").OnTable("reflections").Touching("updated_at");
        Create.Trigger("update_quick_actions_updated_at").OnTable("quick_actions").Touching("updated_at");
    }

    private void ContextDocuments() =>
        Create
            .Table("context_documents")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("context_documents_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .WithColumn("assistant_id")
            .AsGuid()
            .Nullable()
            .ForeignKey("context_documents_assistant_id_fkey", "assistants", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .WithColumn("content")
            .AsString()
            .NotNullable()
            .WithColumn("file_type")
            .AsString()
            .Nullable()
            .WithColumn("file_size")
            .AsInt32()
            .Nullable()
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("metadata")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}");

    private void Reflections() =>
        Create
            .Table("reflections")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("reflections_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .WithColumn("assistant_id")
            .AsGuid()
            .Nullable()
            .ForeignKey("reflections_assistant_id_fkey", "assistants", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("content")
            .AsJsonb()
            .NotNullable()
            .WithColumn("style_rules")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("[]")
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("updated_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow();

    private void QuickActions() =>
        Create
            .Table("quick_actions")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("quick_actions_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .WithColumn("description")
            .AsString()
            .Nullable()
            .WithColumn("action_type")
            .AsString()
            .NotNullable()
            .WithColumn("config")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}")
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("updated_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow();
}
