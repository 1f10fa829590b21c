using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Seeding;

/// <summary>Adds a seeder's rows to a database, all of them or none.</summary>
/// <param name="session">The session to write through; no transaction may be open on it.</param>
/// <param name="progress">Receives each table's progress at its start, about every 10,000 rows and at its end; null for
/// none.</param>
/// <param name="isDryRun">Whether the rows are rolled back at the end, so that the report says what a run would
/// do.</param>
public sealed class SeedRunner(DatabaseSession session, IProgress<SeedProgress>? progress = null, bool isDryRun = false)
{
    /// <summary>Adds the rows in one transaction. Rows whose key is there already stay as they are, so a second run
    /// with the same options adds nothing. After a failure or a cancellation the database is unchanged.</summary>
    /// <exception cref="TablesMissingException">The database does not have the tables or columns yet. Nothing was
    /// written.</exception>
    /// <exception cref="StatementFailedException">The engine refused a row. Nothing was written.</exception>
    /// <exception cref="InvalidOperationException">A transaction is open on the session.</exception>
    public async Task<SeedReport> RunAsync(Seeder seeder, SeedOptions options, CancellationToken token)
    {
        if (session.Transaction is not null)
        {
            throw new InvalidOperationException(
                "A transaction is open on the session, and a seeder needs one of its own."
            );
        }

        var sources = seeder.Rows(options);
        EnsureTablesExist(seeder, sources);

        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            var tables = new List<SeededTable>(sources.Count);
            foreach (var source in sources)
            {
                tables.Add(await WriteAsync(source, token));
            }

            await (isDryRun ? session.RollbackAsync() : session.CommitAsync(token));
            return new(seeder.Name, options, tables.ToValueList());
        }
        catch
        {
            await session.RollbackAsync();
            throw;
        }
    }

    private void EnsureTablesExist(Seeder seeder, IReadOnlyList<RowSource> sources)
    {
        var live = session.LiveSchema;
        var missing = sources
            .SelectMany(source =>
                live.TableExists(source.Table)
                    ? source
                        .Columns.Where(column => !live.ColumnExists(source.Table, column.Name))
                        .Select(column => $"{source.Table}.{column.Name}")
                    : [source.Table.ToString()]
            )
            .Distinct(StringComparer.Ordinal)
            .ToValueList();
        if (missing.Count > 0)
        {
            throw new TablesMissingException(seeder.Name, session.Database.Name, missing);
        }
    }

    private async Task<SeededTable> WriteAsync(RowSource source, CancellationToken token)
    {
        progress?.Report(new(source.Table, 0, source.Count));
        var added = await session.WriteAsync(
            source,
            progress is null ? null : new TableProgress(progress, source),
            token
        );
        return new(source.Table, source.Count, added);
    }

    // Not System.Progress, which passes reports on to other threads and so out of order.
    private sealed class TableProgress(IProgress<SeedProgress> progress, RowSource source) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new(source.Table, value, source.Count));
    }
}
