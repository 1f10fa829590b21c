using Provisioning.Schema;

namespace Provisioning.Databases;

/// <summary>A table with the names of its columns.</summary>
/// <param name="Name">Its name; without a schema where that is the one that the session is about.</param>
/// <param name="Columns">Its columns, in their order.</param>
public sealed record TableColumns(ObjectName Name, ValueList<string> Columns)
{
    /// <summary>The tables of rows that each name a table and a column of it.</summary>
    internal static IReadOnlyList<TableColumns> Of(IEnumerable<(ObjectName Table, string Column)> rows) =>
        [.. rows.GroupBy(row => row.Table, row => row.Column).Select(group => new TableColumns(group.Key, [.. group]))];
}
