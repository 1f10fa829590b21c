using FluentMigrator.Builders.Rename.Column;
using FluentMigrator.Builders.Rename.Table;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Rename;

/// <summary>Gives things other names.</summary>
public interface IRenameExpressionRoot : IFluentSyntax
{
    /// <summary>Gives a table another name.</summary>
    IRenameTableToOrInSchemaSyntax Table(string oldName);

    /// <summary>Gives a column another name.</summary>
    IRenameColumnTableSyntax Column(string oldName);
}

/// <summary>A column to rename: its table.</summary>
public interface IRenameColumnTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    IRenameColumnToOrInSchemaSyntax OnTable(string tableName);
}
