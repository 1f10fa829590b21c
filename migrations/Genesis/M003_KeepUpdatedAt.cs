using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.Genesis;

[Migration(3, "keep updated_at")]
public sealed class M003_KeepUpdatedAt : AutoReversingMigration
{
    public override void Up()
    {
        foreach (var table in new[] { "users", "user_sessions", "chat_sessions", "system_config" })
        {
            Create.Trigger($"update_{table}_updated_at").OnTable(table).Touching("updated_at");
        }
    }
}
