using FluentMigrator;
using Provisioning.Authoring;

namespace Provisioning.Migrations.ToWow;

[Migration(4, "keep updated_at")]
public sealed class M004_KeepUpdatedAt : AutoReversingMigration
{
    public override void Up()
    {
        foreach (var table in new[] { "agent_profiles", "demands", "collaboration_channels", "agent_responses" })
        {
            Create.Trigger($"{table}_touch_updated_at").OnTable(table).Touching("updated_at");
        }
    }
}
