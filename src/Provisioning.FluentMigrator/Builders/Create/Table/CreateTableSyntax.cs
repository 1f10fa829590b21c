using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Create.Table;

/// <summary>A new table: its description, schema or first column.</summary>
public interface ICreateTableWithColumnOrSchemaOrDescriptionSyntax : ICreateTableWithColumnOrSchemaSyntax
{
    /// <summary>What the table holds, for the catalogue.</summary>
    ICreateTableWithColumnOrSchemaSyntax WithDescription(string description);

    /// <summary>A table of that name may be there already, and is then left as it is.</summary>
    ICreateTableWithColumnOrSchemaSyntax IfNotExists();
}

/// <summary>A new table: its schema or first column.</summary>
public interface ICreateTableWithColumnOrSchemaSyntax : ICreateTableWithColumnSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateTableWithColumnSyntax InSchema(string? schemaName);
}

/// <summary>A new table: its next column.</summary>
public interface ICreateTableWithColumnSyntax : IFluentSyntax
{
    /// <summary>The next column.</summary>
    ICreateTableColumnAsTypeSyntax WithColumn(string name);
}

/// <summary>A new table's column: its type.</summary>
public interface ICreateTableColumnAsTypeSyntax : IColumnTypeSyntax<ICreateTableColumnOptionOrWithColumnSyntax>;

/// <summary>A new table's column: its options, or the next column.</summary>
public interface ICreateTableColumnOptionOrWithColumnSyntax :
    IColumnOptionSyntax<ICreateTableColumnOptionOrWithColumnSyntax, ICreateTableColumnOptionOrForeignKeyCascadeOrWithColumnSyntax>,
    ICreateTableWithColumnSyntax;

/// <summary>A new table's column after a foreign key: what the key does, options, or the next column.</summary>
public interface ICreateTableColumnOptionOrForeignKeyCascadeOrWithColumnSyntax :
    ICreateTableColumnOptionOrWithColumnSyntax,
    IForeignKeyCascadeSyntax<ICreateTableColumnOptionOrWithColumnSyntax, ICreateTableColumnOptionOrForeignKeyCascadeOrWithColumnSyntax>;
