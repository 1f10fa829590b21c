using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>What sets triggers off.</summary>
/// <param name="Table">The table whose rows are written.</param>
/// <param name="Event">How they are.</param>
internal sealed record TriggerCause(ObjectName Table, TriggerEvent Event)
{
    /// <summary>The one that goes with a loss; none where no row is written one by one.</summary>
    public static IEnumerable<TriggerCause> Of(DataLoss loss) =>
        (loss.Kind, loss.Table) switch
        {
            (DataLossKind.Deleted, { } table) => [new(table, TriggerEvent.Delete)],
            (DataLossKind.Rows, { } table) => [new(table, TriggerEvent.Update)],
            _ => [],
        };
}
