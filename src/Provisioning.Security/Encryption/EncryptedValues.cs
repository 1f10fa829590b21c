using System.Data.Common;
using System.Globalization;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Security.Encryption;

/// <summary>The values of an encrypted column, read and written in pages by primary key.</summary>
internal sealed class EncryptedValues
{
    private readonly DatabaseSession _session;
    private readonly EncryptedColumn _column;
    private readonly ValueList<string> _key;

    /// <summary>For a column of a table.</summary>
    /// <exception cref="ProvisioningException">The table has no primary key.</exception>
    public EncryptedValues(DatabaseSession session, EncryptedColumn column, Table table)
    {
        (_session, _column) = (session, column);
        _key = table.PrimaryKey?.Columns
            ?? throw new ProvisioningException(
                $"The table {column.Table} has no primary key, by which the values of {column.Column} could be "
                    + $"rewritten in batches. Give it one."
            );
    }

    /// <summary>How many values one statement can write: each takes its key, what it was and what it becomes.</summary>
    public int LargestBatch => Math.Max(1, _session.Database.Dialect.MostParameters / RowParameters);

    private int RowParameters => _key.Count + 2;

    private string Table => _session.Database.Dialect.Quote(_column.Table);

    private string Filled => $"{Dialect.Quote(_column.Column)} IS NOT NULL AND {Dialect.Quote(_column.Column)} <> ''";

    /// <summary>How many values there are.</summary>
    public async Task<long> CountAsync(CancellationToken token) =>
        (await _session.QueryAsync($"SELECT count(*) FROM {Table} WHERE {Filled}", row => row.GetInt64(0), token))[0];

    /// <summary>The values after a key in the order of keys.</summary>
    /// <param name="after">The key; null for the beginning.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="token">Cancels the operation.</param>
    public Task<IReadOnlyList<EncryptedValue>> ReadAsync(object[]? after, int count, CancellationToken token)
    {
        var key = string.Join(", ", _key.Select(Dialect.Quote));
        var later = after is null ? "" : $" AND ({key}) > ({string.Join(", ", after.Select((_, at) => $"@p{at}"))})";
        return _session.QueryAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT {key}, {Dialect.Quote(_column.Column)} FROM {Table} WHERE {Filled}{later} ORDER BY {key} "
                    + $"LIMIT {count}"
            ),
            Read,
            token,
            after ?? []
        );
    }

    /// <summary>Rewrites values, except those that have changed since they were read.</summary>
    /// <returns>How many were written.</returns>
    public async Task<int> WriteAsync(
        IReadOnlyList<(EncryptedValue Value, string Text)> changes,
        CancellationToken token
    )
    {
        var width = RowParameters;
        var rows = string.Join(
            ", ",
            changes.Select(
                (_, row) => $"({string.Join(", ", Enumerable.Range(row * width, width).Select(at => $"@p{at}"))})"
            )
        );
        var same = string.Concat(_key.Select((name, at) => $"x.{Dialect.Quote(name)} = v.column{at + 1} AND "));
        var column = Dialect.Quote(_column.Column);
        var written = await _session.QueryAsync(
            $"""
            UPDATE {Table} AS x SET {column} = v.column{_key.Count + 2} FROM (VALUES {rows}) AS v
            WHERE {same}x.{column} = v.column{_key.Count + 1} RETURNING 1
            """,
            row => row.GetInt32(0),
            token,
            [.. changes.SelectMany(change => (object[])[.. change.Value.Key, change.Value.Text, change.Text])]
        );
        return written.Count;
    }

    /// <summary>A key for people: <c>id=7</c>.</summary>
    public string Show(EncryptedValue value) =>
        string.Join(
            ", ",
            _key.Zip(value.Key, (name, part) => string.Create(CultureInfo.InvariantCulture, $"{name}={part}"))
        );

    private EncryptedValue Read(DbDataReader row) =>
        new([.. Enumerable.Range(0, _key.Count).Select(row.GetValue)], row.GetString(_key.Count));
}

/// <summary>A value with the key of its row.</summary>
/// <param name="Key">The primary key's parts.</param>
/// <param name="Text">The value, encrypted.</param>
internal sealed record EncryptedValue(object[] Key, string Text);
