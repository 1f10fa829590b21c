using Provisioning.Authoring;
using Provisioning.Dialects;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding;
using Provisioning.Seeds.QueryGpt;
using Provisioning.Systems;

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

    public override IReadOnlyList<Seeder> Seeders => [new QueryGptSampleData()];

    public override SqliteTypes SqliteTypes => SqliteTypes.Declared;

    public override ValueList<EncryptedColumn> EncryptedColumns { get; } =
    [
        new("connections", "password_encrypted", EncryptionScheme.Fernet),
        new("models", "api_key_encrypted", EncryptionScheme.Fernet),
    ];

    public override ValueList<RetentionRule> Retention { get; } =
    [
        new("audit-logs", "audit_logs", "created_at", TimeSpan.FromDays(90)),
        new("refresh-tokens", "refresh_tokens", "expires_at", TimeSpan.FromDays(7)),
    ];

    public override BackupProfile Backup { get; } =
        new()
        {
            SecretTables = ["refresh_tokens"],
            SecretColumns =
            [
                new("users", "hashed_password", "!"),
                new("connections", "password_encrypted"),
                new("models", "api_key_encrypted"),
            ],
            Checks =
            [
                new(
                    "conversations by status",
                    "SELECT status, count(*) FROM conversations GROUP BY status ORDER BY status"
                ),
                new("messages by role", "SELECT role, count(*) FROM messages GROUP BY role ORDER BY role"),
                new(
                    "messages without conversation",
                    "SELECT count(*) FROM messages m LEFT JOIN conversations c ON c.id = m.conversation_id WHERE c.id "
                        + "IS NULL"
                ),
            ],
        };
}
