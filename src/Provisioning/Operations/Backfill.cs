using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Sets columns of the rows that a condition selects, batch by batch in the order of the primary key, each
/// batch in a transaction of its own. A run that stops goes on after the last batch that it finished: no row is done
/// twice and none is left out. It has no inverse: the values before are not known.</summary>
/// <param name="Table">The table, which has a primary key.</param>
/// <param name="Set">The columns with their new values, none of them in the primary key.</param>
/// <param name="Where">Which rows, as SQL; null for all of them.</param>
public sealed record Backfill(ObjectName Table, ValueList<ColumnValue> Set, string? Where = null) : Operation
{
    /// <summary>How many rows a batch reads where nothing else is said: 5,000.</summary>
    public const int DefaultBatchSize = 5000;

    /// <summary>How many rows a batch reads. It changes nothing about what is done, and so is no part of the
    /// checksum.</summary>
    public int BatchSize { get; init; } = DefaultBatchSize;

    /// <inheritdoc />
    public override string Summary => $"backfill {string.Join(", ", Set.Select(value => value.Column))} of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [new(DataLossKind.Rows, Table)];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before;

    /// <inheritdoc />
    public override Backfill WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Set = [.. Set.Select(value => value.WithNames(Table, names))],
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Set), Set).Member(nameof(Table), Table).Member(nameof(Where), Where);
}
