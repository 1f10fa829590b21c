using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

/// <summary>The operations that turn one structure into another of the same engine. Pure: it asks no
/// database.</summary>
/// <remarks>Views, triggers, policies and constraints that prevent a change are dropped before it and made
/// again after it. What no operation describes is done by SQL where there is SQL for it, and else left as it is:
/// compare the structures afterwards.</remarks>
public static class StructureDifference
{
    /// <summary>The operations, in the order in which they can be carried out.</summary>
    /// <param name="from">What exists before them.</param>
    /// <param name="to">What exists after them.</param>
    /// <param name="dialect">The engine's.</param>
    /// <param name="renames">What is renamed rather than dropped and made again; they come first.</param>
    /// <param name="canonical">What a server makes of expressions that the two may print otherwise.</param>
    public static IReadOnlyList<StructureChange> Between(
        StructureModel from,
        StructureModel to,
        Dialect dialect,
        IReadOnlyList<Rename> renames,
        IReadOnlyDictionary<StructureExpression, string>? canonical = null
    )
    {
        var changes = new ModelChanges(from.Model, dialect);
        foreach (var rename in renames)
        {
            changes.Add(rename.Operation);
        }

        var aligned = ExpressionAlignment.Of(
            to.Model,
            changes.Now,
            dialect,
            canonical ?? new Dictionary<StructureExpression, string>()
        );
        var others = new UnmodelledChanges(from.Beyond, to.Beyond, dialect, renames);
        new ModelDifference(aligned, changes, others, dialect).Run();
        return changes.All;
    }
}

/// <summary>One change of a structure.</summary>
/// <param name="Operation">The operation that makes it.</param>
/// <param name="Meaning">The one that says what exists afterwards: another one where the first is SQL.</param>
public sealed record StructureChange(Operation Operation, Operation Meaning);
