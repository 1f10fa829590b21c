using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>The values of the operations on rows: those that are written, and those that rows are found by.</summary>
internal static class RowValues
{
    /// <summary>The same operation with each value changed. Operations on anything but rows stay as they are.</summary>
    public static Operation Map(Operation operation, Func<ObjectName, ColumnValue, ColumnValue> change)
    {
        return operation switch
        {
            InsertRows o => o with { Rows = [.. o.Rows.Select(row => Changed(o.Table, row))] },
            UpdateRows o => o with { Set = Changed(o.Table, o.Set), Where = Filter(o.Table, o.Where) },
            DeleteRows o => o with { Filters = [.. o.Filters.Select(filter => Filter(o.Table, filter))] },
            _ => operation,
        };

        ValueList<ColumnValue> Changed(ObjectName table, ValueList<ColumnValue> values) =>
            [.. values.Select(value => change(table, value))];

        RowFilter Filter(ObjectName table, RowFilter filter) =>
            filter is RowFilter.Matching matching ? new RowFilter.Matching(Changed(table, matching.Values)) : filter;
    }

    /// <summary>Whether one of the values is such.</summary>
    public static bool Any(Operation operation, Func<object?, bool> isSuch)
    {
        var found = false;
        Map(operation, (_, value) =>
        {
            found |= isSuch(value.Value);
            return value;
        });
        return found;
    }
}
