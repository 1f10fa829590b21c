using FluentMigrator;
using FluentMigrator.Builders.Schema;
using FluentMigrator.Builders.Schema.Column;
using FluentMigrator.Builders.Schema.Constraint;
using FluentMigrator.Builders.Schema.Index;
using FluentMigrator.Builders.Schema.Schema;
using FluentMigrator.Builders.Schema.Sequence;
using FluentMigrator.Builders.Schema.Table;

namespace Provisioning.Authoring;

/// <summary><c>Schema</c>: questions, answered at once from the state before the migration.</summary>
internal sealed class SchemaRoot(IQuerySchema state) : ISchemaExpressionRoot
{
    public ISchemaTableSyntax Table(string tableName) => new TableQuestion(state, null, tableName);

    public ISchemaSchemaSyntax Schema(string schemaName) => new SchemaQuestion(state, schemaName);

    public ISchemaSequenceSyntax Sequence(string sequenceName) => new Question(() => state.SequenceExists(null, sequenceName));

    private sealed class SchemaQuestion(IQuerySchema state, string schema) : ISchemaSchemaSyntax
    {
        public bool Exists() => state.SchemaExists(schema);

        public ISchemaTableSyntax Table(string tableName) => new TableQuestion(state, schema, tableName);

        public ISchemaSequenceSyntax Sequence(string sequenceName) => new Question(() => state.SequenceExists(schema, sequenceName));
    }

    private sealed class TableQuestion(IQuerySchema state, string? schema, string table) : ISchemaTableSyntax
    {
        public bool Exists() => state.TableExists(schema, table);

        public ISchemaColumnSyntax Column(string columnName) => new Question(() => state.ColumnExists(schema, table, columnName));

        public ISchemaIndexSyntax Index(string indexName) => new Question(() => state.IndexExists(schema, table, indexName));

        public ISchemaConstraintSyntax Constraint(string constraintName) =>
            new Question(() => state.ConstraintExists(schema, table, constraintName));
    }

    private sealed class Question(Func<bool> exists) :
        ISchemaColumnSyntax, ISchemaIndexSyntax, ISchemaConstraintSyntax, ISchemaSequenceSyntax
    {
        public bool Exists() => exists();
    }
}
