using Provisioning.Authoring;
using Provisioning.Dialects;
using Provisioning.Planning;
using Provisioning.Seeding;
using Provisioning.Seeds.Genesis;
using Provisioning.Systems;

namespace Provisioning.Migrations.Genesis;

/// <summary>Genesis AI App: chats with language models, and what they cost and lead to.</summary>
public sealed class GenesisSystem : DatabaseSystem
{
    public override string Name => "genesis";

    public override string Title => "Genesis AI App";

    public override string Description => "Chats with language models, and what they cost and lead to";

    public override string Engine => "PostgreSQL";

    public override MigrationCatalog Migrations { get; } =
        MigrationAssembly.FromAssembly(typeof(GenesisSystem).Assembly, typeof(GenesisSystem).Namespace);

    public override IReadOnlyList<Seeder> Seeders => [new GenesisSampleData()];

    public override SqliteTypes SqliteTypes => SqliteTypes.Declared;

    public override BackupProfile Backup { get; } =
        new()
        {
            SecretColumns = [new("users", "password_hash", "!")],
            Checks =
            [
                new("configuration", "SELECT count(*) FROM system_config"),
                new("messages by role", "SELECT role, count(*) FROM chat_messages GROUP BY role ORDER BY role"),
                new(
                    "calls by provider",
                    "SELECT provider, count(*) FROM llm_calls GROUP BY provider ORDER BY provider"
                ),
            ],
        };
}
