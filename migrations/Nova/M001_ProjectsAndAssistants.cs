using FluentMigrator;
using FluentMigrator.Postgres;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Nova;

[Migration(1, "projects, tags and assistants")]
public sealed class M001_ProjectsAndAssistants : AutoReversingMigration
{
    public override void Up()
    {
        Projects();
        Tags();
        Assistants();
        Create.Index("idx_projects_created_at").OnTable("projects").OnColumn("created_at").Descending();
        Create.Index("idx_projects_user_id").OnTable("projects").OnColumn("user_id").Ascending();
        Create.Index("idx_tags_user_id").OnTable("tags").OnColumn("user_id").Ascending();
        Create.Index("idx_assistants_is_default").OnTable("assistants").OnColumn("is_default").Ascending();
        Create
            .Index("idx_assistants_user_default")
            .OnTable("assistants")
            .OnColumn("user_id")
            .Ascending()
            .OnColumn("is_default")
            .Ascending()
            .WithOptions()
            .Filter("is_default = true");
        Create.Index("idx_assistants_user_id").OnTable("assistants").OnColumn("user_id").Ascending();
        Create.Trigger("update_projects_updated_at").OnTable("projects").Touching("updated_at");
        Create.Trigger("update_tags_updated_at").OnTable("tags").Touching("updated_at");
        Create.Trigger("update_assistants_updated_at").OnTable("assistants").Touching("updated_at");
    }

    private void Projects() =>
        Create
            .Table("projects")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("projects_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .WithColumn("description")
            .AsString()
            .Nullable()
            .WithColumn("content")
            .AsString()
            .Nullable()
            .WithColumn("status")
            .AsString()
            .Nullable()
            .WithColumn("tags")
            .AsString()
            .Nullable()
            .WithColumn("category")
            .AsString()
            .Nullable()
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("updated_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("metadata")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}");

    private void Tags() =>
        Create
            .Table("tags")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("tags_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("updated_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow();

    private void Assistants() =>
        Create
            .Table("assistants")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("assistants_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .WithColumn("description")
            .AsString()
            .Nullable()
            .WithColumn("system_prompt")
            .AsString()
            .Nullable()
            .WithColumn("icon_name")
            .AsString()
            .Nullable()
            .WithDefaultValue("User")
            .WithColumn("icon_color")
            .AsString()
            .Nullable()
            .WithDefaultValue("#000000")
            .WithColumn("is_default")
            .AsBoolean()
            .Nullable()
            .WithDefaultValue(false)
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("updated_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("metadata")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}")
            .WithColumn("config")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}");
}
