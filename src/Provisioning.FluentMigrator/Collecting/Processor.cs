using System.Data;
using System.Globalization;
using FluentMigrator;
using FluentMigrator.Expressions;

namespace Provisioning.Authoring.Collecting;

/// <summary>What expressions are handed to. By itself it can do nothing: whoever derives from it says what it
/// can.</summary>
internal abstract class Processor : IMigrationProcessor
{
    public virtual string DatabaseType => throw Unable();

    public virtual IList<string> DatabaseTypeAliases => throw Unable();

    public virtual void Execute(string sql) => throw Unable();

    public void Execute(string template, params object[] args) => Execute(Filled(template, args));

    public virtual DataSet ReadTableData(string schemaName, string tableName) => throw Unable();

    public virtual DataSet Read(string template, params object[] args) => throw Unable();

    public virtual bool Exists(string template, params object[] args) =>
        Read(template, args).Tables is [{ Rows.Count: > 0 }, ..];

    public virtual void BeginTransaction() => throw Unable();

    public virtual void CommitTransaction() => throw Unable();

    public virtual void RollbackTransaction() => throw Unable();

    public virtual bool SchemaExists(string schemaName) => throw Unable();

    public virtual bool TableExists(string schemaName, string tableName) => throw Unable();

    public virtual bool ColumnExists(string schemaName, string tableName, string columnName) => throw Unable();

    public virtual bool ConstraintExists(string schemaName, string tableName, string constraintName) => throw Unable();

    public virtual bool IndexExists(string schemaName, string tableName, string indexName) => throw Unable();

    public virtual bool SequenceExists(string schemaName, string sequenceName) => throw Unable();

    public virtual bool DefaultValueExists(
        string schemaName,
        string tableName,
        string columnName,
        object defaultValue
    ) => throw Unable();

    public void Process(CreateSchemaExpression expression) => Run(expression);

    public void Process(DeleteSchemaExpression expression) => Run(expression);

    public void Process(AlterTableExpression expression) => Run(expression);

    public void Process(AlterColumnExpression expression) => Run(expression);

    public void Process(CreateTableExpression expression) => Run(expression);

    public void Process(CreateColumnExpression expression) => Run(expression);

    public void Process(DeleteTableExpression expression) => Run(expression);

    public void Process(DeleteColumnExpression expression) => Run(expression);

    public void Process(CreateForeignKeyExpression expression) => Run(expression);

    public void Process(DeleteForeignKeyExpression expression) => Run(expression);

    public void Process(CreateIndexExpression expression) => Run(expression);

    public void Process(DeleteIndexExpression expression) => Run(expression);

    public void Process(RenameTableExpression expression) => Run(expression);

    public void Process(RenameColumnExpression expression) => Run(expression);

    public void Process(InsertDataExpression expression) => Run(expression);

    public void Process(AlterDefaultConstraintExpression expression) => Run(expression);

    public void Process(PerformDBOperationExpression expression) => Run(expression);

    public void Process(DeleteDataExpression expression) => Run(expression);

    public void Process(UpdateDataExpression expression) => Run(expression);

    public void Process(AlterSchemaExpression expression) => Run(expression);

    public void Process(CreateSequenceExpression expression) => Run(expression);

    public void Process(DeleteSequenceExpression expression) => Run(expression);

    public void Process(CreateConstraintExpression expression) => Run(expression);

    public void Process(DeleteConstraintExpression expression) => Run(expression);

    public void Process(DeleteDefaultConstraintExpression expression) => Run(expression);

    // Whoever opens something disposes of it.
    public void Dispose() { }

    /// <summary>Carries out one of the package's expressions.</summary>
    protected virtual void Run(IMigrationExpression expression) => throw Unable();

    /// <summary>The template with its places filled.</summary>
    protected static string Filled(string template, object[] args) =>
        args.Length == 0 ? template : string.Format(CultureInfo.InvariantCulture, template, args);

    /// <summary>What a command's query finds.</summary>
    protected static DataSet Fill(IDbCommand command)
    {
        using var reader = command.ExecuteReader();
        var data = new DataSet { Locale = CultureInfo.InvariantCulture };
        var table = data.Tables.Add();
        for (var column = 0; column < reader.FieldCount; column++)
        {
            table.Columns.Add(reader.GetName(column), typeof(object));
        }

        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            table.Rows.Add(row);
        }

        return data;
    }

    private protected virtual NotSupportedException Unable() =>
        new("Only SQL can be taken down here, and nothing can be asked.");
}
