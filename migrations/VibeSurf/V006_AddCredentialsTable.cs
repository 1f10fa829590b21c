using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.VibeSurf;

[Migration(6, "add_credentials_table")]
public sealed class V006_AddCredentialsTable : VibeSurfMigration
{
    protected override string SqliteUp =>
        """
            CREATE TABLE credentials (
                id VARCHAR(36) PRIMARY KEY,
                key_name VARCHAR(100) NOT NULL,
                encrypted_value TEXT,
                description TEXT,
                created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                UNIQUE (key_name)
            );
            CREATE INDEX idx_credentials_key_name ON credentials (key_name);
            CREATE TRIGGER update_credentials_updated_at AFTER UPDATE ON credentials FOR EACH ROW
            BEGIN
                UPDATE credentials SET updated_at = CURRENT_TIMESTAMP WHERE id = OLD.id;
            END;
            """;

    protected override void PostgreSqlUp()
    {
        Create
            .Table("credentials")
            .WithColumn("id")
            .AsString(36)
            .NotNullable()
            .PrimaryKey("credentials_pkey")
            .WithColumn("key_name")
            .AsString(100)
            .NotNullable()
            .WithColumn("encrypted_value")
            .AsString()
            .Nullable()
            .WithColumn("description")
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
        Create.UniqueConstraint("credentials_key_name_key").OnTable("credentials").Column("key_name");
        Create.Index("idx_credentials_key_name").OnTable("credentials").OnColumn("key_name").Ascending();
        KeepUpdatedAt("credentials");
    }

    protected override void GoBack()
    {
        Delete.Trigger("update_credentials_updated_at").FromTable("credentials");
        Delete.Table("credentials");
    }
}
