using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>Fills the empty tables of a database with rows made from its structure alone.</summary>
/// <param name="session">The session to write through; no transaction may be open on it.</param>
/// <param name="options">How tables are filled.</param>
/// <param name="progress">Receives each table's progress; null for none.</param>
public sealed class StructureFiller(
    DatabaseSession session,
    FillOptions options,
    IProgress<SeedProgress>? progress = null
)
{
    // So many rows of a table that refers to itself are roots.
    private const long RowsPerRoot = 100;

    private readonly ParentRows _parents = new(session);

    /// <summary>Fills every table that has no rows, a transaction for each.</summary>
    /// <param name="model">The structure.</param>
    /// <param name="beyond">What it has beyond, domains among it.</param>
    /// <param name="token">Cancels the operation; tables that are full stay so.</param>
    /// <returns>The tables that were empty.</returns>
    public Task<IReadOnlyList<FilledTable>> RunAsync(
        DatabaseModel model,
        UnmodelledStructure beyond,
        CancellationToken token
    ) => RunAsync(new FutureStructure(model, beyond, []), new Dictionary<ObjectName, long>(), token);

    /// <summary>The same, with rows that fit what becomes of the structure.</summary>
    /// <param name="future">The structure, and what becomes of it.</param>
    /// <param name="more">Tables that get rows though they have some, with how many of ours they have.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>The tables that got rows or have none.</returns>
    internal async Task<IReadOnlyList<FilledTable>> RunAsync(
        FutureStructure future,
        IReadOnlyDictionary<ObjectName, long> more,
        CancellationToken token
    )
    {
        var tables = future.Now.Tables;
        var full = new HashSet<ObjectName>();
        foreach (var name in tables.Keys)
        {
            if (await HasRowsAsync(name, token))
            {
                full.Add(name);
            }
        }

        var (bounds, spans) = (new PartitionBounds(future.Beyond), new Spans(future.Beyond));
        var order = FillOrder.Of(
            tables
                .Values.Where(table => !full.Contains(table.Name) || more.ContainsKey(table.Name))
                .Where(table => table.Name.Schema is not { } schema || !options.LeftOut.Contains(schema))
                .Select(table => spans.With(bounds.With(future.Of(table)))),
            full.Contains
        );
        var filled = new List<FilledTable>();
        foreach (var table in order.Tables)
        {
            var found = order.Circles.TryGetValue(table.Name, out var circle)
                ? new(table.Name, 0, $"its foreign keys are a circle of columns that are NOT NULL: {circle}")
                : await FillAsync(
                    new(
                        table,
                        new(table, future.Types, options)
                        {
                            Later = future.LaterTypes(table.Name),
                            Spans = [.. spans.Of(table)],
                        },
                        future,
                        order,
                        more.GetValueOrDefault(table.Name)
                    ),
                    token
                );
            if (found.Rows > 0 || !full.Contains(table.Name))
            {
                filled.Add(found);
            }
        }

        return filled;
    }

    private async Task<bool> HasRowsAsync(ObjectName table, CancellationToken token)
    {
        var sql = $"SELECT 1 FROM {session.Database.Dialect.Quote(table)} LIMIT 1";
        return (await session.QueryAsync(sql, _ => true, token)).Count > 0;
    }

    private async Task<FilledTable> FillAsync(Turn turn, CancellationToken token)
    {
        string? problem = null;
        for (var (way, count) = (0, options.Rows); way < turn.Fill.Ways; way++)
        {
            try
            {
                var rows = await AddAsync(turn, way, count, token);
                return new(
                    turn.Name,
                    rows,
                    rows == options.Rows
                        ? null
                        : problem ?? (rows == 0 ? "no two rows of it can differ" : "no more rows of it can differ")
                );
            }
            catch (StatementFailedException error)
            {
                problem ??= error.Reasons;
                if (error.IsUniqueViolation && count > 1)
                {
                    // One row is better than none.
                    (way, count) = (way - 1, 1);
                }
                else if (!error.IsCheckViolation)
                {
                    break;
                }
            }
            catch (ProvisioningException error)
            {
                return new(turn.Name, 0, error.Message);
            }
        }

        return new(turn.Name, 0, problem);
    }

    private async Task<long> AddAsync(Turn turn, int way, long count, CancellationToken token)
    {
        progress?.Report(new(turn.Name, 0, options.Rows));
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            var isTree = turn.First == 0 && turn.Table.ForeignKeys.Any(turn.IsTree);
            var roots = isTree ? Math.Max(1, count / RowsPerRoot) : count;
            var added = await WriteAsync(turn, way, turn.First, roots, token);
            if (added == roots && count > roots)
            {
                added += await WriteAsync(turn, way, turn.First + roots, count - roots, token);
            }

            await session.CommitAsync(token);
            return added;
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private async Task<long> WriteAsync(Turn turn, int way, long first, long count, CancellationToken token)
    {
        var parents = new Dictionary<ForeignKey, ParentKeys>();
        foreach (var key in turn.Table.ForeignKeys.Where(key => key.References != turn.Name || turn.IsTree(key)))
        {
            var isNull = turn.Order.LeftNull.Contains((turn.Name, key)) || (key.References == turn.Name && first == 0);
            parents[key] =
                !isNull && turn.Future.Now.Find(key.References) is { } parent
                    ? ParentKeys.Of(await _parents.ReadAsync(parent, key.ReferencedColumns, token))
                    : ParentKeys.None;
        }

        var rows = turn.Fill.Formula(parents, way, first + count).Rows(first, count);
        return rows.Count == 0 ? 0 : await session.WriteAsync(rows, Forwarded(turn.Name, first), token);
    }

    private TableProgress? Forwarded(ObjectName table, long first) =>
        progress is null ? null : new TableProgress(progress, table, first, options.Rows);

    // Not System.Progress, which passes reports on to other threads and so out of order.
    private sealed class TableProgress(IProgress<SeedProgress> progress, ObjectName table, long first, long total)
        : IProgress<long>
    {
        public void Report(long value) => progress.Report(new(table, first + value, total));
    }

    // A table whose turn it is.
    private sealed record Turn(Table Table, TableFill Fill, FutureStructure Future, FillOrder Order, long First)
    {
        public ObjectName Name => Table.Name;

        // Rows of it refer to rows before them, the first to none.
        public bool IsTree(ForeignKey key) => key.References == Name && FillOrder.MayBeNull(Table, key);
    }
}
