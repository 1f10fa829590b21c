using Provisioning.Authoring;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Systems;

namespace Provisioning.ScriptedSystem;

/// <summary>The migrations that a test asks for.</summary>
public sealed class ScriptedSystem : DatabaseSystem
{
    /// <summary>Fails where a test asks for it.</summary>
    public ScriptedSystem()
    {
        if (Settings.Fault == "system")
        {
            throw new InvalidOperationException("The system does not want to.");
        }
    }

    public override string Name => Environment.GetEnvironmentVariable("SCRIPTED_NAME") ?? "scripted";

    public override string Title => Name;

    public override string Description => "";

    public override string Engine => "any";

    public override MigrationCatalog Migrations =>
        new(
            MigrationAssembly
                .FromAssembly(
                    typeof(ScriptedSystem).Assembly,
                    Settings.Fault == "duplicate" ? null : typeof(Once.M1_Users).Namespace
                )
                .Migrations.Where(migration => Settings.Versions.Contains(migration.Version))
        );

    public override IReadOnlyList<SqlHook> Hooks =>
        Settings.Fault == "hooks" ? [new(HookMoment.BeforeRun, "CREATE TABLE hooked (n integer)")] : [];

    public override IReadOnlyList<Seeder> Seeders => [new Payments()];

    private sealed class Payments : Seeder
    {
        public override string Name => "sample-data";

        public override string Description => "A payment.";

        public override IReadOnlyList<RowSource> Rows(SeedOptions options) =>
            [new("payments", [new("id", new(ColumnKind.Int32))], ["id"], 1, (_, row) => row.Integer(7))];
    }
}
