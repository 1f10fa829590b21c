using Provisioning.Authoring;
using Provisioning.Dialects;
using Provisioning.Planning;
using Provisioning.Seeding;
using Provisioning.Seeds.Nova;
using Provisioning.Systems;

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

    public override IReadOnlyList<Seeder> Seeders => [new NovaSampleData()];

    public override SqliteTypes SqliteTypes => SqliteTypes.Declared;

    public override HostingPlatform Platform { get; } =
        new(
            "auth",
            [
                "auth",
                "extensions",
                "graphql",
                "graphql_public",
                "realtime",
                "storage",
                "supabase_functions",
                "supabase_migrations",
                "vault",
            ],
            [
                "CREATE SCHEMA auth",
                "CREATE TABLE auth.users (id uuid PRIMARY KEY)",
                "CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid'",
            ]
        )
        {
            Objects = ["publication supabase_realtime"],
        };

    public override BackupProfile Backup { get; } =
        new()
        {
            Checks =
            [
                new("projects by status", "SELECT status, count(*) FROM projects GROUP BY status ORDER BY status"),
                new("messages by type", "SELECT type, count(*) FROM messages GROUP BY type ORDER BY type"),
                new(
                    "contents without artifact",
                    "SELECT count(*) FROM artifact_contents c LEFT JOIN artifacts a ON a.id = c.artifact_id WHERE "
                        + "a.id IS NULL"
                ),
            ],
        };
}
