using System.Globalization;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>The statements of a backfill, batch by batch. A batch is the rows whose keys come after one key, up to
/// another one: what is written between two batches is in one of them, wherever its key is.</summary>
/// <param name="Dialect">The engine's.</param>
/// <param name="Backfill">What is done.</param>
/// <param name="Key">The columns of the primary key.</param>
public sealed record RowBatches(Dialect Dialect, Backfill Backfill, ValueList<string> Key)
{
    private string Table => Dialect.Quote(Backfill.Table);

    private string Columns => Tuple(Key.Select(Dialect.Quote));

    /// <summary>The query of the last key of the batch that begins after a key: a text for each column, and no row
    /// where the batch goes to the end of the table.</summary>
    /// <param name="after">The key; null for the table's beginning.</param>
    // A bare name would be that of the text that is selected, which sorts otherwise than the column.
    public string End(ValueList<string>? after) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {string.Join(", ", Key.Select(column => Dialect.KeyText(Dialect.Quote(column))))} "
                + $"FROM {Table} AS k{(after is null ? "" : $" WHERE {After(after)}")} "
                + $"ORDER BY {string.Join(", ", Key.Select(column => $"k.{Dialect.Quote(column)}"))} "
                + $"LIMIT 1 OFFSET {Backfill.BatchSize - 1}"
        );

    /// <summary>The statement that changes the rows of a batch.</summary>
    /// <param name="after">The key that it begins after; null for the table's beginning.</param>
    /// <param name="end">Its last key; null for the table's end.</param>
    public SqlStatement Change(ValueList<string>? after, ValueList<string>? end)
    {
        string[] range =
        [
            .. after is null ? [] : (string[])[After(after)],
            .. end is null ? [] : (string[])[$"{Columns} <= {Literals(end)}"],
        ];
        return new(Dialect.Change(Backfill, range)) { Operation = Backfill };
    }

    /// <summary>The query for rows that no range of keys has, as the key is NULL there; null where the engine has no
    /// such keys.</summary>
    public string? WithoutKey =>
        Dialect.HasNullKeys
            ? $"SELECT 1 FROM {Table} WHERE "
                + $"{string.Join(" OR ", Key.Select(column => $"{Dialect.Quote(column)} IS NULL"))} LIMIT 1"
            : null;

    private string After(ValueList<string> key) => $"{Columns} > {Literals(key)}";

    private string Literals(ValueList<string> key) => Tuple(key.Select(Dialect.KeyLiteral));

    private static string Tuple(IEnumerable<string> parts) =>
        parts.ToArray() is [var only] ? only : $"({string.Join(", ", parts)})";
}
