namespace Provisioning.Authoring;

/// <summary>Names a version that a migration replaces, as <c>provision squash</c> writes it. A database that has run
/// all of them takes the migration as applied, and a new one runs the migration alone. FluentMigrator's own runner does
/// not know it.</summary>
/// <param name="version">The version; the migration's own is one of them.</param>
/// <param name="name">The name of the class that had it.</param>
/// <param name="checksums">What the ledger may have recorded of it. Without any it is not compared.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReplacesAttribute(long version, string name, params string[] checksums) : Attribute
{
    /// <summary>The version.</summary>
    public long Version { get; } = version;

    /// <summary>The name of the class that had it.</summary>
    public string Name { get; } = name;

    /// <summary>What the ledger may have recorded of it.</summary>
    public IReadOnlyList<string> Checksums { get; } = checksums;

    /// <summary>Whether a database may lack it, because an earlier migration of this kind replaced it.</summary>
    public bool IsOptional { get; init; }
}
