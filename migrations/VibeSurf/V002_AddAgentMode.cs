using FluentMigrator;

namespace Provisioning.Migrations.VibeSurf;

[Migration(2, "add_agent_mode")]
public sealed class V002_AddAgentMode : VibeSurfMigration
{
    protected override string SqliteUp => "ALTER TABLE tasks ADD COLUMN agent_mode VARCHAR(50) DEFAULT 'thinking'";

    protected override void PostgreSqlUp() =>
        Create.Column("agent_mode").OnTable("tasks").AsString(50).Nullable().WithDefaultValue("thinking");

    protected override void GoBack() => Delete.Column("agent_mode").FromTable("tasks");
}
