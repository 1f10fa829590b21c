using System.Data;
using FluentMigrator;
using FluentMigrator.Postgres;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Nova;

[Migration(2, "threads and messages")]
public sealed class M002_ThreadsAndMessages : AutoReversingMigration
{
    public override void Up()
    {
        Threads();
        Messages();
        Create
            .CheckConstraint("messages_type_check")
            .OnTable("messages")
            .Expression("type IN ('human', 'ai', 'system')");
        Create.Index("idx_threads_assistant_id").OnTable("threads").OnColumn("assistant_id").Ascending();
        Create.Index("idx_threads_created_at").OnTable("threads").OnColumn("created_at").Descending();
        Create
            .Index("idx_threads_user_created")
            .OnTable("threads")
            .OnColumn("user_id")
            .Ascending()
            .OnColumn("created_at")
            .Descending();
        Create.Index("idx_threads_user_id").OnTable("threads").OnColumn("user_id").Ascending();
        Create
            .Index("idx_messages_run_id")
            .OnTable("messages")
            .OnColumn("run_id")
            .Ascending()
            .WithOptions()
            .Filter("run_id IS NOT NULL");
        Create
            .Index("idx_messages_sequence")
            .OnTable("messages")
            .OnColumn("thread_id")
            .Ascending()
            .OnColumn("sequence_number")
            .Ascending();
        Create.Index("idx_messages_thread_id").OnTable("messages").OnColumn("thread_id").Ascending();
        Create.Index("idx_messages_type").OnTable("messages").OnColumn("type").Ascending();
        Create.Index("idx_messages_user_id").OnTable("messages").OnColumn("user_id").Ascending();
        Create.Trigger("update_threads_updated_at").OnTable("threads").Touching("updated_at");
    }

    private void Threads() =>
        Create
            .Table("threads")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("threads_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .WithColumn("assistant_id")
            .AsGuid()
            .Nullable()
            .ForeignKey("threads_assistant_id_fkey", "assistants", "id")
            .OnDelete(Rule.SetNull)
            .WithColumn("title")
            .AsString()
            .Nullable()
            .WithColumn("model_name")
            .AsString()
            .Nullable()
            .WithColumn("model_config")
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
            .WithDefaultNow()
            .WithColumn("metadata")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}");

    private void Messages() =>
        Create
            .Table("messages")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("messages_pkey")
            .WithColumn("thread_id")
            .AsGuid()
            .Nullable()
            .ForeignKey("messages_thread_id_fkey", "threads", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .WithColumn("type")
            .AsString()
            .NotNullable()
            .WithColumn("content")
            .AsString()
            .NotNullable()
            .WithColumn("run_id")
            .AsString()
            .Nullable()
            .WithColumn("sequence_number")
            .AsInt32()
            .NotNullable()
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow()
            .WithColumn("metadata")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}")
            .WithColumn("additional_kwargs")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}");
}
