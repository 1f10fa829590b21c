using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Ledger;

/// <summary>What the table of applied versions is called. By default as FluentMigrator has it: <c>VersionInfo</c> in
/// the default schema.</summary>
public sealed record VersionTable
{
    /// <summary>The schema; null for the default one. SQLite has none, so that it counts on PostgreSQL only.</summary>
    public string? Schema { get; init; }

    /// <summary>The table.</summary>
    public string Table { get; init; } = "VersionInfo";

    /// <summary>The column of the version.</summary>
    public string Version { get; init; } = "Version";

    /// <summary>The column that says when the version was applied, UTC.</summary>
    public string AppliedOn { get; init; } = "AppliedOn";

    /// <summary>The column that says what the version is.</summary>
    public string Description { get; init; } = "Description";

    /// <summary>The index that keeps versions apart, or the primary key.</summary>
    public string UniqueIndex { get; init; } = "UC_Version";

    /// <summary>Whether the version is the primary key; by default it has an index of its own.</summary>
    public bool HasPrimaryKey { get; init; }

    /// <summary>Whether the schema is made with the table where it is missing.</summary>
    public bool OwnsSchema { get; init; } = true;

    /// <summary>Who kept the versions before there was a table of applied versions; null for none.</summary>
    public ForeignLedger? Predecessor { get; init; }

    /// <summary>The migrations that replace versions that it may have; none by default.</summary>
    public Replacements Replacements { get; init; } = Replacements.None;

    /// <summary>The table, as the engine knows it.</summary>
    public ObjectName NameOn(Dialect dialect) => new(SchemaOn(dialect), Table);

    /// <summary>Our own table beside it: <c>provisioning_ledger</c>, with the other's name appended where that is not
    /// <c>VersionInfo</c>, so that several sets of migrations in one database keep apart.</summary>
    public ObjectName LedgerOn(Dialect dialect) =>
        new(SchemaOn(dialect), Table == "VersionInfo" ? "provisioning_ledger" : $"provisioning_ledger_{Table}");

    /// <summary>The table of everything that was run: <c>provisioning_history</c>, with the other's name appended in
    /// the same way.</summary>
    public ObjectName HistoryOn(Dialect dialect) =>
        new(SchemaOn(dialect), Table == "VersionInfo" ? "provisioning_history" : $"provisioning_history_{Table}");

    /// <summary>The table of what the database remembers of how its migrations are run, <c>provisioning_settings</c>,
    /// with the other's name appended in the same way.</summary>
    public ObjectName SettingsOn(Dialect dialect) =>
        new(SchemaOn(dialect), Table == "VersionInfo" ? "provisioning_settings" : $"provisioning_settings_{Table}");

    /// <summary>The table of a load of made-up rows that is not finished, <c>provisioning_seed</c>.</summary>
    public ObjectName SeedOn(Dialect dialect) => new(SchemaOn(dialect), "provisioning_seed");

    /// <summary>All tables of our own in a database, as the engine knows them. They alone are left out where users'
    /// tables are meant; no other name and no prefix is reserved.</summary>
    public ValueList<ObjectName> OwnOn(Dialect dialect) =>
        [NameOn(dialect), LedgerOn(dialect), HistoryOn(dialect), SettingsOn(dialect), SeedOn(dialect)];

    /// <summary>The schema, as the engine knows it; null for the default one.</summary>
    public string? SchemaOn(Dialect dialect) => dialect.HasSchemas && Schema is { Length: > 0 } ? Schema : null;
}
