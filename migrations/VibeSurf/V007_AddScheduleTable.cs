using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.VibeSurf;

[Migration(7, "add_schedule_table")]
public sealed class V007_AddScheduleTable : VibeSurfMigration
{
    protected override string SqliteUp =>
        """
            CREATE TABLE schedules (
                id VARCHAR(36) PRIMARY KEY,
                flow_id VARCHAR(36) NOT NULL,
                cron_expression VARCHAR(100),
                is_enabled BOOLEAN NOT NULL DEFAULT 1,
                description TEXT,
                last_execution_at DATETIME,
                next_execution_at DATETIME,
                execution_count BIGINT NOT NULL DEFAULT 0,
                created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
                UNIQUE (flow_id)
            );
            CREATE INDEX idx_schedules_cron ON schedules (cron_expression);
            CREATE INDEX idx_schedules_enabled ON schedules (is_enabled);
            CREATE INDEX idx_schedules_flow_id ON schedules (flow_id);
            CREATE INDEX idx_schedules_next_execution ON schedules (next_execution_at);
            CREATE TRIGGER update_schedules_updated_at AFTER UPDATE ON schedules FOR EACH ROW
            BEGIN
                UPDATE schedules SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
            END;
            """;

    protected override void PostgreSqlUp()
    {
        Create
            .Table("schedules")
            .WithColumn("id")
            .AsString(36)
            .NotNullable()
            .PrimaryKey("schedules_pkey")
            .WithColumn("flow_id")
            .AsString(36)
            .NotNullable()
            .WithColumn("cron_expression")
            .AsString(100)
            .Nullable()
            .WithColumn("is_enabled")
            .AsBoolean()
            .NotNullable()
            .WithDefaultValue(true)
            .WithColumn("description")
            .AsString()
            .Nullable()
            .WithColumn("last_execution_at")
            .AsDateTime()
            .Nullable()
            .WithColumn("next_execution_at")
            .AsDateTime()
            .Nullable()
            .WithColumn("execution_count")
            .AsInt64()
            .NotNullable()
            .WithDefaultValue(0)
            .WithColumn("created_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("updated_at")
            .AsDateTime()
            .NotNullable()
            .WithDefault(SystemMethods.CurrentUTCDateTime);
        Create.UniqueConstraint("schedules_flow_id_key").OnTable("schedules").Column("flow_id");
        Create.Index("idx_schedules_cron").OnTable("schedules").OnColumn("cron_expression").Ascending();
        Create.Index("idx_schedules_enabled").OnTable("schedules").OnColumn("is_enabled").Ascending();
        Create.Index("idx_schedules_flow_id").OnTable("schedules").OnColumn("flow_id").Ascending();
        Create.Index("idx_schedules_next_execution").OnTable("schedules").OnColumn("next_execution_at").Ascending();
        KeepUpdatedAt("schedules");
    }

    protected override void GoBack()
    {
        Delete.Trigger("update_schedules_updated_at").FromTable("schedules");
        Delete.Table("schedules");
    }
}
