using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Nova;

[Migration(6, "what an author says of themselves")]
public sealed class M006_UserBackgrounds : AutoReversingMigration
{
    public override void Up()
    {
        UserBg();
        Create
            .CheckConstraint("user_bg_type_check")
            .OnTable("user_bg")
            .Expression("type IN ('personalities', 'intentions', 'resources', 'accountStyles')");
        Create.UniqueConstraint("user_bg_user_id_type_name_key").OnTable("user_bg").Columns("user_id", "type", "name");
        Create.Index("idx_user_bg_created_at").OnTable("user_bg").OnColumn("created_at").Descending();
        Create.Index("idx_user_bg_type").OnTable("user_bg").OnColumn("type").Ascending();
        Create.Index("idx_user_bg_user_id").OnTable("user_bg").OnColumn("user_id").Ascending();
        Create.Trigger("update_user_bg_updated_at").OnTable("user_bg").Touching("updated_at");
    }

    private void UserBg() =>
        Create
            .Table("user_bg")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("user_bg_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .NotNullable()
            .WithColumn("type")
            .AsString()
            .NotNullable()
            .WithColumn("name")
            .AsString()
            .NotNullable()
            .WithColumn("description")
            .AsString()
            .NotNullable()
            .WithColumn("content")
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
}
