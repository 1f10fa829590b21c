using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Inserts rows, one after the other. Existing rows stay; an engine refuses a row that breaks a
/// constraint.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">The rows. Columns that a row leaves out get their defaults; a row without any column is one of
/// defaults only, which has no inverse: it cannot be told from others.</param>
public sealed record InsertRows(ObjectName Table, ValueList<ValueList<ColumnValue>> Rows) : Operation
{
    /// <summary>What an explicit value of an identity column means, PostgreSQL only.</summary>
    public IdentityOverride Overriding { get; init; }

    /// <inheritdoc />
    public override string Summary => $"insert {Rows.Count} row{(Rows.Count == 1 ? "" : "s")} into {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        Rows.Any(row => row.Count == 0)
            ? null
            : new DeleteRows(Table, [.. Rows.Reverse().Select(row => new RowFilter.Matching(row))])
            {
                WereInserted = true,
                Overriding = Overriding,
            };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before;

    /// <inheritdoc />
    public override InsertRows WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Rows =
            [
                .. Rows.Select(row => (ValueList<ColumnValue>)[.. row.Select(value => value.WithNames(Table, names))]),
            ],
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Overriding), Overriding).Member(nameof(Rows), Rows).Member(nameof(Table), Table);
}

/// <summary>What an explicit value of an identity column means.</summary>
public enum IdentityOverride
{
    /// <summary>What the column's definition says.</summary>
    None,

    /// <summary>The value is taken, even where the column is GENERATED ALWAYS.</summary>
    SystemValue,

    /// <summary>The value is ignored, and the engine numbers the row.</summary>
    UserValue,
}
