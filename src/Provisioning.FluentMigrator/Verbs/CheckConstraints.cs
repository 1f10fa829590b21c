using FluentMigrator.Builders.Delete.Constraint;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring.Translation;
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
    ICreateCheckConstraintOptionsSyntax Expression(string sql);
}

/// <summary>A new check constraint: what else holds for it.</summary>
public interface ICreateCheckConstraintOptionsSyntax : IFluentSyntax
{
    /// <summary>Rows that are there already are not looked at, so that the table is locked for a moment only;
    /// <c>Alter.Table(…).ValidateConstraint</c> in a later migration checks them. SQLite has no such thing and checks
    /// them at once.</summary>
    void NotValid();
}

/// <summary><c>Create.CheckConstraint</c>.</summary>
internal sealed class CreateCheckBuilder(string name)
    : SchemaExpression,
        ICreateCheckConstraintOnTableSyntax,
        ICreateCheckConstraintExpressionOrInSchemaSyntax,
        ICreateCheckConstraintOptionsSyntax
{
    private string _table = "";
    private string _expression = "";
    private bool _isNotValid;

    private ObjectName Table => InSchema(_table);

    public ICreateCheckConstraintExpressionOrInSchemaSyntax OnTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    ICreateCheckConstraintExpressionSyntax ICreateCheckConstraintExpressionOrInSchemaSyntax.InSchema(string? schemaName)
    {
        SchemaName = schemaName;
        return this;
    }

    public ICreateCheckConstraintOptionsSyntax Expression(string sql)
    {
        _expression = sql;
        return this;
    }

    public void NotValid() => _isNotValid = true;

    public override void Check(Problems problems)
    {
        problems.Require(name, "a check constraint to create");
        problems.Require(Table, $"check constraint {name}");
        problems.AddIf(string.IsNullOrWhiteSpace(_expression), $"check constraint {name} of {Table} has no expression");
    }

    public override IEnumerable<Operation> Operations() =>
        [new AddCheck(Table, new(name, _expression) { IsNotValid = _isNotValid })];
}

/// <summary><c>Delete.CheckConstraint</c>.</summary>
internal sealed class DeleteCheckBuilder(string name)
    : SchemaExpression,
        IDeleteConstraintOnTableSyntax,
        IDeleteConstraintInSchemaOptionsSyntax
{
    private string _table = "";

    private ObjectName Table => InSchema(_table);

    public IDeleteConstraintInSchemaOptionsSyntax FromTable(string tableName)
    {
        _table = tableName;
        return this;
    }

    IDeleteConstraintInSchemaOptionsSyntax IDeleteConstraintInSchemaOptionsSyntax.InSchema(string schemaName)
    {
        SchemaName = schemaName;
        return this;
    }

    void IDeleteConstraintColumnSyntax.Column(string columnName) => Refuse();

    void IDeleteConstraintColumnSyntax.Columns(params string[] columnNames) => Refuse();

    public override void Check(Problems problems)
    {
        problems.Require(name, "a check constraint to delete");
        problems.Require(Table, $"check constraint {name} to delete");
    }

    public override IEnumerable<Operation> Operations() => [new DropConstraint(Table, name, ConstraintKind.Check)];

    private void Refuse() =>
        throw new InvalidOperationException($"Check constraint {name} is deleted by its name, not by columns.");
}
