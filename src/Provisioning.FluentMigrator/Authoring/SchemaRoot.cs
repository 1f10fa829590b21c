using FluentMigrator.Builders.Schema;
using FluentMigrator.Builders.Schema.Column;
using FluentMigrator.Builders.Schema.Constraint;
using FluentMigrator.Builders.Schema.Index;
using FluentMigrator.Builders.Schema.Schema;
using FluentMigrator.Builders.Schema.Sequence;
using FluentMigrator.Builders.Schema.Table;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary><c>Schema</c>: questions, answered at once from the state before the migration.</summary>
internal sealed class SchemaRoot(ISchemaState state) : ISchemaExpressionRoot
{
    public ISchemaTableSyntax Table(string tableName) => new TableQuestion(state, tableName);

    public ISchemaSchemaSyntax Schema(string schemaName) => new SchemaQuestion(state, schemaName);

    public ISchemaSequenceSyntax Sequence(string sequenceName) => new Question(() => state.SequenceExists(sequenceName));

    private sealed class SchemaQuestion(ISchemaState state, string schema) : ISchemaSchemaSyntax
    {
        public bool Exists() => state.SchemaExists(schema);

        public ISchemaTableSyntax Table(string tableName) => new TableQuestion(state, new(schema, tableName));

        public ISchemaSequenceSyntax Sequence(string sequenceName) => new Question(() => state.SequenceExists(new(schema, sequenceName)));
    }

    private sealed class TableQuestion(ISchemaState state, ObjectName table) : ISchemaTableSyntax
    {
        public bool Exists() => state.TableExists(table);

        public ISchemaColumnSyntax Column(string columnName) => new Question(() => state.ColumnExists(table, columnName));

        public ISchemaIndexSyntax Index(string indexName) => new Question(() => state.IndexExists(table, indexName));

        public ISchemaConstraintSyntax Constraint(string constraintName) =>
            new Question(() => state.ConstraintExists(table, constraintName));
    }

    private sealed class Question(Func<bool> exists) :
        ISchemaColumnSyntax, ISchemaIndexSyntax, ISchemaConstraintSyntax, ISchemaSequenceSyntax
    {
        public bool Exists() => exists();
    }
}
