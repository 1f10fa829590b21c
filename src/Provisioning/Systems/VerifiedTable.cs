using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>The rows of a table, to be compared with those of another moment without regard to their order.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Columns">The values of each column as text, the rows in one order; empty where there are too many rows
/// to be kept.</param>
internal sealed record VerifiedTable(long Count, IReadOnlyDictionary<string, IReadOnlyList<string?>> Columns)
{
    private const int Most = 10_000;

    private static readonly ColumnType AnyText = new(ColumnKind.String);

    /// <summary>Reads them.</summary>
    /// <exception cref="StatementFailedException">This role may not read the table.</exception>
    public static async Task<VerifiedTable> ReadAsync(DatabaseSession session, Table table, CancellationToken token)
    {
        var dialect = session.Database.Dialect;
        var names = table.Columns.Select(column => column.Name).ToList();
        var values = names.Select(name => $"CAST({Dialect.Quote(name)} AS {dialect.TypeName(AnyText)})");
        var rows = await session.QueryAsync(
            $"SELECT {string.Join(", ", values.DefaultIfEmpty("1"))} FROM {dialect.Quote(table.Name)} "
                + $"LIMIT {(Most + 1).ToString(CultureInfo.InvariantCulture)}",
            row => names.Select((_, at) => row.IsDBNull(at) ? null : row.GetString(at)).ToArray(),
            token
        );
        if (rows.Count <= Most)
        {
            return new(
                rows.Count,
                names
                    .Select((name, at) => (name, Values: (IReadOnlyList<string?>)[.. rows.Select(row => row[at])]))
                    .ToDictionary(column => column.name, column => column.Values, StringComparer.Ordinal)
            );
        }

        var counted = await RowCounts.ReadAsync(session, [table.Name], token);
        return new(counted[0].Rows, new Dictionary<string, IReadOnlyList<string?>>(StringComparer.Ordinal));
    }

    /// <summary>Whether both have the same rows, as far as those columns go.</summary>
    public bool IsSame(VerifiedTable other, IReadOnlyList<string> columns) =>
        Count == other.Count && Rows(columns).SequenceEqual(other.Rows(columns), StringComparer.Ordinal);

    /// <summary>The columns that both have.</summary>
    public IReadOnlyList<string> Shared(VerifiedTable other) => [.. Columns.Keys.Where(other.Columns.ContainsKey)];

    // NULL differs from every text.
    private IEnumerable<string> Rows(IReadOnlyList<string> columns) =>
        Enumerable
            .Range(0, columns.Count == 0 ? 0 : (int)Count)
            .Select(row =>
                string.Join('\u001F', columns.Select(name => Columns[name][row] is { } value ? $"={value}" : ""))
            )
            .Order(StringComparer.Ordinal);
}
