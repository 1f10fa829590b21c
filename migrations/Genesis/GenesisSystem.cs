using Provisioning.Authoring;
using Provisioning.Planning;
using Provisioning.Sqlite;

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

    public override SqliteTypes SqliteTypes => SqliteTypes.Declared;
}
