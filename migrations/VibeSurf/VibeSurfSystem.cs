using Provisioning.Authoring;
using Provisioning.Dialects;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Seeds.VibeSurf;
using Provisioning.Systems;

namespace Provisioning.Migrations.VibeSurf;

/// <summary>VibeSurf: browser agents with their profiles, tasks, files and schedules.</summary>
public sealed class VibeSurfSystem : DatabaseSystem
{
    public override string Name => "vibesurf";

    public override string Title => "VibeSurf";

    public override string Description => "Browser agents with their profiles, tasks, files and schedules";

    public override string Engine => "SQLite";

    public override MigrationCatalog Migrations { get; } =
        MigrationAssembly
            .FromAssembly(typeof(VibeSurfSystem).Assembly, typeof(VibeSurfSystem).Namespace)
            .After(new VibeSurfLedger());

    public override IReadOnlyList<Seeder> Seeders => [new VibeSurfSampleData()];

    public override string UrlVariable => "VIBESURF_DATABASE_URL";

    public override SqliteTypes SqliteTypes => SqliteTypes.Declared;

    public override ValueList<EncryptedColumn> EncryptedColumns { get; } =
    [
        new("llm_profiles", "encrypted_api_key", EncryptionScheme.FernetInBase64),
        new("voice_profiles", "encrypted_api_key", EncryptionScheme.FernetInBase64),
        new("credentials", "encrypted_value", EncryptionScheme.FernetInBase64),
    ];

    public override ReadOnlyMemory<byte>? MachineKey(string? machine = null) => VibeSurfMachine.Key(machine);

    public override BackupProfile Backup { get; } =
        new()
        {
            SecretTables = ["credentials"],
            SecretColumns = [new("llm_profiles", "encrypted_api_key"), new("voice_profiles", "encrypted_api_key")],
            Checks =
            [
                new("tasks by status", "SELECT status, count(*) FROM tasks GROUP BY status ORDER BY status"),
                new("default profiles", "SELECT count(*) FROM llm_profiles WHERE is_default"),
            ],
        };
}
