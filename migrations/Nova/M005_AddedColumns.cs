using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Nova;

[Migration(5, "columns for tools, tool calls and conversations")]
public sealed class M005_AddedColumns : AutoReversingMigration
{
    public override void Up()
    {
        Create.Column("tools").OnTable("assistants").AsJsonb().Nullable().WithDefaultValue("[]");
        Create.Column("response_metadata").OnTable("messages").AsJsonb().Nullable().WithDefaultValue("{}");
        Create.Column("tool_calls").OnTable("messages").AsJsonb().Nullable().WithDefaultValue("[]");
        Create.Column("usage_metadata").OnTable("messages").AsJsonb().Nullable();
        Create.Column("conversation_id").OnTable("threads").AsString().Nullable();
        Create.Column("status").OnTable("threads").AsString().Nullable();
        Create.Column("tags").OnTable("threads").AsString().Nullable();
        Create.Index("idx_threads_conversation_id").OnTable("threads").OnColumn("conversation_id").Ascending();
    }
}
