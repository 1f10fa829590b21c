using Provisioning.Authoring;
using Provisioning.Planning;
using Provisioning.Sqlite;

namespace Provisioning.Migrations.Nova;

/// <summary>Nova: authors write with assistants, on Supabase.</summary>
public sealed class NovaSystem : DatabaseSystem
{
    public override string Name => "nova";

    public override string Title => "Nova";

    public override string Description => "Authors write with assistants";

    public override string Engine => "PostgreSQL 17 (Supabase)";

    public override MigrationCatalog Migrations { get; } =
        MigrationAssembly.FromAssembly(typeof(NovaSystem).Assembly, typeof(NovaSystem).Namespace);

    public override SqliteTypes SqliteTypes => SqliteTypes.Declared;
}
