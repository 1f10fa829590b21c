using FluentMigrator.Builders.Schema.Sequence;
using FluentMigrator.Builders.Schema.Table;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Schema.Schema;

/// <summary>A question about a schema or what is in it.</summary>
public interface ISchemaSchemaSyntax : IFluentSyntax
{
    /// <summary>Whether the schema existed before the migration.</summary>
    bool Exists();

    /// <summary>A table in it.</summary>
    ISchemaTableSyntax Table(string tableName);

    /// <summary>A sequence in it.</summary>
    ISchemaSequenceSyntax Sequence(string sequenceName);
}
