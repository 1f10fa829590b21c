using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Delete.Column;

/// <summary>Columns to drop: a further one, or their table.</summary>
public interface IDeleteColumnFromTableSyntax : IFluentSyntax
{
    /// <summary>The table.</summary>
    IInSchemaSyntax FromTable(string tableName);

    /// <summary>A further column of the same table.</summary>
    IDeleteColumnFromTableSyntax Column(string columnName);
}
