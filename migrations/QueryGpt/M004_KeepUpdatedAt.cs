using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.QueryGpt;

[Migration(4, "keep updated_at")]
public sealed class M004_KeepUpdatedAt : AutoReversingMigration
{
    public override void Up()
    {
        foreach (var table in new[] { "users", "connections", "models", "conversations", "prompts" })
        {
            Create.Trigger($"{table}_touch_updated_at").OnTable(table).Touching("updated_at");
        }
    }
}
