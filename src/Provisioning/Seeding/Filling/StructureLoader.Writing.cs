using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

// How the rows get into the tables: a trial first, then range by range.
public sealed partial class StructureLoader
{
    private const long TrialRows = 500;

    private readonly Lock _reporting = new();

    private async Task<FilledTable> FillAsync(Table table, CancellationToken token)
    {
        string? problem = null;
        var (count, ways) = (_counts[table.Name], Made(table).Ways);
        for (var way = _record.WayOf(table.Name) ?? 0; way < ways; way++)
        {
            var written = 0L;
            try
            {
                var formula = await FormulaAsync(table, way, count, [], token);
                if (formula.Count == 0)
                {
                    return new(table.Name, 0, problem ?? TooFew(0));
                }

                await TryAsync(table, formula, token);
                await StartAsync(table, way, formula.Count, token);
                await WriteAsync(table, formula, rows => Interlocked.Add(ref written, rows), token);
                _formulas[table.Name] = formula;
                return new(
                    table.Name,
                    formula.Count,
                    formula.Count == Asked(table) ? null : problem ?? TooFew(formula.Count)
                );
            }
            catch (StatementFailedException error)
            {
                problem ??= error.Reasons;
                if (written > 0)
                {
                    // What is there stays, and can be referred to.
                    _full.Add(table.Name);
                    return new(table.Name, written, error.Reasons) { IsStopped = true };
                }

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
            catch (ProvisioningException error) when (error is not ConnectionFailedException)
            {
                return new(table.Name, 0, error.Message);
            }
        }

        return new(table.Name, 0, problem);
    }

    private long Asked(Table table) =>
        options.Total is null && _record.Tables.Count == 0
            ? options.RowsOf.GetValueOrDefault(table.Name, options.Rows)
            : _counts[table.Name];

    // Some rows from all over the table, taken back: a check that was not understood, or a trigger that refuses a row,
    // is found now rather than after an hour.
    private async Task TryAsync(Table table, TableFormula formula, CancellationToken token)
    {
        if (formula.Count <= BatchRows || _record.WayOf(table.Name) is not null)
        {
            return;
        }

        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            var step = formula.HasOwnParents ? 1 : Math.Max(1, formula.Count / TrialRows);
            await session.WriteAsync(formula.Rows(0, TrialRows, step) with { IsNew = true }, null, token);
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private long BatchRows => _record.BatchRows > 0 ? _record.BatchRows : options.Batch;

    private async Task StartAsync(Table table, int way, long count, CancellationToken token)
    {
        if (_isRecorded && _record.WayOf(table.Name) is null)
        {
            await _record.StartAsync(table.Name, way, count, token);
        }
    }

    private async Task WriteAsync(Table table, TableFormula formula, Action<long> written, CancellationToken token)
    {
        var size = _isRecorded ? BatchRows : formula.Count;
        var ranges = new Queue<long>();
        var done = 0L;
        for (var first = 0L; first < formula.Count; first += size)
        {
            var rows = Math.Min(size, formula.Count - first);
            if (_record.IsDone(table.Name, first))
            {
                done += rows;
                written(rows);
            }
            else
            {
                ranges.Enqueue(first);
            }
        }

        var report = Reporting(table.Name, formula.Count, done);
        // A row that refers to one before it needs that committed.
        var writers =
            formula.HasOwnParents || session.TransactionIsLock
                ? 1
                : Math.Clamp(options.Writers, 1, Math.Max(1, ranges.Count));
        await ShareAsync(
            writers,
            async (writer, stop) =>
            {
                while (Next(ranges) is { } first)
                {
                    var rows = formula.Rows(first, size) with { IsNew = true };
                    await AddAsync(writer, rows, first, report, stop);
                    written(rows.Count);
                }
            },
            token
        );
        report(formula.Count, true);
    }

    private static long? Next(Queue<long> ranges)
    {
        lock (ranges)
        {
            return ranges.TryDequeue(out var first) ? first : null;
        }
    }

    private async Task AddAsync(
        DatabaseSession writer,
        RowSource rows,
        long first,
        Action<long, bool> report,
        CancellationToken token
    )
    {
        await writer.BeginAsync(TransactionOptions.Default, token);
        try
        {
            // Noted first: the server may still be committing the same range for a process that was killed, and the
            // note's key makes this one wait for that.
            if (!_isRecorded || await NoteAsync(writer, rows, first, token))
            {
                await writer.WriteAsync(rows, new RangeProgress(report), token);
                await writer.CommitAsync(token);
            }
        }
        finally
        {
            await writer.RollbackAsync();
        }
    }

    // False where another has added the range.
    private async Task<bool> NoteAsync(DatabaseSession writer, RowSource rows, long first, CancellationToken token)
    {
        try
        {
            await writer.ExecuteAsync([_record.Done(rows.Table, first, rows.Count)], token);
            return true;
        }
        catch (StatementFailedException error) when (error.IsUniqueViolation)
        {
            return false;
        }
    }

    // The first writer has the session that is open; the first failure ends them all.
    private async Task ShareAsync(
        int writers,
        Func<DatabaseSession, CancellationToken, Task> work,
        CancellationToken token
    )
    {
        if (writers == 1)
        {
            await work(session, token);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        async Task RunAsync(DatabaseSession? given)
        {
            DatabaseSession? opened = null;
            try
            {
                await work(given ?? (opened = await session.Database.OpenAsync(stop.Token)), stop.Token);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
            finally
            {
                if (opened is not null)
                {
                    await opened.DisposeAsync();
                }
            }
        }

        var all = Enumerable
            .Range(0, writers)
            .Select(at => Task.Run(() => RunAsync(at == 0 ? session : null), CancellationToken.None))
            .ToArray();
        await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        token.ThrowIfCancellationRequested();
        // The failure itself rather than what it cancelled.
        await (all.FirstOrDefault(task => task.IsFaulted) ?? Task.WhenAll(all));
    }

    private async Task FinishAsync(IReadOnlyList<ObjectName> tables, CancellationToken token)
    {
        foreach (var table in tables.Select(name => _model.Find(name)!))
        {
            await session.ExecuteAsync(session.Database.Dialect.FinishLoad(table), token);
        }

        if (_isRecorded)
        {
            await _record.DropAsync(token);
        }
    }

    // Adds up what several writers have done; each says how far it is in its own range.
    private Action<long, bool> Reporting(ObjectName table, long total, long done)
    {
        var all = done;
        progress?.Report(new(table, done, total));
        return (rows, isAbsolute) =>
        {
            lock (_reporting)
            {
                all = isAbsolute ? rows : all + rows;
                progress?.Report(new(table, all, total));
            }
        };
    }

    // Not System.Progress, which passes reports on to other threads and so out of order.
    private sealed class RangeProgress(Action<long, bool> report) : IProgress<long>
    {
        private long _last;

        public void Report(long value)
        {
            report(value - _last, false);
            _last = value;
        }
    }
}
