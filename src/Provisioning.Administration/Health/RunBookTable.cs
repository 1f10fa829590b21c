using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Administration.Health;

/// <summary>The answer to a question of the run-book: rows under named columns.</summary>
/// <param name="Name">The report's name: <c>sizes</c>.</param>
/// <param name="Columns">The columns. What ends in <c>_bytes</c> or <c>_ms</c> is a number of those, in <c>_s</c> of
/// seconds.</param>
/// <param name="Rows">The rows: text, whole numbers, fractions, moments as text, true and false, null.</param>
public sealed record RunBookTable(string Name, ValueList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>Reads a row, its values in order. Passwords in the text of a query are masked.</summary>
    public static IReadOnlyList<object?> Row(DbDataReader row)
    {
        var values = new object?[row.FieldCount];
        for (var at = 0; at < values.Length; at++)
        {
            values[at] =
                row.IsDBNull(at) ? null
                : row.GetValue(at) is string text ? QueryText.Masked(text)
                : row.GetValue(at);
        }

        return values;
    }
}

/// <summary>A question of the run-book in an engine's SQL.</summary>
/// <param name="Name">The report's name: <c>sizes</c>.</param>
/// <param name="Columns">What the query's columns are called.</param>
/// <param name="Sql">The query; <c>@p0</c> stands for how many rows to answer with at the most.</param>
public sealed record RunBookQuery(string Name, ValueList<string> Columns, string Sql);

/// <summary>A report that this engine, or this server, has nothing to answer from.</summary>
public sealed class ReportNotAvailableException(string message) : ProvisioningException(message);
