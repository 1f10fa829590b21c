namespace Provisioning.Linting;

/// <summary>How much a finding matters, least first.</summary>
public enum Severity
{
    /// <summary>Advice.</summary>
    Note,

    /// <summary>It stops traffic for a moment, may fail with the data there, or breaks a running application.</summary>
    Warning,

    /// <summary>It fails for certain, or stops traffic in proportion to the size of a table.</summary>
    Error,
}

/// <summary>What a rule is about.</summary>
public enum RuleGroup
{
    /// <summary>Columns that are added or changed.</summary>
    Columns,

    /// <summary>Keys, checks and domains.</summary>
    Constraints,

    /// <summary>Indexes.</summary>
    Indexes,

    /// <summary>Partitions, views, triggers, sequences, policies.</summary>
    Relations,

    /// <summary>Locks that are waited for and held, transactions, and what cannot be read.</summary>
    Transactions,

    /// <summary>Applications that run while a migration does, or are older than it.</summary>
    Applications,

    /// <summary>Rows that are changed or lost.</summary>
    Data,

    /// <summary>What was designed so that it hurts later.</summary>
    Design,
}

/// <summary>Where a rule means something.</summary>
public enum RuleScope
{
    /// <summary>On every engine.</summary>
    Everywhere,

    /// <summary>Where statements lock single tables: PostgreSQL.</summary>
    TableLocks,

    /// <summary>Where the whole database has one writer: SQLite.</summary>
    OneWriter,
}

/// <summary>A rule about migrations: what it finds and why, and how to do the same safely.</summary>
/// <param name="Id">What suppressions and machine formats know it by: <c>L13</c>. It never changes.</param>
/// <param name="Name">The name for people: <c>set-not-null-scan</c>.</param>
/// <param name="Group">What it is about.</param>
/// <param name="Severity">How much its findings matter, where the size of a table does not decide.</param>
/// <param name="Summary">What it finds, in a sentence.</param>
public sealed record LintRule(string Id, string Name, RuleGroup Group, Severity Severity, string Summary)
{
    /// <summary>What goes wrong.</summary>
    public required string Why { get; init; }

    /// <summary>What the statement locks, rewrites and reads, as measured on PostgreSQL 15; null where that is not the
    /// point.</summary>
    public string? Lock { get; init; }

    /// <summary>How to do it safely.</summary>
    public required string Safe { get; init; }

    /// <summary>When it does not fire, although one might think so; null where there is nothing to say.</summary>
    public string? Silent { get; init; }

    /// <summary>What it means on SQLite.</summary>
    public string Sqlite { get; init; } = "The same.";

    /// <summary>Where it means something.</summary>
    public RuleScope Scope { get; init; }

    /// <summary>Whether the size of a table decides how much a finding matters, and whether there is one.</summary>
    public bool IsSized { get; init; }

    /// <summary>Whether it only runs where it is asked for by its id.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Id and name: <c>L13 set-not-null-scan</c>.</summary>
    public override string ToString() => $"{Id} {Name}";
}
