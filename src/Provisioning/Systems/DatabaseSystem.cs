using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding;

namespace Provisioning.Systems;

/// <summary>A database that an application expects: its migrations and what else is known of it. Derive one for your
/// own.</summary>
public abstract class DatabaseSystem
{
    /// <summary>The name in commands, lower case: <c>towow</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The name for people: <c>ToWow</c>.</summary>
    public abstract string Title { get; }

    /// <summary>What the application is, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>The engine that the application itself runs on, as text.</summary>
    public abstract string Engine { get; }

    /// <summary>Its versions. Reads attributes only; no migration is instantiated.</summary>
    public abstract MigrationCatalog Migrations { get; }

    /// <summary>What fills it with sample data, in the order in which it is best run. Default: none.</summary>
    public virtual IReadOnlyList<Seeder> Seeders => [];

    /// <summary>The references to rows of one of several tables that its columns hold: rows made from the structure
    /// have them, and <c>seed --check</c> looks at them. Default: none.</summary>
    public virtual ValueList<PolymorphicReference> PolymorphicReferences => [];

    /// <summary>An environment variable of the application's own that holds the URL of its database and comes before
    /// <c>DATABASE_URL</c>. Default: null, it has none.</summary>
    public virtual string? UrlVariable => null;

    /// <summary>How its columns are declared on SQLite.</summary>
    public virtual SqliteTypes SqliteTypes => SqliteTypes.Declared;

    /// <summary>What a platform puts into a database before the first migration, and the migrations rely on. Default:
    /// null, nothing.</summary>
    public virtual HostingPlatform? Platform => null;

    /// <summary>Its roles on a PostgreSQL server. Default: its name with <c>_app</c> and with
    /// <c>_migrate</c>.</summary>
    public virtual SystemRoles Roles => new($"{Name}_app", $"{Name}_migrate");

    /// <summary>The columns whose values the application encrypts. Default: none.</summary>
    public virtual ValueList<EncryptedColumn> EncryptedColumns => [];

    /// <summary>The 32 bytes of the key that the application derives from the machine that it runs on. Default: null,
    /// it derives none.</summary>
    /// <param name="machine">What it knows the machine by; null for the one that this runs on.</param>
    public virtual ReadOnlyMemory<byte>? MachineKey(string? machine = null) => null;

    /// <summary>SQL that <c>provision</c> runs before and after runs and migrations. Default: none.</summary>
    public virtual IReadOnlyList<SqlHook> Hooks => [];

    /// <summary>How long rows are kept, where not for ever. Default: all for ever.</summary>
    public virtual ValueList<RetentionRule> Retention => [];

    /// <summary>Which of its data is secret, and which queries check its backups. Default: nothing.</summary>
    public virtual BackupProfile Backup => BackupProfile.Default;
}
