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
        for (var from = 0L; from < source.Count; from += Batch)
        {
            var rows = new StringBuilder();
            for (var row = from; row < Math.Min(from + Batch, source.Count); row++)
            {
                // One by one, so that the engine takes each literal for what its column is.
                var key = source.Key.Zip(KeyReader.Of(source, row), (column, value) =>
                    $"{Dialect.Quote(column)} = {dialect.Literal(value)}"
                );
                rows.Append(rows.Length == 0 ? "(" : " OR (").AppendJoin(" AND ", key).Append(')');
            }

            await session.ExecuteAsync($"DELETE FROM {dialect.Quote(source.Table)} WHERE {rows}", token);
        }
    }

    // Keeps the values of the key's columns, and lets the others pass.
    private sealed class KeyReader(RowSource source) : RowWriter
    {
        private readonly List<object?> _key = [];
        private int _at;

        public static List<object?> Of(RowSource source, long row)
        {
            var reader = new KeyReader(source);
            source.Write(row, reader);
            return reader._key;
        }

        public override void Null() => Keep(null);

        public override void Text(string value) => Keep(value);

        public override void Json(string value) => Keep(value);

        public override void Integer(long value) => Keep(value);

        public override void Double(double value) => Keep(value);

        public override void Decimal(decimal value) => Keep(value);

        public override void Boolean(bool value) => Keep(value);

        public override void Guid(Guid value) => Keep(value);

        public override void Moment(DateTimeOffset value) => Keep(value);

        public override void Bytes(ReadOnlySpan<byte> value) => Keep(Encoding.UTF8.GetString(value));

        private void Keep(object? value)
        {
            if (source.Key.Contains(source.Columns[_at++].Name))
            {
                _key.Add(value);
            }
        }
    }
}
