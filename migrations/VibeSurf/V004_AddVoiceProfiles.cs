using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.VibeSurf;

[Migration(4, "add_voice_profiles")]
public sealed class V004_AddVoiceProfiles : VibeSurfMigration
{
    protected override string SqliteUp =>
        """
            CREATE TABLE voice_profiles (
                profile_id VARCHAR(36) NOT NULL,
                voice_profile_name VARCHAR(100) NOT NULL,
                voice_model_type VARCHAR(3) NOT NULL CHECK (voice_model_type IN ('asr', 'tts')),
                voice_model_name VARCHAR(100) NOT NULL,
                encrypted_api_key TEXT,
                voice_meta_params JSON,
                description TEXT,
                is_active BOOLEAN NOT NULL DEFAULT 1,
                created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                last_used_at DATETIME,
                PRIMARY KEY (profile_id),
                UNIQUE (voice_profile_name)
            );
            CREATE INDEX idx_voice_profiles_active ON voice_profiles (is_active);
            CREATE INDEX idx_voice_profiles_name ON voice_profiles (voice_profile_name);
            CREATE INDEX idx_voice_profiles_type ON voice_profiles (voice_model_type);
            CREATE TRIGGER update_voice_profiles_updated_at AFTER UPDATE ON voice_profiles FOR EACH ROW
            BEGIN
                UPDATE voice_profiles SET updated_at = CURRENT_TIMESTAMP WHERE profile_id = OLD.profile_id;
            END;
            """;

    protected override void PostgreSqlUp()
    {
        Create
            .Table("voice_profiles")
            .WithColumn("profile_id")
            .AsString(36)
            .NotNullable()
            .PrimaryKey("voice_profiles_pkey")
            .WithColumn("voice_profile_name")
            .AsString(100)
            .NotNullable()
            .WithColumn("voice_model_type")
            .AsString(3)
            .NotNullable()
            .WithColumn("voice_model_name")
            .AsString(100)
            .NotNullable()
            .WithColumn("encrypted_api_key")
            .AsString()
            .Nullable()
            .WithColumn("voice_meta_params")
            .AsJsonb()
            .Nullable()
            .WithColumn("description")
            .AsString()
            .Nullable()
            .WithColumn("is_active")
            .AsBoolean()
            .NotNullable()
            .WithDefaultValue(true)
            .WithColumn("created_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("updated_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("last_used_at")
            .AsDateTime()
            .Nullable();
        Create
            .UniqueConstraint("voice_profiles_voice_profile_name_key")
            .OnTable("voice_profiles")
            .Column("voice_profile_name");
        Create
            .CheckConstraint("voice_profiles_voice_model_type_check")
            .OnTable("voice_profiles")
            .Expression("voice_model_type IN ('asr', 'tts')");
        Create.Index("idx_voice_profiles_active").OnTable("voice_profiles").OnColumn("is_active").Ascending();
        Create.Index("idx_voice_profiles_name").OnTable("voice_profiles").OnColumn("voice_profile_name").Ascending();
        Create.Index("idx_voice_profiles_type").OnTable("voice_profiles").OnColumn("voice_model_type").Ascending();
        KeepUpdatedAt("voice_profiles");
    }

    protected override void GoBack()
    {
        Delete.Trigger("update_voice_profiles_updated_at").FromTable("voice_profiles");
        Delete.Table("voice_profiles");
    }
}
