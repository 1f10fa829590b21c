using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Alter.Table;

/// <summary>A table to change: its description, schema or columns.</summary>
public interface IAlterTableAddColumnOrAlterColumnOrSchemaOrDescriptionSyntax : IAlterTableAddColumnOrAlterColumnOrSchemaSyntax
{
    /// <summary>Says to readers what the table holds. As in FluentMigrator 8, the catalogue keeps the description it has.</summary>
    IAlterTableAddColumnOrAlterColumnOrSchemaSyntax WithDescription(string description);
}

/// <summary>A table to change: its schema or columns.</summary>
public interface IAlterTableAddColumnOrAlterColumnOrSchemaSyntax : IAlterTableAddColumnOrAlterColumnSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IAlterTableAddColumnOrAlterColumnSyntax InSchema(string? schemaName);
}

/// <summary>A table to change: its next column, or its new schema.</summary>
public interface IAlterTableAddColumnOrAlterColumnSyntax : IFluentSyntax
{
    /// <summary>Adds a column.</summary>
    IAlterTableColumnAsTypeSyntax AddColumn(string name);

    /// <summary>Changes a column.</summary>
    IAlterTableColumnAsTypeSyntax AlterColumn(string name);

    /// <summary>Moves the table into another schema.</summary>
    void ToSchema(string schemaName);
}

/// <summary>A column to add or change: its type.</summary>
public interface IAlterTableColumnAsTypeSyntax : IColumnTypeSyntax<IAlterTableColumnOptionOrAddColumnOrAlterColumnSyntax>;

/// <summary>A column to add or change: its options, or the next column.</summary>
public interface IAlterTableColumnOptionOrAddColumnOrAlterColumnSyntax :
    IColumnOptionSyntax<IAlterTableColumnOptionOrAddColumnOrAlterColumnSyntax, IAlterTableColumnOptionOrAddColumnOrAlterColumnOrForeignKeyCascadeSyntax>,
    IAlterTableAddColumnOrAlterColumnSyntax
{
    /// <summary>What the rows already there get in a column that is added. One that may not be NULL is added as one that may, filled, and then closed.</summary>
    IAlterTableColumnOptionOrAddColumnOrAlterColumnSyntax SetExistingRowsTo(object? value);
}

/// <summary>A column to add or change after a foreign key: what the key does, options, or the next column.</summary>
public interface IAlterTableColumnOptionOrAddColumnOrAlterColumnOrForeignKeyCascadeSyntax :
    IAlterTableColumnOptionOrAddColumnOrAlterColumnSyntax,
    IForeignKeyCascadeSyntax<IAlterTableColumnOptionOrAddColumnOrAlterColumnSyntax, IAlterTableColumnOptionOrAddColumnOrAlterColumnOrForeignKeyCascadeSyntax>;
