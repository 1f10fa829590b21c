using Provisioning.Authoring;
using Provisioning.Planning;
using Provisioning.Sqlite;

namespace Provisioning.Migrations.QueryGpt;

/// <summary>QueryGPT: people ask databases of theirs questions in words.</summary>
public sealed class QueryGptSystem : DatabaseSystem
{
    public override string Name => "querygpt";

    public override string Title => "QueryGPT";

    public override string Description => "People ask databases of theirs questions in words";

    public override string Engine => "PostgreSQL";

    public override MigrationCatalog Migrations { get; } =
        MigrationAssembly.FromAssembly(typeof(QueryGptSystem).Assembly, typeof(QueryGptSystem).Namespace);

    public override SqliteTypes SqliteTypes => SqliteTypes.Declared;
}
