using System.Diagnostics;
using System.Globalization;
using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Data that is gone once an operation has run.</summary>
/// <param name="Kind">How much goes.</param>
/// <param name="Table">The table that it is in; null for <see cref="DataLossKind.Unknown"/>.</param>
/// <param name="Column">The column, with <see cref="DataLossKind.Column"/>; null otherwise.</param>
public sealed record DataLoss(DataLossKind Kind, ObjectName? Table = null, string? Column = null)
{
    /// <summary>How many rows the table has; null where they were not counted.</summary>
    public long? Rows { get; init; }

    /// <summary>What goes, as a question before it lists it: <c>drops table users</c>.</summary>
    public string Summary =>
        Kind switch
        {
            DataLossKind.Table => $"drops table {Table}{Counted}",
            DataLossKind.Column => $"drops column {Column} of {Table}{Counted}",
            DataLossKind.Rows => $"changes or deletes rows of {Table}",
            DataLossKind.Unknown => "runs SQL or code that may change any data",
            _ => throw new UnreachableException(Kind.ToString()),
        };

    private string Counted =>
        Rows is { } rows
            ? string.Create(CultureInfo.InvariantCulture, $" ({rows:N0} {(rows == 1 ? "row" : "rows")})")
            : "";
}

/// <summary>How much data goes.</summary>
public enum DataLossKind
{
    /// <summary>A table with all its rows.</summary>
    Table,

    /// <summary>A column with its values in all rows.</summary>
    Column,

    /// <summary>Rows of a table, or values in them that are overwritten or converted.</summary>
    Rows,

    /// <summary>Unknown: the operation is raw SQL or code.</summary>
    Unknown,
}
