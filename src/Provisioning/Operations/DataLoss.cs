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
    /// <summary>How many rows the table has, or how many of them are deleted; null where they were not
    /// counted.</summary>
    public long? Rows { get; init; }

    /// <summary>The statement of raw SQL that takes more than it names; null for any other loss.</summary>
    public string? Sql { get; init; }

    /// <summary>What goes, as a question before it lists it: <c>drops table users</c>.</summary>
    public string Summary =>
        Kind switch
        {
            DataLossKind.Table => $"drops table {Table}{Counted}",
            DataLossKind.Column => $"drops column {Column} of {Table}{Counted}",
            DataLossKind.Rows => $"changes rows of {Table}",
            DataLossKind.Deleted => Rows is { } rows
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"deletes {rows:N0} {(rows == 1 ? "row" : "rows")} of {Table}"
                )
                : $"deletes rows of {Table}",
            DataLossKind.Unknown when Sql is not null => $"runs {Sql}, which takes what depends on it",
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

    /// <summary>Values in rows of a table, which are overwritten or converted.</summary>
    Rows,

    /// <summary>Rows of a table.</summary>
    Deleted,

    /// <summary>Unknown: the operation is raw SQL or code.</summary>
    Unknown,
}
