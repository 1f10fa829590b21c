using System.Data;
using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Runner.Processors;
using Provisioning.Authoring.Collecting;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring.Hosting;

/// <summary>Runs expressions and SQL on the database of a runner.</summary>
internal sealed class EngineProcessor(RunnerSession database, RunnerEngine engine, RunnerMigrations migrations)
    : Processor,
        IProcessorAccessor
{
    public override string DatabaseType => EngineNames.DatabaseType(Dialect.Aliases);

    public override IList<string> DatabaseTypeAliases => [.. Dialect.Aliases];

    IMigrationProcessor IProcessorAccessor.Processor => this;

    private Dialect Dialect => engine.Dialect;

    public override void Execute(string sql) => Send(Dialect.Render(new ExecuteSql(sql)));

    public override DataSet ReadTableData(string schemaName, string tableName) =>
        Read($"SELECT * FROM {Dialect.Quote(new ObjectName(schemaName, tableName))}");

    public override DataSet Read(string template, params object[] args) =>
        database.Run(session => Task.FromResult(Fill(session, Filled(template, args))));

    public override void BeginTransaction()
    {
        if (database.Scope is null)
        {
            database.Begin();
        }
    }

    public override void CommitTransaction() => End(isKept: true);

    public override void RollbackTransaction() => End(isKept: false);

    public override bool SchemaExists(string schemaName) => Ask(schema => schema.SchemaExists(schemaName));

    public override bool TableExists(string schemaName, string tableName) =>
        Ask(schema => schema.TableExists(schemaName, tableName));

    public override bool ColumnExists(string schemaName, string tableName, string columnName) =>
        Ask(schema => schema.ColumnExists(schemaName, tableName, columnName));

    public override bool ConstraintExists(string schemaName, string tableName, string constraintName) =>
        Ask(schema => schema.ConstraintExists(schemaName, tableName, constraintName));

    public override bool IndexExists(string schemaName, string tableName, string indexName) =>
        Ask(schema => schema.IndexExists(schemaName, tableName, indexName));

    public override bool SequenceExists(string schemaName, string sequenceName) =>
        Ask(schema => schema.SequenceExists(schemaName, sequenceName));

    protected override void Run(IMigrationExpression expression) =>
        database.Run(async session =>
        {
            foreach (var operation in migrations.Translate(expression))
            {
                var before = Dialect.DependsOnModel(operation)
                    ? await session.InspectAsync(CancellationToken.None)
                    : DatabaseModel.Empty;
                await session.ExecuteAsync(Dialect.Render(operation, before), CancellationToken.None);
            }

            return true;
        });

    private static DataSet Fill(DatabaseSession session, string sql)
    {
        using var command = session.Connection.CreateCommand();
        command.Transaction = session.Transaction;
        command.CommandText = sql;
        return Fill(command);
    }

    private bool Ask(Func<IQuerySchema, bool> question) =>
        database.Run(session =>
        {
            using var asked = new AskedProcessor(Dialect.Aliases, session.LiveSchema);
            return Task.FromResult(question(asked));
        });

    private void Send(IReadOnlyList<SqlStatement> statements) =>
        database.Run(async session =>
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
