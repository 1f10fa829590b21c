using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Commands.New.Sources;

// One call for each operation on tables.
internal sealed partial class OperationSource
{
    // Null where there is no call that says all of it.
    private string? Call(Operation operation, DatabaseModel before) =>
        operation switch
        {
            DropTable { IfExists: false } o => Named("Delete.Table", o.Table),
            RenameTable o => $"{Named("Rename.Table", o.Table)}.To({Text(o.To)})",
            RenameColumn o => $"Rename.Column({Text(o.Column)}){Named(".OnTable", o.Table)}.To({Text(o.To)})",
            AddColumn o => Column(o.Table, "AddColumn", o.Column),
            DropColumn o => $"Delete.Column({Text(o.Column)}){Named(".FromTable", o.Table)}",
            AlterColumn { IdentityChange: IdentityChange.Add } o => Column(o.Table, "AlterColumn", o.Column),
            SetNullability { IsNullable: var isNullable } o =>
                $"{Named("Alter.Table", o.Table)}.{(isNullable ? "SetNullable" : "SetNotNull")}({Text(o.Column)})",
            SetDefault { Default: null } o =>
                $"Delete.DefaultConstraint(){Named(".OnTable", o.Table)}.OnColumn({Text(o.Column)})",
            // FluentMigrator sets a default with the whole column.
            SetDefault o => before.Find(o.Table)?.Find(o.Column) is { Identity: null } column
                ? Column(o.Table, "AlterColumn", column with { Default = o.Default, Description = null })
                : null,
            CreateIndex o => Index(o),
            DropIndex { IsConcurrent: false } o => $"Delete.Index({Text(o.Index)}){Named(".OnTable", o.Table)}",
            AddPrimaryKey { Key: { Name: { } name, Sorting.Count: 0, OnConflict: null } } o => Constraint(
                "PrimaryKey",
                name,
                o.Table,
                o.Key.Columns
            ) + Using(o.UsingIndex),
            AddUnique { Unique: { Name: { } name, Sorting.Count: 0, OnConflict: null } } o => Constraint(
                "UniqueConstraint",
                name,
                o.Table,
                o.Unique.Columns
            ) + Using(o.UsingIndex),
            ValidateConstraint o => $"{Named("Alter.Table", o.Table)}.ValidateConstraint({Text(o.Name)})",
            AddCheck { Check.Name: { } name } o => Check(o, name),
            AddForeignKey { Key: { Name: { } name, IsDeferred: false } } o
                when IsRule(o.Key.OnDelete) && IsRule(o.Key.OnUpdate) => ForeignKey(o, name),
            DropConstraint { LeftIndex: null } o => Dropped(o),
            Backfill o => Filled(o),
            _ => Object(operation),
        };

    private string? Column(ObjectName table, string call, Column column) =>
        ColumnSource.Calls(column, dialect) is { } calls
            ? $"{Named("Alter.Table", table)}.{call}({Text(column.Name)}).{string.Join('.', calls)}"
            : null;

    private static string? Index(CreateIndex o)
    {
        var index = o.Index;
        if (o.IsOnly || !index.IsPlain)
        {
            return null;
        }

        var options = string.Concat([
            index.IsUnique ? ".WithOptions().Unique()" : "",
            o.IsConcurrent || index.Filter is not null || index.Includes.Count > 0 ? ".WithOptions()" : "",
            index.Filter is { } filter ? $".Filter({Text(filter)})" : "",
            o.IsConcurrent ? ".AsConcurrently()" : "",
            .. index.Includes.Select(column => $".Include({Text(column)})"),
        ]);
        return $"Create.Index({Text(index.Name)}){Named(".OnTable", o.Table)}"
            + $"{string.Concat(index.Columns.Select(IndexColumn))}{options}";
    }

    private static string IndexColumn(IndexColumn column) =>
        $".{(column.IsExpression ? "OnExpression" : "OnColumn")}({Text(column.Name)})"
        + (column.IsDescending ? ".Descending()" : ".Ascending()");

    private static string Constraint(string kind, string name, ObjectName table, ValueList<string> columns) =>
        $"Create.{kind}({Text(name)}).OnTable({Text(table.Name)})"
        + (table.Schema is { } schema ? $".WithSchema({Text(schema)})" : "")
        + $".Columns({Texts(columns)})";

    private static string Using(string? index) => index is null ? "" : $".UsingIndex({Text(index)})";

    private static string Check(AddCheck o, string name) =>
        $"Create.CheckConstraint({Text(name)}){Named(".OnTable", o.Table)}.Expression({Sql(o.Check.Expression)})"
        + (o.Check.IsNotValid ? ".NotValid()" : "");

    private static bool IsRule(ReferentialAction action) => action is not ReferentialAction.Restrict;

    private static string ForeignKey(AddForeignKey o, string name) =>
        $"Create.ForeignKey({Text(name)})\n{Indent}"
        + $"{Named(".FromTable", o.Table)}.ForeignColumns({Texts(o.Key.Columns)})\n{Indent}"
        + $"{Named(".ToTable", o.Key.References)}.PrimaryColumns({Texts(o.Key.ReferencedColumns)})"
        + Rule("OnDelete", o.Key.OnDelete)
        + Rule("OnUpdate", o.Key.OnUpdate)
        + (o.Key.IsNotValid ? ".NotValid()" : "");

    private static string Rule(string call, ReferentialAction action) =>
        action is ReferentialAction.None ? "" : $".{call}(Rule.{action})";

    private static string Filled(Backfill o) =>
        Named("Execute.Backfill", o.Table)
        + string.Concat(o.Set.Select(value => $".Set({Text(value.Column)}, {Text(((SqlExpression)value.Value!).Sql)})"))
        + (o.Where is { } condition ? $".Where({Text(condition)})" : "");

    private static string Dropped(DropConstraint o)
    {
        var (call, from) = o.Kind switch
        {
            ConstraintKind.PrimaryKey => ("PrimaryKey", "FromTable"),
            ConstraintKind.Unique => ("UniqueConstraint", "FromTable"),
            ConstraintKind.Check => ("CheckConstraint", "FromTable"),
            _ => ("ForeignKey", "OnTable"),
        };
        return $"Delete.{call}({Text(o.Name)}){Named($".{from}", o.Table)}";
    }
}
