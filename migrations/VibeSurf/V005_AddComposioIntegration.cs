using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.VibeSurf;

[Migration(5, "add_composio_integration")]
public sealed class V005_AddComposioIntegration : VibeSurfMigration
{
    protected override string SqliteUp =>
        """
            CREATE TABLE composio_toolkits (
                id VARCHAR(36) NOT NULL,
                name VARCHAR(100) NOT NULL,
                slug VARCHAR(100) NOT NULL,
                description TEXT,
                logo TEXT,
                app_url TEXT,
                enabled BOOLEAN NOT NULL DEFAULT 0,
                tools TEXT,
                created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                PRIMARY KEY (id),
                UNIQUE (slug)
            );
            CREATE INDEX idx_composio_toolkits_enabled ON composio_toolkits (enabled);
            CREATE INDEX idx_composio_toolkits_name ON composio_toolkits (name);
            CREATE INDEX idx_composio_toolkits_slug ON composio_toolkits (slug);
            CREATE TRIGGER update_composio_toolkits_updated_at AFTER UPDATE ON composio_toolkits FOR EACH ROW
            BEGIN
                UPDATE composio_toolkits SET updated_at = CURRENT_TIMESTAMP WHERE id = OLD.id;
            END;
            """;

    protected override void PostgreSqlUp()
    {
        Create
            .Table("composio_toolkits")
            .WithColumn("id")
            .AsString(36)
            .NotNullable()
            .PrimaryKey("composio_toolkits_pkey")
            .WithColumn("name")
            .AsString(100)
            .NotNullable()
            .WithColumn("slug")
            .AsString(100)
            .NotNullable()
            .WithColumn("description")
            .AsString()
            .Nullable()
            .WithColumn("logo")
            .AsString()
            .Nullable()
            .WithColumn("app_url")
            .AsString()
            .Nullable()
            .WithColumn("enabled")
            .AsBoolean()
            .NotNullable()
            .WithDefaultValue(false)
            .WithColumn("tools")
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
        Create.UniqueConstraint("composio_toolkits_slug_key").OnTable("composio_toolkits").Column("slug");
        Create.Index("idx_composio_toolkits_enabled").OnTable("composio_toolkits").OnColumn("enabled").Ascending();
        Create.Index("idx_composio_toolkits_name").OnTable("composio_toolkits").OnColumn("name").Ascending();
        Create.Index("idx_composio_toolkits_slug").OnTable("composio_toolkits").OnColumn("slug").Ascending();
        KeepUpdatedAt("composio_toolkits");
    }

    protected override void GoBack()
    {
        Delete.Trigger("update_composio_toolkits_updated_at").FromTable("composio_toolkits");
        Delete.Table("composio_toolkits");
    }
}
