using System.Data;
using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Nova;

[Migration(3, "artifacts and their contents")]
public sealed class M003_Artifacts : AutoReversingMigration
{
    public override void Up()
    {
        Artifacts();
        ArtifactContents();
        Create
            .CheckConstraint("artifact_contents_type_check")
            .OnTable("artifact_contents")
            .Expression("type IN ('text', 'code')");
        Create
            .UniqueConstraint("artifact_contents_artifact_id_index_key")
            .OnTable("artifact_contents")
            .Columns("artifact_id", "index");
        Create.Index("idx_artifacts_created_at").OnTable("artifacts").OnColumn("created_at").Descending();
        Create.Index("idx_artifacts_thread_id").OnTable("artifacts").OnColumn("thread_id").Ascending();
        Create.Index("idx_artifacts_user_id").OnTable("artifacts").OnColumn("user_id").Ascending();
        Create
            .Index("idx_artifact_contents_artifact_id")
            .OnTable("artifact_contents")
            .OnColumn("artifact_id")
            .Ascending();
        Create.Index("idx_artifact_contents_type").OnTable("artifact_contents").OnColumn("type").Ascending();
        Create.Trigger("update_artifacts_updated_at").OnTable("artifacts").Touching("updated_at");
    }

    private void Artifacts() =>
        Create
            .Table("artifacts")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("artifacts_pkey")
            .WithColumn("thread_id")
            .AsGuid()
            .Nullable()
            .ForeignKey("artifacts_thread_id_fkey", "threads", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("user_id")
            .AsGuid()
            .Nullable()
            .WithColumn("current_index")
            .AsInt32()
            .Nullable()
            .WithDefaultValue(1)
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

    private void ArtifactContents() =>
        Create
            .Table("artifact_contents")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("artifact_contents_pkey")
            .WithColumn("artifact_id")
            .AsGuid()
            .Nullable()
            .ForeignKey("artifact_contents_artifact_id_fkey", "artifacts", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("index")
            .AsInt32()
            .NotNullable()
            .WithColumn("type")
            .AsString()
            .NotNullable()
            .WithColumn("title")
            .AsString()
            .NotNullable()
            .WithColumn("language")
            .AsString()
            .Nullable()
            .WithColumn("code")
            .AsString()
            .Nullable()
            .WithColumn("full_markdown")
            .AsString()
            .Nullable()
            .WithColumn("created_at")
            .AsDateTimeOffset()
            .Nullable()
            .WithDefaultNow();
}
