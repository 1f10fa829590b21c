using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Changes a column's type, nullability, identity or collation and converts its values. The default, the
/// nullability, the expression and the description stay where <paramref name="Column"/> does not say another. An engine
/// refuses it where a value does not convert, or is NULL and may no longer be.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column under its present name, with its new definition.</param>
public sealed record AlterColumn(ObjectName Table, Column Column) : Operation
{
    /// <summary>What happens to the numbering of rows by this column.</summary>
    public IdentityChange IdentityChange { get; init; }

    /// <summary>The column's present definition; null where it is not known.</summary>
    public Column? Was { get; init; }

    /// <inheritdoc />
    public override string Summary => $"alter column {Column.Name} of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse =>
        Was is not null && ChangeBack is { } back
            ? new AlterColumn(Table, Was) { Was = Column, IdentityChange = back }
            : null;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => Was?.Type == Column.Type ? [] : [new(DataLossKind.Rows, Table)];

    /// <inheritdoc />
    public override ObjectName? Alters => Table;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table.WithColumnChanged(Column.Name, Altered));

    /// <inheritdoc />
    public override AlterColumn WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Column = Column with { Name = names.Column(Table, Column.Name) },
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Column), Column)
            .Member(nameof(IdentityChange), IdentityChange)
            .Member(nameof(Table), Table)
            .Member(nameof(Was), Was);

    // Null where the change says something else than the two columns do.
    private IdentityChange? ChangeBack =>
        (IdentityChange, Column.Identity, Was?.Identity) switch
        {
            (IdentityChange.Add, null, null) => IdentityChange.Add,
            (IdentityChange.Add, not null, null) => IdentityChange.Drop,
            (IdentityChange.Drop, null, not null) => IdentityChange.Add,
            (IdentityChange.Set, not null, not null) => IdentityChange.Set,
            // Numbering that the change does not mention goes on; naming it on the way back keeps it.
            (IdentityChange.Add, null, not null) => IdentityChange.Set,
            (IdentityChange.Set, not null, null) => IdentityChange.Add,
            _ => null,
        };

    private Column Altered(Column was) =>
        Column with
        {
            Default = Column.Default ?? was.Default,
            IsNullable = Column.IsNullable ?? was.IsNullable,
            Computed = Column.Computed ?? was.Computed,
            OnNull = Column.OnNull ?? was.OnNull,
            Identity = IdentityChange is IdentityChange.Add or IdentityChange.Set
                ? Column.Identity ?? was.Identity
                : null,
            Description = Column.Description ?? was.Description,
        };
}

/// <summary>What altering a column does to the numbering of rows by it.</summary>
public enum IdentityChange
{
    /// <summary>Numbering begins, where the new column has an identity; otherwise it stays as it is.</summary>
    Add,

    /// <summary>Numbering goes on in the new column's way.</summary>
    Set,

    /// <summary>Numbering ends. An engine refuses it where the column does not number rows.</summary>
    Drop,

    /// <summary>Numbering ends, if there is any.</summary>
    DropIfExists,
}
