using System.Globalization;

namespace Provisioning.Transfer.Subsets;

/// <summary>The rows of a table that belong to a subset, in a temporary table: what tells each apart, and the round in
/// which it was found.</summary>
/// <param name="Identity">What tells the rows apart.</param>
/// <param name="Table">The table, quoted.</param>
/// <param name="Name">The temporary table.</param>
internal sealed record RowSet(RowIdentity Identity, string Table, string Name)
{
    /// <summary>Makes the temporary table.</summary>
    public string Create =>
        $"CREATE TEMP TABLE {Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..]} AS SELECT "
        + $"{Columns("")}, 0 AS found "
        + $"FROM {Table} WHERE 1 = 0";

    /// <summary>Removes it where it is there.</summary>
    public string Drop => $"DROP TABLE IF EXISTS {Name}";

    /// <summary>Whether a row of the table is one of them.</summary>
    public string Contains => $"({string.Join(", ", Identity.Columns)}) IN (SELECT {Keys("")} FROM {Name})";

    /// <summary>The columns that tell rows apart, named as those of the temporary table.</summary>
    /// <param name="prefix">What the table is called, with a point; empty for nothing.</param>
    public string Columns(string prefix) =>
        string.Join(", ", Identity.Columns.Select((column, at) => $"{prefix}{column} AS k{at}"));

    /// <summary>The columns of the temporary table that have them.</summary>
    /// <param name="prefix">What it is called, with a point; empty for nothing.</param>
    public string Keys(string prefix) => string.Join(", ", Identity.Columns.Select((_, at) => $"{prefix}k{at}"));

    /// <summary>Which rows of the temporary table and of the table are the same.</summary>
    public string Same(string set, string table) =>
        string.Join(" AND ", Identity.Columns.Select((column, at) => $"{table}.{column} = {set}.k{at}"));

    /// <summary>Adds rows that are not there yet.</summary>
    /// <param name="rows">A query of what tells them apart.</param>
    /// <param name="round">The round.</param>
    public string Add(string rows, int round) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"INSERT INTO {Name} SELECT {Keys("n.")}, {round} FROM ({rows} EXCEPT SELECT {Keys("")} FROM {Name}) n"
        );

    /// <summary>A query of the rows that a condition holds for.</summary>
    /// <param name="condition">The condition; null for none.</param>
    /// <param name="percent">How many of a hundred, evenly spread over an order; null for all.</param>
    /// <param name="order">The order.</param>
    public string All(string? condition, decimal? percent, string order)
    {
        // A comment at the end of the condition ends with its line.
        var where = condition is null ? "" : $" WHERE ({condition}\n)";
        if (percent is not { } share)
        {
            return $"SELECT {Columns("")} FROM {Table}{where}";
        }

        // Every so many rows one, from the first on: in whole numbers, which both engines divide alike.
        var part = (long)(share * 10_000);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {Keys("")} FROM (SELECT {Columns("")}, row_number() OVER (ORDER BY {order}) AS place "
                + $"FROM {Table}{where}) p "
                + $"WHERE (place - 1) * {part} % 1000000 < {part}"
        );
    }
}
