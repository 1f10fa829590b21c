using Provisioning.Administration.Statistics;
using Provisioning.Dialects;
using Provisioning.Linting;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Page;

/// <summary>What a page shows.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Of">What it is of, for people: <c>migrations</c>, <c>version 3</c>, a database's place.</param>
/// <param name="Dialect">The engine's.</param>
/// <param name="Structure">The structure.</param>
internal sealed record PageSubject(string Title, string Of, Dialect Dialect, StructureModel Structure)
{
    /// <summary>The system; null where the database is of none that is known.</summary>
    public DatabaseSystem? System { get; init; }

    /// <summary>The migrations that made it, as far as they are known.</summary>
    public SchemaHistory? History { get; init; }

    /// <summary>What a database's ledger says of each version; empty without one.</summary>
    public IReadOnlyDictionary<long, AppliedVersion> Applied { get; init; } = new Dictionary<long, AppliedVersion>();

    /// <summary>What is the matter with the migrations.</summary>
    public IReadOnlyList<LintFinding> Findings { get; init; } = [];

    /// <summary>Tables that are to be looked at together.</summary>
    public IReadOnlyList<PageView> Views { get; init; } = [];

    /// <summary>How large its tables are, and how much its indexes are used; null where it is of no live
    /// database.</summary>
    public DatabaseUse? Use { get; init; }
}

/// <summary>What a ledger says of a version.</summary>
/// <param name="Name">The migration's name; null where another tool applied it.</param>
/// <param name="At">When it was applied, UTC; null where that is not known.</param>
/// <param name="By">Who applied it; null where that is not known.</param>
/// <param name="DurationMs">How long it took; null where that is not known.</param>
/// <param name="Sql">What ran; null where that was not kept.</param>
internal sealed record AppliedVersion(string? Name, DateTime? At, string? By, long? DurationMs, string? Sql);
