using System.Data;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Create.ForeignKey;

/// <summary>A new foreign key: the table that has it.</summary>
public interface ICreateForeignKeyFromTableSyntax : IFluentSyntax
{
    /// <summary>The table that has it.</summary>
    ICreateForeignKeyForeignColumnOrInSchemaSyntax FromTable(string table);
}

/// <summary>A new foreign key: its table's schema or columns.</summary>
public interface ICreateForeignKeyForeignColumnOrInSchemaSyntax : ICreateForeignKeyForeignColumnSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateForeignKeyForeignColumnSyntax InSchema(string? schemaName);
}

/// <summary>A new foreign key: its columns.</summary>
public interface ICreateForeignKeyForeignColumnSyntax : IFluentSyntax
{
    /// <summary>Its column.</summary>
    ICreateForeignKeyToTableSyntax ForeignColumn(string column);

    /// <summary>Its columns, in the order of those referred to.</summary>
    ICreateForeignKeyToTableSyntax ForeignColumns(params string[] columns);
}

/// <summary>A new foreign key: the table referred to.</summary>
public interface ICreateForeignKeyToTableSyntax : IFluentSyntax
{
    /// <summary>The table referred to.</summary>
    ICreateForeignKeyPrimaryColumnOrInSchemaSyntax ToTable(string table);
}

/// <summary>A new foreign key: the schema or the columns referred to.</summary>
public interface ICreateForeignKeyPrimaryColumnOrInSchemaSyntax : ICreateForeignKeyPrimaryColumnSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    ICreateForeignKeyPrimaryColumnSyntax InSchema(string? schemaName);
}

/// <summary>A new foreign key: the columns referred to.</summary>
public interface ICreateForeignKeyPrimaryColumnSyntax : IFluentSyntax
{
    /// <summary>The column referred to.</summary>
    ICreateForeignKeyCascadeSyntax PrimaryColumn(string column);

    /// <summary>The columns referred to, in order.</summary>
    ICreateForeignKeyCascadeSyntax PrimaryColumns(params string[] columns);
}

/// <summary>A new foreign key: what it does when the row referred to goes or changes.</summary>
public interface ICreateForeignKeyCascadeSyntax : IFluentSyntax
{
    /// <summary>When the row referred to goes.</summary>
    ICreateForeignKeyCascadeSyntax OnDelete(Rule rule);

    /// <summary>When the key referred to changes.</summary>
    ICreateForeignKeyCascadeSyntax OnUpdate(Rule rule);

    /// <summary>In both cases.</summary>
    void OnDeleteOrUpdate(Rule rule);
}
