using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Folds operations into a model of the database, so that what exists after them is known without a database.</summary>
public static class ModelFold
{
    /// <summary>The model after the operation. An operation on rows or in raw SQL leaves it as it is, as does one on a table the model does not know.</summary>
    public static DatabaseModel Apply(this DatabaseModel model, Operation operation) => operation switch
    {
        CreateTable o when o.IfNotExists && model.TableExists(o.Table.Name) => model,
        CreateTable o => model with { Tables = model.Tables.SetItem(o.Table.Name, o.Table) },
        DropTable o => model with { Tables = model.Tables.Remove(o.Table) },
        RenameTable o => Rename(model, o.Table, new(o.Table.Schema, o.To)),
        MoveTable o => Rename(model, o.Table, new(o.To, o.Table.Name)),
        CreateSchema o => model with { Schemas = model.Schemas.Add(o.Name) },
        DropSchema o => model with { Schemas = model.Schemas.Remove(o.Name) },
        CreateSequence o => model with { Sequences = model.Sequences.SetItem(o.Sequence.Name, o.Sequence) },
        DropSequence o => model with { Sequences = model.Sequences.Remove(o.Sequence) },
        AddColumn o => Change(model, o.Table, t => t with { Columns = [.. t.Columns, o.Column] }),
        DropColumn o => Change(model, o.Table, t => DropColumn(t, o.Column)),
        AlterColumn o => Change(model, o.Table, t => Replace(t, o.Column.Name, was => Alter(was, o))),
        RenameColumn o => RenameColumn(model, o),
        SetDefault o => Change(model, o.Table, t => Replace(t, o.Column, was => was with { Default = o.Default })),
        CreateIndex o => Change(model, o.Table, t => t with { Indexes = [.. t.Indexes, o.Index] }),
        DropIndex o => Change(model, o.Table, t => t with { Indexes = [.. t.Indexes.Where(i => i.Name != o.Index)] }),
        AddPrimaryKey o => Change(model, o.Table, t => AddPrimaryKey(t, o.Key)),
        AddUnique o => Change(model, o.Table, t => t with { Uniques = [.. t.Uniques, o.Unique] }),
        AddCheck o => Change(model, o.Table, t => t with { Checks = [.. t.Checks, o.Check] }),
        AddForeignKey o => Change(model, o.Table, t => t with { ForeignKeys = [.. t.ForeignKeys, o.Key] }),
        DropConstraint o => Change(model, o.Table, t => DropConstraint(t, o)),
        CreateTrigger o => Change(model, o.Table, t => t with { Triggers = [.. t.Triggers, o.Trigger] }),
        DropTrigger o => Change(model, o.Table, t => t with { Triggers = [.. t.Triggers.Where(i => i.Name != o.Trigger)] }),
        Conditional o => o.Chosen(model).Aggregate(model, Apply),
        CreateView o => model with { Views = model.Views.SetItem(o.View.Name, o.View) },
        DropView o => model with { Views = model.Views.Remove(o.View) },
        CreateFunction o => model with { Functions = model.Functions.SetItem(o.Function.Signature, o.Function) },
        DropFunction o => model with { Functions = model.Functions.Remove($"{o.Function}({o.Parameters})") },
        CreateExtension o => model with { Extensions = model.Extensions.Add(o.Name) },
        DropExtension o => model with { Extensions = model.Extensions.Remove(o.Name) },
        CreateEnumType o => model with { Enums = model.Enums.SetItem(o.Name, o.Values) },
        DropEnumType o => model with { Enums = model.Enums.Remove(o.Name) },
        AddEnumValue o => AddEnumValue(model, o),
        SetRowSecurity o => Change(model, o.Table, t => t with { RowSecurity = o.RowSecurity }),
        CreatePolicy o => Change(model, o.Table, t => t with { Policies = [.. t.Policies, o.Policy] }),
        DropPolicy o => Change(model, o.Table, t => t with { Policies = [.. t.Policies.Where(p => p.Name != o.Policy)] }),
        _ => model,
    };

    private static DatabaseModel AddEnumValue(DatabaseModel model, AddEnumValue o)
    {
        if (model.Enums.GetValueOrDefault(o.Name) is not { } values)
        {
            return model;
        }

        var at = o.Before is null ? values.Count : values.TakeWhile(value => value != o.Before).Count();
        return model with { Enums = model.Enums.SetItem(o.Name, [.. values.Take(at), o.Value, .. values.Skip(at)]) };
    }

    private static DatabaseModel Change(DatabaseModel model, ObjectName name, Func<Table, Table> change) =>
        model.Find(name) is { } table ? model with { Tables = model.Tables.SetItem(name, change(table)) } : model;

    private static DatabaseModel Rename(DatabaseModel model, ObjectName from, ObjectName to)
    {
        if (model.Find(from) is not { } table)
        {
            return model;
        }

        var tables = model.Tables.Remove(from).SetItem(to, table with { Name = to });
        foreach (var (name, other) in tables.Where(pair => pair.Value.ForeignKeys.Any(key => key.References == from)))
        {
            var keys = other.ForeignKeys.Select(key => key.References == from ? key with { References = to } : key);
            tables = tables.SetItem(name, other with { ForeignKeys = keys.ToValueList() });
        }

        return model with { Tables = tables };
    }

    private static Table Replace(Table table, string column, Func<Column, Column> change) =>
        table with { Columns = [.. table.Columns.Select(c => c.Name == column ? change(c) : c)] };

    private static Column Alter(Column was, AlterColumn o) => o.Column with
    {
        Default = o.Column.Default ?? was.Default,
        IsNullable = o.Column.IsNullable ?? was.IsNullable,
        Computed = o.Column.Computed ?? was.Computed,
        Identity = o.IdentityChange is IdentityChange.Add or IdentityChange.Set ? o.Column.Identity ?? was.Identity : null,
        Description = o.Column.Description ?? was.Description,
    };

    private static Table DropColumn(Table table, string column) => table with
    {
        Columns = [.. table.Columns.Where(c => c.Name != column)],
        PrimaryKey = table.PrimaryKey?.Columns.Any(c => c == column) is true ? null : table.PrimaryKey,
        Indexes = [.. table.Indexes.Where(i => !Uses(i, column))],
        ForeignKeys =
        [
            .. table.ForeignKeys.Where(f => !f.Columns.Contains(column) && !(f.References == table.Name && f.ReferencedColumns.Contains(column))),
        ],
        Checks = [.. table.Checks.Where(c => !c.Expression.Mentions(column))],
        Uniques = [.. table.Uniques.Where(u => u.Columns.All(c => c != column))],
    };

    private static bool Uses(Schema.Index index, string column) =>
        index.Columns.Any(c => c.IsExpression ? c.Name.Mentions(column) : c.Name == column)
        || index.Includes.Contains(column)
        || index.Filter?.Mentions(column) is true;

    private static DatabaseModel RenameColumn(DatabaseModel model, RenameColumn o)
    {
        foreach (var name in model.Tables.Where(pair => pair.Value.ForeignKeys.Any(key => key.References == o.Table)).Select(pair => pair.Key))
        {
            model = Change(model, name, table => table with
            {
                ForeignKeys =
                [
                    .. table.ForeignKeys.Select(key =>
                        key.References == o.Table ? key with { ReferencedColumns = Renamed(key.ReferencedColumns, o.Column, o.To) } : key),
                ],
            });
        }

        return Change(model, o.Table, table => RenameColumn(table, o.Column, o.To));
    }

    private static ValueList<string> Renamed(ValueList<string> names, string from, string to) =>
        [.. names.Select(name => name == from ? to : name)];

    private static Table RenameColumn(Table table, string from, string to) =>
        table with
        {
            Columns =
            [
                .. table.Columns.Select(c => c with
                {
                    Name = c.Name == from ? to : c.Name,
                    Computed = c.Computed is { } computed ? computed with { Expression = computed.Expression.Renamed(from, to) } : null,
                }),
            ],
            PrimaryKey = table.PrimaryKey is { } key ? key with { Columns = Renamed(key.Columns, from, to) } : null,
            Uniques = [.. table.Uniques.Select(u => u with { Columns = Renamed(u.Columns, from, to) })],
            ForeignKeys = [.. table.ForeignKeys.Select(f => f with { Columns = Renamed(f.Columns, from, to) })],
            Checks = [.. table.Checks.Select(c => c with { Expression = c.Expression.Renamed(from, to) })],
            Indexes = [.. table.Indexes.Select(i => RenameColumn(i, from, to))],
            Triggers = [.. table.Triggers.Select(t => t with { Touches = t.Touches == from ? to : t.Touches })],
        };

    private static Schema.Index RenameColumn(Schema.Index index, string from, string to) => index with
    {
        Columns =
        [
            .. index.Columns.Select(c => c.IsExpression ? c with { Name = c.Name.Renamed(from, to) } : c.Name == from ? c with { Name = to } : c),
        ],
        Includes = Renamed(index.Includes, from, to),
        Filter = index.Filter?.Renamed(from, to),
    };

    private static Table AddPrimaryKey(Table table, PrimaryKey key) => table with
    {
        PrimaryKey = key,
        Columns = [.. table.Columns.Select(c => c.IsNullable is true && key.Columns.Contains(c.Name) ? c with { IsNullable = false } : c)],
    };

    // There is only one primary key, so that one without a name is the one that is meant.
    private static Table DropConstraint(Table table, DropConstraint o) => table with
    {
        PrimaryKey = table.PrimaryKey?.Name == o.Name || (o.Kind is ConstraintKind.PrimaryKey && table.PrimaryKey?.Name is null) ? null : table.PrimaryKey,
        Uniques = [.. table.Uniques.Where(u => u.Name != o.Name)],
        Checks = [.. table.Checks.Where(c => c.Name != o.Name)],
        ForeignKeys = [.. table.ForeignKeys.Where(f => f.Name != o.Name)],
    };
}
