using Provisioning.Dialects;
using Provisioning.Differences;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>What a migration in place of others has to do.</summary>
public sealed class SquashStart
{
    internal SquashStart(LiveStructure before, VerifiedMoment made, Dialect dialect)
    {
        Up = StructureDifference.Between(before.Structure, made.Structure.Structure, dialect, []);
        Down = StructureDifference.Between(made.Structure.Structure, before.Structure, dialect, []);
        (Before, Made) = (before.Lines, made);
    }

    /// <summary>The changes of the structure, from an empty database.</summary>
    public IReadOnlyList<StructureChange> Up { get; }

    /// <summary>The changes back.</summary>
    public IReadOnlyList<StructureChange> Down { get; }

    /// <summary>The rows that the migrations insert, those first that others refer to.</summary>
    public IReadOnlyList<InsertRows> Rows { get; internal init; } = [];

    /// <summary>The statements that give roles what the migrations give them.</summary>
    public IReadOnlyList<string> Privileges { get; internal init; } = [];

    /// <summary>What exists after it.</summary>
    public DatabaseModel Model => Made.Structure.Model;

    /// <summary>All changes upwards in order: the rows come as soon as the tables are there, before triggers.</summary>
    public IEnumerable<StructureChange> All
    {
        get
        {
            var tables = 1 + Up.ToList().FindLastIndex(change => change.Meaning is CreateTable);
            return
            [
                .. Up.Take(tables),
                .. Rows.Select(rows => new StructureChange(rows, rows)),
                .. Up.Skip(tables),
                .. Privileges.Select(sql => new ExecuteSql(sql)).Select(sql => new StructureChange(sql, sql)),
            ];
        }
    }

    /// <summary>The structure before the migrations.</summary>
    internal IReadOnlyList<StructureLine> Before { get; }

    /// <summary>The database after the migrations.</summary>
    internal VerifiedMoment Made { get; }
}

/// <summary>What a migration in place of others does otherwise than they do.</summary>
/// <param name="Up">What they make, against what is there after it.</param>
/// <param name="Down">An empty database, against what is there after it was rolled back.</param>
/// <param name="Again">What they make, against what is there after it was applied once more.</param>
/// <param name="Newest">What all migrations make after the replaced ones, against what they make after it.</param>
public sealed record SquashProof(
    StructureComparison Up,
    StructureComparison Down,
    StructureComparison Again,
    StructureComparison Newest
)
{
    /// <summary>Other differences, a sentence each: rows, privileges, what a database with the replaced ones would run
    /// once more.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Whether it does all that they do.</summary>
    public bool IsWhole => Others.Count == 0 && Up.IsAlike && Down.IsAlike && Again.IsAlike && Newest.IsAlike;
}
