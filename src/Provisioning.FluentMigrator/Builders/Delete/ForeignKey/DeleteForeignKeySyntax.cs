using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Delete.ForeignKey;

/// <summary>A foreign key to drop by name: the table that has it.</summary>
public interface IDeleteForeignKeyOnTableSyntax : IFluentSyntax
{
    /// <summary>The table that has it.</summary>
    IInSchemaSyntax OnTable(string foreignTableName);
}

/// <summary>A foreign key to drop by what it joins: the table that has it.</summary>
public interface IDeleteForeignKeyFromTableSyntax : IFluentSyntax
{
    /// <summary>The table that has it.</summary>
    IDeleteForeignKeyForeignColumnOrInSchemaSyntax FromTable(string foreignTableName);
}

/// <summary>A foreign key to drop: its table's schema or columns.</summary>
public interface IDeleteForeignKeyForeignColumnOrInSchemaSyntax : IDeleteForeignKeyForeignColumnSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IDeleteForeignKeyForeignColumnSyntax InSchema(string? schemaName);
}

/// <summary>A foreign key to drop: its columns.</summary>
public interface IDeleteForeignKeyForeignColumnSyntax : IFluentSyntax
{
    /// <summary>Its column.</summary>
    IDeleteForeignKeyToTableSyntax ForeignColumn(string column);

    /// <summary>Its columns in order.</summary>
    IDeleteForeignKeyToTableSyntax ForeignColumns(params string[] columns);
}

/// <summary>A foreign key to drop: the table referred to.</summary>
public interface IDeleteForeignKeyToTableSyntax : IFluentSyntax
{
    /// <summary>The table referred to.</summary>
    IDeleteForeignKeyPrimaryColumnSyntax ToTable(string table);
}

/// <summary>A foreign key to drop: the columns referred to.</summary>
public interface IDeleteForeignKeyPrimaryColumnSyntax : IFluentSyntax
{
    /// <summary>The schema of the table referred to; null is the default one.</summary>
    IDeleteForeignKeyPrimaryColumnSyntax InSchema(string? schemaName);

    /// <summary>The column referred to.</summary>
    void PrimaryColumn(string column);

    /// <summary>The columns referred to, in order.</summary>
    void PrimaryColumns(params string[] columns);
}
