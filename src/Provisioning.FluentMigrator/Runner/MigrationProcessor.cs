using System.Data;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace FluentMigrator.Runner;

/// <summary>Runs expressions and SQL on the database of a runner.</summary>
internal sealed class MigrationProcessor(RunnerSession database) : IMigrationProcessor
{
    public string ConnectionString => database.Database.ConnectionString;

    public string DatabaseType => Dialect.Aliases[0];

    public IList<string> DatabaseTypeAliases => [.. Dialect.Aliases.Skip(1)];

    private Dialect Dialect => database.Database.Dialect;

    public void Execute(string sql) => Send(Dialect.Render(new ExecuteSql(sql)));

    public void Execute(string template, params object[] args) => Execute(Filled(template, args));

    public DataSet ReadTableData(string? schemaName, string tableName) => Read($"SELECT * FROM {Dialect.Quote(new ObjectName(schemaName, tableName))}");

    public DataSet Read(string template, params object[] args) => database.Run(session => Task.FromResult(Fill(session, Filled(template, args))));

    public bool Exists(string template, params object[] args) => Read(template, args).Tables is [{ Rows.Count: > 0 }, ..];

    public void BeginTransaction()
    {
        if (database.Scope is null)
        {
            database.Begin();
        }
    }

    public void CommitTransaction() => End(isKept: true);

    public void RollbackTransaction() => End(isKept: false);

    public bool HasTransaction() => database.Scope is not null;

    public void Process(IMigrationExpression expression) => database.Run(async session =>
    {
        foreach (var operation in Drafts.Operations(expression.GetType().Name, [expression]))
        {
            var before = Dialect.DependsOnModel(operation) ? await session.InspectAsync(CancellationToken.None) : DatabaseModel.Empty;
            await session.ExecuteAsync(Dialect.Render(operation, before), CancellationToken.None);
        }

        return true;
    });

    public bool SchemaExists(string schemaName) => Ask(schema => schema.SchemaExists(schemaName));

    public bool TableExists(string? schemaName, string tableName) => Ask(schema => schema.TableExists(schemaName, tableName));

    public bool ColumnExists(string? schemaName, string tableName, string columnName) => Ask(schema => schema.ColumnExists(schemaName, tableName, columnName));

    public bool ConstraintExists(string? schemaName, string tableName, string constraintName) =>
        Ask(schema => schema.ConstraintExists(schemaName, tableName, constraintName));

    public bool IndexExists(string? schemaName, string tableName, string indexName) => Ask(schema => schema.IndexExists(schemaName, tableName, indexName));

    public bool SequenceExists(string? schemaName, string sequenceName) => Ask(schema => schema.SequenceExists(schemaName, sequenceName));

    // The session belongs to the scope of services, which closes it.
    public void Dispose()
    {
    }

    private static string Filled(string template, object[] args) => ConnectionProcessor.Filled(template, args);

    private static DataSet Fill(DatabaseSession session, string sql)
    {
        using var command = session.Connection.CreateCommand();
        command.Transaction = session.Transaction;
        command.CommandText = sql;
        return ConnectionProcessor.Fill(command);
    }

    private bool Ask(Func<IQuerySchema, bool> question) =>
        database.Run(session => Task.FromResult(question(new EngineQuerySchema(Dialect.Aliases, session.Catalog))));

    private void Send(IReadOnlyList<SqlStatement> statements) => database.Run(async session =>
    {
        await session.ExecuteAsync(statements, CancellationToken.None);
        return true;
    });

    private void End(bool isKept)
    {
        if (database.Scope is { } scope)
        {
            Task.Run(() => scope.EndAsync(isKept)).GetAwaiter().GetResult();
        }
    }
}
