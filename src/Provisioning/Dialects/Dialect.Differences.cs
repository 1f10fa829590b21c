using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

// SQL for the difference of two structures that no operation has. An engine that lacks the thing has none.
public abstract partial class Dialect
{
    /// <summary>Whether an operation writes all rows of a table again, as far as that is known.</summary>
    internal bool Rewrites(Operation operation, DatabaseModel before) =>
        Render(operation, before).Any(statement => Facts(statement, new(before)).Rewrites.Count > 0);

    /// <summary>The change of a column, with its values converted where the engine has to be asked to.</summary>
    internal virtual Operation Converting(AlterColumn change) => change;

    /// <summary>The change of a type that lists its values, where some go or change their places.</summary>
    internal virtual IEnumerable<Operation> Changing(ObjectName type, ValueList<string> values, DatabaseModel now) =>
        [];

    /// <summary>The change of a sequence, which goes on counting.</summary>
    internal virtual IEnumerable<Operation> Changing(Sequence sequence) => [];

    /// <summary>The description of a table or of a column.</summary>
    internal virtual IEnumerable<Operation> Describing(ObjectName table, string? column, string? description) => [];

    /// <summary>The sequence whose next number an expression is, as it names it; null for none.</summary>
    internal virtual string? SequenceIn(string expression) => null;

    /// <summary>Makes the sequence that a column is to count by.</summary>
    internal virtual IEnumerable<Operation> Counting(string sequence, Column column) => [];

    /// <summary>Has the sequence go with the column.</summary>
    internal virtual IEnumerable<Operation> Owning(string sequence, ObjectName table, string column) => [];

    /// <summary>Drops the sequence that a column counted by.</summary>
    internal virtual IEnumerable<Operation> NoLongerCounting(string sequence) => [];

    /// <summary>Creates a trigger. An inspector gives the whole SQL of one that the dialect did not make.</summary>
    internal virtual Operation Creating(ObjectName table, Trigger trigger) =>
        IsWhole(trigger) ? new ExecuteSql(trigger.Body!) : new CreateTrigger(table, trigger);

    /// <summary>Drops it.</summary>
    internal virtual Operation Dropping(ObjectName table, Trigger trigger) =>
        new DropTrigger(table, trigger.Name) { Was = trigger };

    /// <summary>The SQL that makes what no operation describes; null for none.</summary>
    internal virtual string? Making(UnmodelledPart part, DatabaseModel model) =>
        part.Text.StartsWith("CREATE ", StringComparison.Ordinal) ? part.Text : null;

    /// <summary>The SQL that takes it away; null for none.</summary>
    internal virtual string? Undoing(UnmodelledPart part, DatabaseModel model) => null;

    /// <summary>The SQL that makes the exclusion constraint that an index belongs to.</summary>
    internal virtual string Excluding(ObjectName table, Schema.Index index, UnmodelledPart constraint) =>
        throw new NotSupportedException($"{Name} has no exclusion constraints.");

    /// <summary>The index with the collations that are known beside the model.</summary>
    internal virtual Schema.Index Collated(Schema.Index index, IEnumerable<UnmodelledPart> parts) => index;

    /// <summary>Whether a trigger's body is all of its SQL.</summary>
    private protected static bool IsWhole(Trigger trigger) =>
        trigger.Body?.TrimStart().StartsWith("CREATE ", StringComparison.OrdinalIgnoreCase) is true;
}
