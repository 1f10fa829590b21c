using FluentMigrator.Builders.Schema.Schema;
using FluentMigrator.Builders.Schema.Sequence;
using FluentMigrator.Builders.Schema.Table;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Schema;

/// <summary>Asks what exists before the migration.</summary>
public interface ISchemaExpressionRoot : IFluentSyntax
{
    /// <summary>A table of the default schema.</summary>
    ISchemaTableSyntax Table(string tableName);

    /// <summary>A schema.</summary>
    ISchemaSchemaSyntax Schema(string schemaName);

    /// <summary>A sequence of the default schema.</summary>
    ISchemaSequenceSyntax Sequence(string sequenceName);
}
