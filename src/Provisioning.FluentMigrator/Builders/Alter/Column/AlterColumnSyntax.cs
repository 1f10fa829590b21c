using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Alter.Column;

/// <summary>A column to change: its table.</summary>
public interface IAlterColumnOnTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    IAlterColumnAsTypeOrInSchemaSyntax OnTable(string name);
}

/// <summary>A column to change: its table's schema, or its type.</summary>
public interface IAlterColumnAsTypeOrInSchemaSyntax : IAlterColumnAsTypeSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IAlterColumnAsTypeSyntax InSchema(string? schemaName);
}

/// <summary>A column to change: its type.</summary>
public interface IAlterColumnAsTypeSyntax : IColumnTypeSyntax<IAlterColumnOptionSyntax>;

/// <summary>A column to change: its options.</summary>
public interface IAlterColumnOptionSyntax : IColumnOptionSyntax<IAlterColumnOptionSyntax, IAlterColumnOptionOrForeignKeyCascadeSyntax>;

/// <summary>A column to change after a foreign key: what the key does, or options.</summary>
public interface IAlterColumnOptionOrForeignKeyCascadeSyntax :
    IAlterColumnOptionSyntax,
    IForeignKeyCascadeSyntax<IAlterColumnOptionSyntax, IAlterColumnOptionOrForeignKeyCascadeSyntax>;
