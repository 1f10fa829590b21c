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

    /// <summary>The statement of raw SQL that takes more than it names, or the code whose effect is not known; null for
    /// any other loss.</summary>
    public string? Sql { get; init; }

    /// <summary>The trigger that a statement sets off and that may do it: <c>audit of users</c>; null where the
    /// statement itself does.</summary>
    public string? Trigger { get; init; }

    /// <summary>What goes, as a question before it lists it: <c>drops table users</c>.</summary>
    public string Summary =>
        Kind switch
        {
            DataLossKind.Rows when Trigger is not null => $"may change rows of {Table} by trigger {Trigger}",
            DataLossKind.Deleted when Trigger is not null => $"may delete rows of {Table} by trigger {Trigger}",
            DataLossKind.Table => $"drops table {Table}{Counted}",
            DataLossKind.Column => $"drops column {Column} of {Table}{Counted}",
            DataLossKind.Rows => $"changes {Number} of {Table}",
            DataLossKind.Deleted => $"deletes {Number} of {Table}",
            DataLossKind.Code => $"runs {Sql}, and what that changes is not known",
            DataLossKind.Unknown when Sql is not null => $"runs {Sql}, which takes what depends on it",
            DataLossKind.Unknown => "runs SQL or code that may change any data",
            _ => throw new UnreachableException(Kind.ToString()),
        };

    private string Number =>
        Rows is { } rows
            ? string.Create(CultureInfo.InvariantCulture, $"{rows:N0} {(rows == 1 ? "row" : "rows")}")
            : "rows";

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

    /// <summary>Whatever a program changes that no text shows: code of a migration, a procedure, SQL that is put
    /// together as it runs.</summary>
    Code,
}
