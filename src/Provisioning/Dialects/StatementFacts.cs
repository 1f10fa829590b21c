using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>What a statement does to relations that exist already: which it locks, which it rewrites, which it reads
/// in full.</summary>
public sealed record StatementFacts
{
    /// <summary>Nothing is known.</summary>
    public static StatementFacts Unknown { get; } = new();

    /// <summary>Where the facts come from.</summary>
    public FactBasis Basis { get; init; }

    /// <summary>Every relation that it locks, with the strongest mode, in the order of their names. A lock on an index
    /// is listed where it is stronger than the one on its table.</summary>
    public ValueList<TableLock> Locks { get; init; } = [];

    /// <summary>The relations whose rows are all rewritten, the indexes of a table with it.</summary>
    public ValueList<ObjectName> Rewrites { get; init; } = [];

    /// <summary>The tables whose rows are all read.</summary>
    public ValueList<ObjectName> Scans { get; init; } = [];
}

/// <summary>Where a fact comes from.</summary>
public enum FactBasis
{
    /// <summary>Nowhere: it is not known.</summary>
    Unknown,

    /// <summary>A table of statements that were measured.</summary>
    Table,

    /// <summary>The statement was run in a copy of the structure, and watched.</summary>
    Observed,
}

/// <summary>A lock on a relation.</summary>
/// <param name="Table">The table, or another relation by <see cref="Kind"/>.</param>
/// <param name="Mode">How much it keeps others out.</param>
public sealed record TableLock(ObjectName Table, LockMode Mode)
{
    /// <summary>What kind of relation it is.</summary>
    public RelationKind Kind { get; init; }

    /// <summary>Whether others who read it wait.</summary>
    public bool BlocksReads => Mode is LockMode.AccessExclusive;

    /// <summary>Whether others who write it wait.</summary>
    public bool BlocksWrites => Mode >= LockMode.Share;

    /// <summary>Whether it has to wait for one who holds the other mode on the same relation.</summary>
    public bool WaitsFor(LockMode held) =>
        Mode switch
        {
            LockMode.AccessShare => held is LockMode.AccessExclusive,
            LockMode.RowShare => held >= LockMode.Exclusive,
            LockMode.RowExclusive => held >= LockMode.Share,
            LockMode.ShareUpdateExclusive => held >= LockMode.ShareUpdateExclusive,
            LockMode.Share => held is LockMode.RowExclusive or LockMode.ShareUpdateExclusive or > LockMode.Share,
            LockMode.ShareRowExclusive => held >= LockMode.RowExclusive,
            LockMode.Exclusive => held >= LockMode.RowShare,
            _ => true,
        };
}

/// <summary>The kinds of relation that can be locked.</summary>
public enum RelationKind
{
    /// <summary>A table, partitioned or not.</summary>
    Table,

    /// <summary>An index.</summary>
    Index,

    /// <summary>A sequence.</summary>
    Sequence,

    /// <summary>A view, materialized or not.</summary>
    View,

    /// <summary>A type with attributes.</summary>
    Type,
}

/// <summary>How much a lock keeps others out, the weakest first. PostgreSQL's names; see its manual, 13.3.1.</summary>
public enum LockMode
{
    /// <summary>Others read and write. What SELECT takes.</summary>
    AccessShare,

    /// <summary>Others read and write. What SELECT FOR UPDATE takes, and a foreign key on the table that it refers
    /// to.</summary>
    RowShare,

    /// <summary>Others read and write. What INSERT, UPDATE and DELETE take.</summary>
    RowExclusive,

    /// <summary>Others read and write; no second one like it: VACUUM and another change of the structure
    /// wait.</summary>
    ShareUpdateExclusive,

    /// <summary>Others read; who writes waits.</summary>
    Share,

    /// <summary>Others read; who writes waits; no second one like it.</summary>
    ShareRowExclusive,

    /// <summary>Others read, without locking rows; who writes waits.</summary>
    Exclusive,

    /// <summary>Others wait, readers too.</summary>
    AccessExclusive,
}

/// <summary>What there is when a statement runs, for <see cref="Dialect.Facts"/>.</summary>
/// <param name="Model">The structure before it.</param>
public sealed record Surroundings(DatabaseModel Model)
{
    /// <summary>The partitions of each table, and the tables that inherit from it; only those next below.</summary>
    public IReadOnlyDictionary<ObjectName, ValueList<ObjectName>> Children { get; init; } =
        new Dictionary<ObjectName, ValueList<ObjectName>>();

    /// <summary>The domains, and whether values of each are tested; null where that is not known.</summary>
    public IReadOnlyDictionary<ObjectName, bool>? Domains { get; init; }

    /// <summary>The tables whose rows are in their partitions.</summary>
    public IReadOnlySet<ObjectName> Partitioned { get; init; } = new HashSet<ObjectName>();

    /// <summary>The partitions that take the rows that no other does.</summary>
    public IReadOnlySet<ObjectName> DefaultPartitions { get; init; } = new HashSet<ObjectName>();

    /// <summary>The same with the domains of a live PostgreSQL database.</summary>
    public Surroundings With(UnmodelledStructure beyond) =>
        this with
        {
            Domains = beyond
                .Parts.Where(part => part.Kind == "domain")
                .GroupBy(part => part.Name)
                .ToDictionary(domain => domain.Key, domain => domain.Any(IsTest)),
        };

    private static bool IsTest(UnmodelledPart domain) =>
        domain.Text.StartsWith("constraint ", StringComparison.Ordinal)
        || domain.Text.Contains(" NOT NULL", StringComparison.Ordinal);
}
