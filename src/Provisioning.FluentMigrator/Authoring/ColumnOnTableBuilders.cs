using FluentMigrator.Builders.Alter.Column;
using FluentMigrator.Builders.Create.Column;
using FluentMigrator.Infrastructure;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>One column of a table already there.</summary>
internal abstract class ColumnOnTableBuilder<TNext, TNextFk> : ColumnBuilder<TNext, TNextFk>, IDraft
    where TNext : class, IFluentSyntax
    where TNextFk : class, IFluentSyntax
{
    protected ColumnOnTableBuilder(string column) => Current = new(column);

    protected ObjectName Table { get; set; } = "";

    protected override ObjectName TableName => Table;

    public void Check(Problems problems)
    {
        problems.Require(Table, $"column {Current.Column.Name}");
        Current.Check(problems, Table);
    }

    public abstract IEnumerable<Operation> Operations();
}

/// <summary><c>Create.Column</c>.</summary>
internal sealed class CreateColumnBuilder(string column) :
    ColumnOnTableBuilder<ICreateColumnOptionSyntax, ICreateColumnOptionOrForeignKeyCascadeSyntax>(column),
    ICreateColumnOnTableSyntax, ICreateColumnAsTypeOrInSchemaSyntax, ICreateColumnOptionOrForeignKeyCascadeSyntax
{
    public ICreateColumnAsTypeOrInSchemaSyntax OnTable(string name)
    {
        Table = name;
        return this;
    }

    public ICreateColumnAsTypeSyntax InSchema(string? schemaName)
    {
        Table = Table with { Schema = schemaName };
        return this;
    }

    public override IEnumerable<Operation> Operations() => Current.Added(Table);
}

/// <summary><c>Alter.Column</c>.</summary>
internal sealed class AlterColumnBuilder(string column) :
    ColumnOnTableBuilder<IAlterColumnOptionSyntax, IAlterColumnOptionOrForeignKeyCascadeSyntax>(column),
    IAlterColumnOnTableSyntax, IAlterColumnAsTypeOrInSchemaSyntax, IAlterColumnOptionOrForeignKeyCascadeSyntax
{
    public IAlterColumnAsTypeOrInSchemaSyntax OnTable(string name)
    {
        Table = name;
        return this;
    }

    public IAlterColumnAsTypeSyntax InSchema(string? schemaName)
    {
        Table = Table with { Schema = schemaName };
        return this;
    }

    public override IEnumerable<Operation> Operations() => Current.Altered(Table);
}
