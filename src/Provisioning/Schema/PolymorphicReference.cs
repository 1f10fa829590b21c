namespace Provisioning.Schema;

/// <summary>A reference to a row of one of several tables, which no foreign key can declare: one column says which
/// table, another has the row's primary key.</summary>
/// <param name="Table">The table that refers.</param>
/// <param name="TypeColumn">The column that says which table.</param>
/// <param name="IdColumn">The column that has the key.</param>
/// <param name="Targets">The tables, each with what <paramref name="TypeColumn"/> calls it.</param>
public sealed record PolymorphicReference(
    ObjectName Table,
    string TypeColumn,
    string IdColumn,
    ValueList<PolymorphicTarget> Targets
)
{
    /// <inheritdoc />
    public override string ToString() =>
        $"{Table}({TypeColumn}, {IdColumn}): "
        + string.Join(", ", Targets.Select(target => $"{target.Type}={target.Table}"));
}

/// <summary>A table that a reference may lead to.</summary>
/// <param name="Type">What the column of types calls it.</param>
/// <param name="Table">The table. Its primary key has one column.</param>
public sealed record PolymorphicTarget(string Type, ObjectName Table);
