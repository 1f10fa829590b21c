using System.Text;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Schema;

namespace Provisioning.Seeding;

/// <summary>Deletes what seeders have added: the rows with the keys that they make, and nothing else.</summary>
/// <param name="session">The session to write through; no transaction may be open on it.</param>
/// <param name="versions">What the table of applied versions is called.</param>
/// <param name="isDryRun">Whether the deletion is rolled back at the end, so that the report says what a run would
/// do.</param>
public sealed class SeedCleaner(DatabaseSession session, VersionTable versions, bool isDryRun = false)
{
    private const int Batch = 500;

    /// <summary>Deletes the rows in one transaction, the tables in the reverse of the order in which they were
    /// filled.</summary>
    /// <returns>How many rows each table lost.</returns>
    /// <exception cref="ProvisioningException">Other rows refer to them and would be deleted as well. Nothing was
    /// deleted.</exception>
    public async Task<IReadOnlyList<(ObjectName Table, long Deleted)>> RunAsync(
        IEnumerable<(Seeder Seeder, SeedOptions Options)> chosen,
        CancellationToken token
    )
    {
        var sources = chosen.SelectMany(choice => choice.Seeder.Rows(choice.Options)).Reverse().ToArray();
        var model = (await session.InspectAsync(token)).WithoutLedger(versions, session.Database.Dialect);
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            var before = await CountAsync(model, token);
            foreach (var source in sources.Where(source => model.Find(source.Table) is not null))
            {
                await DeleteAsync(source, token);
            }

            var after = await CountAsync(model, token);
            var made = sources.ToLookup(source => source.Table, source => source.Count);
            var others = before.Keys.Where(table => before[table] - after[table] > made[table].Sum()).ToArray();
            if (others.Length > 0)
            {
                throw new ProvisioningException(
                    $"Rows of {string.Join(", ", others)} that no seeder made refer to rows that one did, and would "
                        + $"be deleted with them. Nothing was deleted. Delete those first, or keep the sample data."
                );
            }

            if (!isDryRun)
            {
                await session.CommitAsync(token);
            }

            return
            [
                .. sources
                    .Select(source => source.Table)
                    .Distinct()
                    .Where(before.ContainsKey)
                    .Select(table => (table, before[table] - after[table])),
            ];
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private async Task<Dictionary<ObjectName, long>> CountAsync(DatabaseModel model, CancellationToken token)
    {
        var counts = new Dictionary<ObjectName, long>();
        foreach (var table in model.Tables.Keys)
        {
            counts[table] = (
                await session.QueryAsync(
                    $"SELECT count(*) FROM {session.Database.Dialect.Quote(table)}",
                    row => row.GetInt64(0),
                    token
                )
            )[0];
        }

        return counts;
    }

    private async Task DeleteAsync(RowSource source, CancellationToken token)
    {
        var dialect = session.Database.Dialect;
        var reader = new RowReader(source);
        int[] places =
        [
            .. source.Key.Select(name => source.Columns.Select(column => column.Name).ToList().IndexOf(name)),
        ];
        for (var from = 0L; from < source.Count; from += Batch)
        {
            var rows = new StringBuilder();
            for (var row = from; row < Math.Min(from + Batch, source.Count); row++)
            {
                // One by one, so that the engine takes each literal for what its column is.
                var values = reader.Read(row);
                var key = source.Key.Select(
                    (column, at) => $"{Dialect.Quote(column)} = {dialect.Literal(values[places[at]])}"
                );
                rows.Append(rows.Length == 0 ? "(" : " OR (").AppendJoin(" AND ", key).Append(')');
            }

            await session.ExecuteAsync($"DELETE FROM {dialect.Quote(source.Table)} WHERE {rows}", token);
        }
    }
}
