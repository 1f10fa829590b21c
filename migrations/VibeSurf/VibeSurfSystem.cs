using Provisioning.Authoring;
using Provisioning.Planning;
using Provisioning.Sqlite;

namespace Provisioning.Migrations.VibeSurf;

/// <summary>VibeSurf: browser agents with their profiles, tasks, files and schedules.</summary>
public sealed class VibeSurfSystem : DatabaseSystem
{
    public override string Name => "vibesurf";

    public override string Title => "VibeSurf";

    public override string Description => "Browser agents with their profiles, tasks, files and schedules";

    public override string Engine => "SQLite";

    public override MigrationCatalog Migrations { get; } =
        MigrationAssembly.FromAssembly(typeof(VibeSurfSystem).Assembly, typeof(VibeSurfSystem).Namespace).After(new VibeSurfLedger());

    public override SqliteTypes SqliteTypes => SqliteTypes.Declared;
}
