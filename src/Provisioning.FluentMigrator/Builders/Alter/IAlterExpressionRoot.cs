using FluentMigrator.Builders.Alter.Column;
using FluentMigrator.Builders.Alter.Table;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Alter;

/// <summary>Changes things.</summary>
public interface IAlterExpressionRoot : IFluentSyntax
{
    /// <summary>Changes a table: adds and alters columns, or moves it to another schema.</summary>
    IAlterTableAddColumnOrAlterColumnOrSchemaOrDescriptionSyntax Table(string tableName);

    /// <summary>Changes a column.</summary>
    IAlterColumnOnTableSyntax Column(string columnName);
}
