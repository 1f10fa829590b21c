using Provisioning.Authoring;
using Provisioning.Planning;
using Provisioning.Sqlite;

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

    public override SqliteTypes SqliteTypes => SqliteTypes.Declared;
}
