using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Sets whether a column may be NULL, and nothing else of it. An engine refuses NOT NULL where a row has
/// NULL. PostgreSQL reads no row where a validated check says that the column is not NULL.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column's name.</param>
/// <param name="IsNullable">Whether it may be NULL.</param>
public sealed record SetNullability(ObjectName Table, string Column, bool IsNullable) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"set column {Column} of {Table} {(IsNullable ? "nullable" : "not null")}";

    /// <inheritdoc />
    public override Operation Inverse => this with { IsNullable = !IsNullable };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table =>
            table.WithColumnChanged(Column, column =>
                column with
                {
                    IsNullable = IsNullable,
                    OnNull = IsNullable ? null : column.OnNull,
                }
            )
        );

    /// <inheritdoc />
    public override SetNullability WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Column = names.Column(Table, Column),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Column), Column).Member(nameof(IsNullable), IsNullable).Member(nameof(Table), Table);
}
