using System.Data;
using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.QueryGpt;

[Migration(1, "users, connections and models")]
public sealed class M001_UsersAndConnections : Migration
{
    public override void Up()
    {
        Users();
        Connections();
        Models();
        Create.UniqueConstraint("users_email_key").OnTable("users").Column("email");
        Create.Index("idx_users_email").OnTable("users").OnColumn("email").Ascending();
        Create.Index("idx_users_is_active").OnTable("users").OnColumn("is_active").Ascending();
        Create
            .Index("idx_connections_is_default")
            .OnTable("connections")
            .OnColumn("user_id")
            .Ascending()
            .OnColumn("is_default")
            .Ascending();
        Create.Index("idx_connections_user_id").OnTable("connections").OnColumn("user_id").Ascending();
        Create
            .Index("idx_models_is_default")
            .OnTable("models")
            .OnColumn("user_id")
            .Ascending()
            .OnColumn("is_default")
            .Ascending();
        Create.Index("idx_models_user_id").OnTable("models").OnColumn("user_id").Ascending();
    }

    public override void Down()
    {
        Delete.Table("models");
        Delete.Table("connections");
        Delete.Table("users");
    }

    private void Users() =>
        Create
            .Table("users")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("users_pkey")
            .WithColumn("email")
            .AsString(255)
            .NotNullable()
            .WithColumn("hashed_password")
            .AsString(255)
            .NotNullable()
            .WithColumn("display_name")
            .AsString(100)
            .Nullable()
            .WithColumn("avatar_url")
            .AsString(500)
            .Nullable()
            .WithColumn("role")
            .AsString(20)
            .Nullable()
            .WithDefaultValue("user")
            .WithColumn("is_active")
            .AsBoolean()
            .Nullable()
            .WithDefaultValue(true)
            .WithColumn("settings")
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

    private void Connections() =>
        Create
            .Table("connections")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("connections_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .NotNullable()
            .ForeignKey("connections_user_id_fkey", "users", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("name")
            .AsString(100)
            .NotNullable()
            .WithColumn("driver")
            .AsString(20)
            .NotNullable()
            .WithColumn("host")
            .AsString(255)
            .Nullable()
            .WithColumn("port")
            .AsInt32()
            .Nullable()
            .WithColumn("username")
            .AsString(100)
            .Nullable()
            .WithColumn("password_encrypted")
            .AsString()
            .Nullable()
            .WithColumn("database_name")
            .AsString(100)
            .Nullable()
            .WithColumn("extra_options")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}")
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
            .WithDefaultNow();

    private void Models() =>
        Create
            .Table("models")
            .WithColumn("id")
            .AsGuid()
            .NotNullable()
            .WithDefault(SystemMethods.NewGuid)
            .PrimaryKey("models_pkey")
            .WithColumn("user_id")
            .AsGuid()
            .NotNullable()
            .ForeignKey("models_user_id_fkey", "users", "id")
            .OnDelete(Rule.Cascade)
            .WithColumn("name")
            .AsString(100)
            .NotNullable()
            .WithColumn("provider")
            .AsString(50)
            .NotNullable()
            .WithColumn("model_id")
            .AsString(100)
            .NotNullable()
            .WithColumn("base_url")
            .AsString(500)
            .Nullable()
            .WithColumn("api_key_encrypted")
            .AsString()
            .Nullable()
            .WithColumn("extra_options")
            .AsJsonb()
            .Nullable()
            .WithDefaultValue("{}")
            .WithColumn("is_default")
            .AsBoolean()
            .Nullable()
            .WithDefaultValue(false)
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
