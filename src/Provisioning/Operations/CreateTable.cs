using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a table with its keys, constraints, indexes and triggers. A table of that name makes it fail,
/// unless <paramref name="IfNotExists"/> is set.</summary>
/// <param name="Table">The table.</param>
/// <param name="IfNotExists">Whether an existing table of that name is kept, unchanged and unchecked. Such an operation
/// has no inverse: dropping the table could drop one that it did not create.</param>
public sealed record CreateTable(Table Table, bool IfNotExists = false) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"create table {Table.Name}";

    /// <inheritdoc />
    public override Operation? Inverse => IfNotExists ? null : new DropTable(Table.Name) { Was = Table };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        IfNotExists && before.TableExists(Table.Name) ? before : before.WithTable(Table);

    /// <inheritdoc />
    public override CreateTable WithNames(ModelNames names) =>
        this with
        {
            Table = Table with
            {
                Name = IfNotExists ? names.Table(Table.Name) : Table.Name,
                ForeignKeys = [.. Table.ForeignKeys.Select(names.References)],
            },
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(IfNotExists), IfNotExists).Member(nameof(Table), Table);
}
