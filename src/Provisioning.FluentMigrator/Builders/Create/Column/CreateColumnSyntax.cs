using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Create.Column;

/// <summary>A new column: its table.</summary>
public interface ICreateColumnOnTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    ICreateColumnAsTypeOrInSchemaSyntax OnTable(string name);
}

/// <summary>A new column: its table's schema, or its type.</summary>
public interface ICreateColumnAsTypeOrInSchemaSyntax : ICreateColumnAsTypeSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateColumnAsTypeSyntax InSchema(string? schemaName);
}

/// <summary>A new column: its type.</summary>
public interface ICreateColumnAsTypeSyntax : IColumnTypeSyntax<ICreateColumnOptionSyntax>;

/// <summary>A new column: its options.</summary>
public interface ICreateColumnOptionSyntax : IColumnOptionSyntax<ICreateColumnOptionSyntax, ICreateColumnOptionOrForeignKeyCascadeSyntax>
{
    /// <summary>What the rows already there get. A column that may not be NULL is added as one that may, filled, and then closed.</summary>
    ICreateColumnOptionSyntax SetExistingRowsTo(object? value);
}

/// <summary>A new column after a foreign key: what the key does, or options.</summary>
public interface ICreateColumnOptionOrForeignKeyCascadeSyntax :
    ICreateColumnOptionSyntax,
    IForeignKeyCascadeSyntax<ICreateColumnOptionSyntax, ICreateColumnOptionOrForeignKeyCascadeSyntax>;
