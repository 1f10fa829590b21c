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

    /// <summary>What the engine makes of all rows; null where it makes nothing of them.</summary>
    public string? Digest { get; init; }

    /// <summary>Reads those of several tables; of those whose digest is that of earlier rows, these.</summary>
    /// <param name="session">The database.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="earlier">What was read before; null for nothing.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="StatementFailedException">This role may not read a table.</exception>
    public static async Task<IReadOnlyDictionary<ObjectName, VerifiedTable>> ReadAsync(
        DatabaseSession session,
        IReadOnlyList<Table> tables,
        IReadOnlyDictionary<ObjectName, VerifiedTable>? earlier,
        CancellationToken token
    )
    {
        var digests = await DigestsAsync(session, tables, token);
        var read = new Dictionary<ObjectName, VerifiedTable>();
        foreach (var table in tables)
        {
            var digest = digests.GetValueOrDefault(table.Name);
            var was = digest is null ? null : earlier?.GetValueOrDefault(table.Name);
            read[table.Name] =
                was is not null && was.Digest == digest && was.Has(table)
                    ? was
                    : await ReadAsync(session, table, token) with
                    {
                        Digest = digest,
                    };
        }

        return read;
    }

    private static async Task<IReadOnlyDictionary<ObjectName, string>> DigestsAsync(
        DatabaseSession session,
        IReadOnlyList<Table> tables,
        CancellationToken token
    )
    {
        const int AtOnce = 100;
        var dialect = session.Database.Dialect;
        var found = new Dictionary<ObjectName, string>();
        foreach (var some in tables.Select(table => table.Name).Chunk(AtOnce))
        {
            string[] queries =
            [
                .. some.Select((name, at) => (Sql: dialect.RowDigest(name), at))
                    .Where(one => one.Sql is not null)
                    .Select(one => string.Create(CultureInfo.InvariantCulture, $"SELECT {one.at}, ({one.Sql})")),
            ];
            var rows =
                queries.Length == 0
                    ? []
                    : await session.QueryAsync(
                        string.Join(" UNION ALL ", queries),
                        row => (At: row.GetInt32(0), Digest: row.GetString(1)),
                        token
                    );
            foreach (var (at, digest) in rows)
            {
                found[some[at]] = digest;
            }
        }

        return found;
    }

    // Where there are too many rows to be kept, none of its columns is.
    private bool Has(Table table) =>
        Columns.Count == 0
        || Columns.Keys.SequenceEqual(table.Columns.Select(column => column.Name), StringComparer.Ordinal);

    private static async Task<VerifiedTable> ReadAsync(DatabaseSession session, Table table, CancellationToken token)
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
