using FluentMigrator.Builders.Delete.Constraint;
using FluentMigrator.Infrastructure;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>A new check constraint: its table.</summary>
public interface ICreateCheckConstraintOnTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    ICreateCheckConstraintExpressionOrInSchemaSyntax OnTable(string tableName);
}

/// <summary>A new check constraint: its table's schema, or its expression.</summary>
public interface ICreateCheckConstraintExpressionOrInSchemaSyntax : ICreateCheckConstraintExpressionSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateCheckConstraintExpressionSyntax InSchema(string? schemaName);
}

/// <summary>A new check constraint: its expression.</summary>
public interface ICreateCheckConstraintExpressionSyntax : IFluentSyntax
{
    /// <summary>SQL over one row; a row passes where it is true or NULL.</summary>
    void Expression(string sql);
}

/// <summary><c>Create.CheckConstraint</c>.</summary>
internal sealed class CreateCheckBuilder(string name) :
    ICreateCheckConstraintOnTableSyntax, ICreateCheckConstraintExpressionOrInSchemaSyntax, IDraft
{
    private ObjectName _table = "";
    private string _expression = "";

    public ICreateCheckConstraintExpressionOrInSchemaSyntax OnTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public ICreateCheckConstraintExpressionSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    public void Expression(string sql) => _expression = sql;

    public void Check(Problems problems)
    {
        problems.Require(name, "a check constraint to create");
        problems.Require(_table, $"check constraint {name}");
        if (string.IsNullOrWhiteSpace(_expression))
        {
            problems.Add($"check constraint {name} of {_table} has no expression");
        }
    }

    public IEnumerable<Operation> Operations() => [new AddCheck(_table, new(name, _expression))];
}

/// <summary><c>Delete.CheckConstraint</c>.</summary>
internal sealed class DeleteCheckBuilder(string name) : IDeleteConstraintOnTableSyntax, IDeleteConstraintInSchemaOptionsSyntax, IDraft
{
    private ObjectName _table = "";

    public IDeleteConstraintInSchemaOptionsSyntax FromTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    public IDeleteConstraintInSchemaOptionsSyntax InSchema(string? schemaName)
    {
        _table = _table with { Schema = schemaName };
        return this;
    }

    void IDeleteConstraintColumnSyntax.Column(string columnName) => Refuse();

    void IDeleteConstraintColumnSyntax.Columns(params string[] columnNames) => Refuse();

    public void Check(Problems problems)
    {
        problems.Require(name, "a check constraint to delete");
        problems.Require(_table, $"check constraint {name} to delete");
    }

    public IEnumerable<Operation> Operations() => [new DropConstraint(_table, name, ConstraintKind.Check)];

    private void Refuse() => throw new InvalidOperationException($"Check constraint {name} goes by its name, not by columns.");
}
