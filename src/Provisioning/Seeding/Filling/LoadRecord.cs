using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>What a load remembers in the database while it runs, so that it can be continued: what it was asked for,
/// how many rows each table gets, and the ranges of rows that are there, each noted in the transaction that added
/// them. It is dropped at the end.</summary>
/// <param name="session">The session to read and write through.</param>
/// <param name="name">The table.</param>
internal sealed class LoadRecord(DatabaseSession session, ObjectName name)
{
    private const string Seed = "seed";
    private const string Generator = "generator";
    private const string Structure = "structure";
    private const string Batch = "batch";
    private const string Edges = "edges";
    private const string Like = "like";
    private const string Table = "table";
    private const string Way = "way";
    private const string Range = "range";

    private readonly Dictionary<string, long> _way = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _begun = new(StringComparer.Ordinal);
    private readonly HashSet<(string Table, long First)> _done = [];

    /// <summary>The tables of the load and how many rows each gets, by name.</summary>
    public Dictionary<string, long> Tables { get; } = new(StringComparer.Ordinal);

    /// <summary>How many rows a range has.</summary>
    public long BatchRows { get; private set; }

    private string Quoted => session.Database.Dialect.Quote(name);

    /// <summary>Whether a load was interrupted here.</summary>
    public async Task<bool> ExistsAsync(CancellationToken token) =>
        (await session.FindTablesAsync(token, name)).Count > 0;

    /// <summary>Begins a record.</summary>
    public async Task BeginAsync(
        LoadOptions options,
        long structure,
        IEnumerable<KeyValuePair<ObjectName, long>> tables,
        CancellationToken token
    )
    {
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await session.ExecuteAsync(
                [
                    new(
                        $"CREATE TABLE {Quoted} (\"what\" text NOT NULL, \"name\" text NOT NULL, "
                            + "\"first\" bigint NOT NULL, \"rows\" bigint NOT NULL, "
                            + "PRIMARY KEY (\"what\", \"name\", \"first\"))"
                    ),
                    Noted(Seed, "", 0, options.Seed),
                    Noted(Generator, "", 0, LoadOptions.Generator),
                    Noted(Structure, "", 0, structure),
                    Noted(Batch, "", 0, options.Batch),
                    Noted(Edges, "", 0, options.Edges),
                    Noted(Like, "", 0, TableShape.Fingerprint(options.Like)),
                    .. tables.Select(table => Noted(Table, $"{table.Key}", 0, table.Value)),
                ],
                token
            );
            await session.CommitAsync(token);
        }
        finally
        {
            await session.RollbackAsync();
        }

        BatchRows = options.Batch;
    }

    /// <summary>Reads what an interrupted load has left.</summary>
    /// <exception cref="ProvisioningException">It was of another seed number, generator or structure.</exception>
    public async Task ReadAsync(LoadOptions options, long structure, CancellationToken token)
    {
        var found = await session.QueryAsync(
            $"SELECT \"what\", \"name\", \"first\", \"rows\" FROM {Quoted}",
            row => (What: row.GetString(0), Name: row.GetString(1), First: row.GetInt64(2), Rows: row.GetInt64(3)),
            token
        );
        foreach (
            var (what, now, title) in new[]
            {
                (Seed, options.Seed, "seed number"),
                (Generator, LoadOptions.Generator, "generator version"),
                (Edges, options.Edges, "share of edge values in 10,000"),
                (Structure, structure, "structure"),
                (Like, TableShape.Fingerprint(options.Like), "statistics"),
            }
        )
        {
            if (found.FirstOrDefault(row => row.What == what) is { What: not null } was && was.Rows != now)
            {
                throw new ProvisioningException(
                    what is Structure
                        ? $"The load that was interrupted in {session.Database.Location} was of another structure: "
                            + $"tables were changed since. Drop {name} to keep the rows that are there and forget the "
                            + "rest."
                    : what is Like
                        ? $"The load that was interrupted in {session.Database.Location} was like other statistics. "
                            + $"Continue it with the same file for --like, or drop {name} to keep the rows that are "
                            + "there and forget the rest."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"The load that was interrupted in {session.Database.Location} has {title} {was.Rows}, "
                            + $"not {now}. Continue it with the same, or drop {name} to keep the rows that are "
                            + $"there and forget the rest."
                    )
                );
            }
        }

        foreach (var row in found)
        {
            switch (row.What)
            {
                case Table:
                    Tables[row.Name] = row.Rows;
                    break;
                case Way:
                    _way[row.Name] = row.First;
                    _begun[row.Name] = row.Rows;
                    break;
                case Range:
                    _done.Add((row.Name, row.First));
                    break;
                case Batch:
                    BatchRows = row.Rows;
                    break;
            }
        }

        foreach (var (table, rows) in _begun)
        {
            Tables[table] = rows;
        }
    }

    /// <summary>Which way the checks of a table are satisfied; null where it was not begun.</summary>
    public int? WayOf(ObjectName table) => _way.TryGetValue($"{table}", out var way) ? (int)way : null;

    /// <summary>Whether the rows from a number on are there.</summary>
    public bool IsDone(ObjectName table, long first) => _done.Contains(($"{table}", first));

    /// <summary>Notes that a table is begun, in place of an earlier note.</summary>
    public Task StartAsync(ObjectName table, int way, long rows, CancellationToken token)
    {
        var dialect = session.Database.Dialect;
        var delete = $"DELETE FROM {Quoted} WHERE \"what\" = {dialect.Literal(Way)} AND \"name\" = ";
        return session.ExecuteAsync(
            [new($"{delete}{dialect.Literal($"{table}")}"), Noted(Way, $"{table}", way, rows)],
            token
        );
    }

    /// <summary>The statement that notes a range, for the transaction that adds it.</summary>
    public SqlStatement Done(ObjectName table, long first, long rows) => Noted(Range, $"{table}", first, rows);

    /// <summary>Ends the record.</summary>
    public Task DropAsync(CancellationToken token) => session.ExecuteAsync($"DROP TABLE {Quoted}", token);

    private SqlStatement Noted(string what, string of, long first, long rows)
    {
        var dialect = session.Database.Dialect;
        return new(
            $"INSERT INTO {Quoted} VALUES ({dialect.Literal(what)}, {dialect.Literal(of)}, {dialect.Literal(first)}, "
                + $"{dialect.Literal(rows)})"
        );
    }
}
