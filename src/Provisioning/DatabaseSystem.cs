using Provisioning.Planning;
using Provisioning.Sqlite;

namespace Provisioning;

/// <summary>A database that an application expects: its migrations and what else is known of it. An invitation: derive one for your own.</summary>
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

    /// <summary>How its columns are declared on SQLite.</summary>
    public virtual SqliteTypes SqliteTypes => SqliteTypes.Declared;
}
