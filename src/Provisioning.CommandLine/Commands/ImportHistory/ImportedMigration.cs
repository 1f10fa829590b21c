namespace Provisioning.CommandLine.Commands.ImportHistory;

/// <summary>A migration of another tool, read from its files.</summary>
/// <param name="Key">What the tool knows it by: <c>1.10</c>, <c>20240101120000</c>; of a repeatable one its
/// name.</param>
/// <param name="Title">What it does, as the file's name says it.</param>
/// <param name="File">The file, for people.</param>
/// <param name="Up">The SQL that applies it.</param>
internal sealed record ImportedMigration(string Key, string Title, string File, string Up)
{
    /// <summary>The SQL that rolls it back; null where there is none.</summary>
    public string? Down { get; init; }

    /// <summary>Whether its file says that it runs outside a transaction.</summary>
    public bool IsOutsideTransaction { get; init; }

    /// <summary>Whether it runs again whenever it changes, and has no version.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Its version here; null until it has one.</summary>
    public long? Version { get; init; }
}

/// <summary>The migrations of a folder.</summary>
/// <param name="Migrations">The migrations, the lowest version first, the repeatable ones last.</param>
/// <param name="LeftOut">What was left out and why, a sentence each without its full stop.</param>
internal sealed record ImportedHistory(IReadOnlyList<ImportedMigration> Migrations, IReadOnlyList<string> LeftOut)
{
    /// <summary>Whether versions are their places among the others, and not the tool's own.</summary>
    public bool IsRenumbered { get; init; }
}
