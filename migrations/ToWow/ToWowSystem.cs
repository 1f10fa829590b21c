using Provisioning.Authoring;
using Provisioning.Dialects;
using Provisioning.Planning;
using Provisioning.Seeding;
using Provisioning.Seeds.ToWow;
using Provisioning.Systems;

namespace Provisioning.Migrations.ToWow;

/// <summary>ToWow: agents answer demands and work on them together in channels.</summary>
public sealed class ToWowSystem : DatabaseSystem
{
    public override string Name => "towow";

    public override string Title => "ToWow";

    public override string Description => "Agents answer demands and work on them together";

    public override string Engine => "PostgreSQL 15 or later";

    public override MigrationCatalog Migrations { get; } =
        MigrationAssembly.FromAssembly(typeof(ToWowSystem).Assembly, typeof(ToWowSystem).Namespace);

    public override IReadOnlyList<Seeder> Seeders => [new ToWowSampleData(), new ToWowMockAgents()];

    public override SqliteTypes SqliteTypes => SqliteTypes.Declared;

    public override BackupProfile Backup { get; } =
        new()
        {
            Checks =
            [
                new(
                    "agents by type",
                    "SELECT agent_type, count(*) FROM agent_profiles GROUP BY agent_type ORDER BY agent_type"
                ),
                new("demands by status", "SELECT status, count(*) FROM demands GROUP BY status ORDER BY status"),
                new(
                    "responses without demand",
                    "SELECT count(*) FROM agent_responses r LEFT JOIN demands d ON d.id = r.demand_id WHERE d.id IS "
                        + "NULL"
                ),
            ],
        };
}
