using FluentMigrator.Expressions;
using Provisioning.Authoring;
using Provisioning.Schema;

namespace FluentMigrator.Runner.Conventions;

/// <summary>Puts what names no schema into a default one.</summary>
/// <param name="schemaName">The schema; null for the engine's own default.</param>
public class DefaultSchemaConvention(string? schemaName = null)
{
    /// <summary>The schema; null for the engine's own default.</summary>
    public string? SchemaName => schemaName is { Length: > 0 } ? schemaName : null;

    /// <summary>Puts the expression into the schema where it names none, and returns it.</summary>
    public T Apply<T>(T expression)
        where T : class
    {
        if (SchemaName is not { } schema)
        {
            return expression;
        }

        if (expression is ISchemaExpression part)
        {
            part.SchemaName = Or(part.SchemaName, schema);
        }

        if (expression is IForeignKeyExpression { ForeignKey: { } key })
        {
            key.ForeignTableSchema = Or(key.ForeignTableSchema, schema);
            key.PrimaryTableSchema = Or(key.PrimaryTableSchema, schema);
        }

        switch (expression)
        {
            case IIndexExpression { Index: { } index }:
                index.SchemaName = Or(index.SchemaName, schema);
                break;
            case IConstraintExpression { Constraint: { } constraint }:
                constraint.SchemaName = Or(constraint.SchemaName, schema);
                break;
            case ISequenceExpression { Sequence: { } sequence }:
                sequence.SchemaName = Or(sequence.SchemaName, schema);
                break;
        }

        return expression;
    }

    private static string Or(string? given, string schema) => given is { Length: > 0 } ? given : schema;
}

/// <summary>Names a primary key <c>PK_table</c>.</summary>
public class DefaultPrimaryKeyNameConvention : IColumnsConvention
{
    /// <inheritdoc />
    public IColumnsExpression Apply(IColumnsExpression expression)
    {
        foreach (var column in expression.Columns.Where(column => column.IsPrimaryKey && string.IsNullOrEmpty(column.PrimaryKeyName)))
        {
            column.PrimaryKeyName = Names.PrimaryKey((column.TableName ?? expression.TableName)!);
        }

        return expression;
    }
}

/// <summary>Names a primary key <c>PK_table_columns</c> and a unique constraint <c>UC_table_columns</c>.</summary>
public class DefaultConstraintNameConvention : IConstraintConvention
{
    /// <inheritdoc />
    public IConstraintExpression Apply(IConstraintExpression expression)
    {
        var constraint = expression.Constraint;
        ObjectName table = constraint.TableName ?? "";
        if (string.IsNullOrEmpty(constraint.ConstraintName))
        {
            constraint.ConstraintName = constraint.IsPrimaryKeyConstraint ? Names.PrimaryKey(table, constraint.Columns) : Names.Unique(table, constraint.Columns);
        }

        return expression;
    }
}

/// <summary>Names a foreign key <c>FK_table_columns_table_columns</c>.</summary>
public class DefaultForeignKeyNameConvention : IForeignKeyConvention
{
    /// <inheritdoc />
    public IForeignKeyExpression Apply(IForeignKeyExpression expression)
    {
        var key = expression.ForeignKey;
        if (string.IsNullOrEmpty(key.Name))
        {
            key.Name = Names.ForeignKey(key.ForeignTable ?? "", key.ForeignColumns, key.PrimaryTable ?? "", key.PrimaryColumns);
        }

        return expression;
    }
}

/// <summary>Names an index <c>IX_table_columns</c>.</summary>
public class DefaultIndexNameConvention : IIndexConvention
{
    /// <inheritdoc />
    public IIndexExpression Apply(IIndexExpression expression)
    {
        var index = expression.Index;
        if (string.IsNullOrEmpty(index.Name))
        {
            index.Name = Names.Index(index.TableName ?? "", index.Columns.Select(column => column.Name));
        }

        return expression;
    }
}

/// <summary>Scripts are below a folder.</summary>
/// <param name="rootPath">The folder; null for the working directory.</param>
public class DefaultRootPathConvention(string? rootPath) : IRootPathConvention
{
    /// <inheritdoc />
    public string RootPath => rootPath is { Length: > 0 } ? rootPath : Environment.CurrentDirectory;
}
