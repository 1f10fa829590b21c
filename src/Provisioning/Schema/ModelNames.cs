namespace Provisioning.Schema;

/// <summary>Finds names in a model without regard to case, for engines that compare names so. Each method returns the
/// spelling that the model has, and the given name where the model has none like it.</summary>
/// <param name="model">The model whose spelling counts.</param>
public sealed class ModelNames(DatabaseModel model)
{
    /// <summary>The table's name.</summary>
    public ObjectName Table(ObjectName table) => Find(table)?.Name ?? table;

    /// <summary>The view's name.</summary>
    public ObjectName View(ObjectName view) =>
        model.Views.Keys.Where(other => IsSame(other, view)).DefaultIfEmpty(view).First();

    /// <summary>The name of a column of the table.</summary>
    public string Column(ObjectName table, string column) => Pick(column, Find(table)?.Columns.Select(c => c.Name));

    /// <summary>The names of columns of the table, in the given order.</summary>
    public ValueList<string> Columns(ObjectName table, ValueList<string> columns) =>
        [.. columns.Select(column => Column(table, column))];

    /// <summary>The name of an index of the table.</summary>
    public string Index(ObjectName table, string index) => Pick(index, Find(table)?.Indexes.Select(i => i.Name));

    /// <summary>The name of a trigger of the table.</summary>
    public string Trigger(ObjectName table, string trigger) => Pick(trigger, Find(table)?.Triggers.Select(t => t.Name));

    /// <summary>The name of a constraint of the table, or of an index that implements one.</summary>
    public string Constraint(ObjectName table, string constraint) =>
        Pick(constraint, Find(table) is { } found ? Constraints(found) : null);

    /// <summary>The foreign key with the names of the table and the columns that it refers to.</summary>
    public ForeignKey References(ForeignKey key) =>
        key with
        {
            References = Table(key.References),
            ReferencedColumns = Columns(key.References, key.ReferencedColumns),
        };

    private Table? Find(ObjectName name) =>
        model.Find(name) ?? model.Tables.Values.FirstOrDefault(table => IsSame(table.Name, name));

    private static IEnumerable<string?> Constraints(Table table) =>
        table
            .Uniques.Select(unique => unique.Name)
            .Concat(table.Checks.Select(check => check.Name))
            .Concat(table.ForeignKeys.Select(key => key.Name))
            .Concat(table.Indexes.Select(index => index.Name))
            .Append(table.PrimaryKey?.Name);

    private static string Pick(string name, IEnumerable<string?>? among) =>
        among?.FirstOrDefault(other => IsSame(other, name)) ?? name;

    private static bool IsSame(ObjectName a, ObjectName b) => IsSame(a.Name, b.Name) && IsSame(a.Schema, b.Schema);

    private static bool IsSame(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
