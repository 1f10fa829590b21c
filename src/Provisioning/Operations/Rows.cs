using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>A column and the value it takes or has. The value is a literal, null, an <see cref="SqlExpression"/>, or a
/// <see cref="FunctionDefault"/> for what the engine makes.</summary>
public sealed record ColumnValue(string Column, object? Value);

/// <summary>Which rows an operation is about.</summary>
public abstract record RowFilter
{
    /// <summary>Every row.</summary>
    public sealed record All : RowFilter;

    /// <summary>Rows whose columns have all these values.</summary>
    public sealed record Matching(ValueList<ColumnValue> Values) : RowFilter;

    /// <summary>Rows for which an SQL condition is true.</summary>
    public sealed record Sql(string Condition) : RowFilter;
}

/// <summary>Inserts rows, one after the other.</summary>
public sealed record InsertRows(ObjectName Table, ValueList<ValueList<ColumnValue>> Rows) : Operation
{
    /// <summary>What an explicit value of an identity column means, PostgreSQL only.</summary>
    public IdentityOverride Overriding { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse =>
        // A row of nothing but defaults cannot be told from others.
        Rows.Any(row => row.Count == 0) ? null : new DeleteRows(Table, Rows.Reverse().Select(row => (RowFilter)new RowFilter.Matching(row)).ToValueList())
        {
            WereInserted = true,
            Overriding = Overriding,
        };

    /// <inheritdoc />
    public override string Summary => $"insert {Rows.Count} row{(Rows.Count == 1 ? "" : "s")} into {Table}";
}

/// <summary>What an explicit value of an identity column means.</summary>
public enum IdentityOverride
{
    /// <summary>What the column says.</summary>
    None,

    /// <summary>It is taken even where the column is GENERATED ALWAYS.</summary>
    SystemValue,

    /// <summary>It is passed over, and the engine numbers the row.</summary>
    UserValue,
}

/// <summary>Deletes rows, filter by filter.</summary>
public sealed record DeleteRows(ObjectName Table, ValueList<RowFilter> Filters) : Operation
{
    /// <summary>Whether the filters hold whole rows, so that inserting them brings back what was there.</summary>
    public bool WereInserted { get; init; }

    /// <summary>The override that inserting them again needs.</summary>
    public IdentityOverride Overriding { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse =>
        WereInserted && Filters.All(filter => filter is RowFilter.Matching)
            ? new InsertRows(Table, Filters.Reverse().Select(filter => ((RowFilter.Matching)filter).Values).ToValueList())
            {
                Overriding = Overriding,
            }
            : null;

    /// <inheritdoc />
    public override string Summary => $"delete rows of {Table}";
}

/// <summary>Changes rows.</summary>
/// <param name="Table">The table.</param>
/// <param name="Set">The new values; a column without a name carries a whole SQL fragment as its value.</param>
/// <param name="Where">Which rows.</param>
public sealed record UpdateRows(ObjectName Table, ValueList<ColumnValue> Set, RowFilter Where) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override string Summary => $"update rows of {Table}";
}
