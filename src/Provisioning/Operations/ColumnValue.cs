using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>A column and the value that it gets or has in a row.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Value">A literal, null, an <see cref="SqlExpression"/>, or a <see cref="FunctionDefault"/> for a value
/// that the engine makes.</param>
public sealed record ColumnValue(string Column, object? Value)
{
    /// <summary>The same with the column spelled as the model spells it.</summary>
    public ColumnValue WithNames(ObjectName table, ModelNames names) =>
        this with
        {
            Column = names.Column(table, Column),
        };
}
