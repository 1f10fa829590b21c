using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Nova;

[Migration(7, "profiles")]
public sealed class M007_UserProfiles : AutoReversingMigration
{
    public override void Up()
    {
        UserProfiles();
        Create.UniqueConstraint("user_profiles_user_id_key").OnTable("user_profiles").Columns("user_id");
        Create.Trigger("update_user_profiles_updated_at").OnTable("user_profiles").Touching("updated_at");
    }

    private void UserProfiles() =>
        Create
            .Table("user_profiles")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("user_profiles_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .NotNullable()
            .WithColumn("display_name")
            .AsString()
            .Nullable()
            .WithColumn("bio")
            .AsString()
            .Nullable()
            .WithColumn("avatar_url")
            .AsString()
            .Nullable()
            .WithColumn("settings")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}")
            .WithColumn("preferences")
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
