using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Administration.Retention.Sqlite;

/// <summary>Finds and deletes rows by their age in an SQLite file, whose moments are text in UTC: with a blank or a T,
/// with or without fractions and distance from UTC.</summary>
internal sealed class SqliteRetention(DatabaseSession session) : RetentionStore(session)
{
    /// <inheritdoc />
    public override Task<string?> RefusalAsync(Table table, Column column, CancellationToken token) =>
        Task.FromResult<string?>(null);

    /// <inheritdoc />
    // Each batch takes the file's own lock.
    public override Task<string?> TryLockAsync(CancellationToken token) => Task.FromResult<string?>(null);

    /// <inheritdoc />
    public override Task UnlockAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public override async Task<long> EstimateAsync(ObjectName table, CancellationToken token) =>
        (
            await Session.QueryAsync(
                $"SELECT count(*) FROM {Session.Database.Dialect.Quote(table)}",
                row => row.GetInt64(0),
                token
            )
        )[0];

    /// <inheritdoc />
    // The first part is for the index, and lets two days too many through; the second is exact, and NULL for what is no
    // moment.
    public override string Condition(string column, Column of) =>
        $"{column} < @p0 AND typeof({column}) = 'text' AND julianday({column}) < julianday(@p1)";

    /// <inheritdoc />
    public override object?[] Parameters(DateTimeOffset cutoff) =>
        [
            cutoff.UtcDateTime.AddDays(2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            cutoff.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        ];

    /// <inheritdoc />
    public override async Task<(long Deleted, string? Last)> DeleteAsync(
        Table table,
        Column column,
        DateTimeOffset cutoff,
        string? last,
        int most,
        CancellationToken token
    )
    {
        var (name, quoted) = (Session.Database.Dialect.Quote(table.Name), Dialect.Quote(column.Name));
        var hasRowNumbers = !table.Options.Any(option =>
            option.Contains("WITHOUT", StringComparison.OrdinalIgnoreCase)
        );
        var key = hasRowNumbers ? "rowid" : string.Join(", ", table.PrimaryKey!.Columns.Select(Dialect.Quote));
        var rows = await Session.QueryAsync(
            $"DELETE FROM {name} WHERE ({key}) IN (SELECT {key} FROM {name} WHERE {Condition(quoted, column)} ORDER "
                + $"BY {quoted} LIMIT {most}) RETURNING 1",
            row => row.GetInt64(0),
            token,
            Parameters(cutoff)
        );
        return (rows.Count, null);
    }
}
