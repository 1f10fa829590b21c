using System.Data;
using FluentMigrator;
using FluentMigrator.Postgres;
using Provisioning.Authoring;

namespace Provisioning.Migrations.QueryGpt;

[Migration(2, "conversations, messages and prompts")]
public sealed class M002_Conversations : Migration
{
    public override void Up()
    {
        Conversations();
        Messages();
        Prompts();
        Create
            .Index("idx_conversations_created_at")
            .OnTable("conversations")
            .OnColumn("user_id")
            .Ascending()
            .OnColumn("created_at")
            .Descending();
        Create
            .Index("idx_conversations_is_favorite")
            .OnTable("conversations")
            .OnColumn("user_id")
            .Ascending()
            .OnColumn("is_favorite")
            .Ascending();
        // SQLite has no counterpart: titles are searched there with LIKE.
        IfDatabase("postgresql")
            .Create.Index("idx_conversations_title_search")
            .OnTable("conversations")
            .OnExpression("to_tsvector('simple'::regconfig, title::text)")
            .Ascending()
            .WithOptions()
            .UsingGin();
        Create.Index("idx_conversations_user_id").OnTable("conversations").OnColumn("user_id").Ascending();
        Create.Index("idx_messages_conversation_id").OnTable("messages").OnColumn("conversation_id").Ascending();
        Create
            .Index("idx_messages_created_at")
            .OnTable("messages")
            .OnColumn("conversation_id")
            .Ascending()
            .OnColumn("created_at")
            .Ascending();
        Create.Index("idx_prompts_type").OnTable("prompts").OnColumn("type").Ascending();
        Create.Index("idx_prompts_user_id").OnTable("prompts").OnColumn("user_id").Ascending();
        Create
            .Index("idx_prompts_user_type")
            .OnTable("prompts")
            .OnColumn("user_id")
            .Ascending()
            .OnColumn("type")
            .Ascending()
            .WithOptions()
            .Unique()
            .WithOptions()
            .Filter("user_id IS NOT NULL");
    }

    public override void Down()
    {
        Delete.Table("prompts");
        Delete.Table("messages");
        Delete.Table("conversations");
    }

    private void Conversations() =>
        Create
            .Table("conversations")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("conversations_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .NotNullable()
            .ForeignKey("conversations_user_id_fkey", "users", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("connection_id")
            .AsGuid()
            .Nullable()
            .ForeignKey("conversations_connection_id_fkey", "connections", "id")
            .OnDelete(Rule.SetNull)
            .WithColumn("model_id")
            .AsGuid()
            .Nullable()
            .ForeignKey("conversations_model_id_fkey", "models", "id")
            .OnDelete(Rule.SetNull)
            .WithColumn("title")
            .AsString(200)
            .Nullable()
            .WithColumn("status")
            .AsString(20)
            .Nullable()
            .WithDefaultValue("active")
            .WithColumn("is_favorite")
            .AsBoolean()
            .Nullable()
            .WithDefaultValue(false)
            .WithColumn("metadata")
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

    private void Messages() =>
        Create
            .Table("messages")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("messages_pkey")
            .WithColumn("conversation_id")
            .AsGuid()
            .NotNullable()
            .ForeignKey("messages_conversation_id_fkey", "conversations", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("role")
            .AsString(20)
            .NotNullable()
            .WithColumn("content")
            .AsString()
            .NotNullable()
            .WithColumn("metadata")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}")
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow();

    private void Prompts() =>
        Create
            .Table("prompts")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("prompts_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .ForeignKey("prompts_user_id_fkey", "users", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("name")
            .AsString(100)
            .NotNullable()
            .WithColumn("type")
            .AsString(50)
            .NotNullable()
            .WithColumn("content_zh")
            .AsString()
            .Nullable()
            .WithColumn("content_en")
            .AsString()
            .Nullable()
            .WithColumn("is_active")
            .AsBoolean()
            .Nullable()
            .WithDefaultValue(true)
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("updated_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow();
}
