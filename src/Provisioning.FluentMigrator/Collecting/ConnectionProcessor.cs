using System.Data;
using FluentMigrator;
using FluentMigrator.Expressions;
using Microsoft.Data.Sqlite;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Authoring.Collecting;

/// <summary>Carries out an expression that a program made itself, over the connection of the run and inside its
/// transaction.</summary>
internal sealed class ConnectionProcessor(IDbConnection connection, IDbTransaction? transaction) : Processor
{
    public override string DatabaseType =>
        connection is SqliteConnection ? ProcessorIdConstants.SQLite : ProcessorIdConstants.PostgreSQL15_0;

    public override IList<string> DatabaseTypeAliases => [.. Dialect.Aliases];

    private Dialect Dialect => field ??= EngineNames.Dialect(DatabaseType);

    public override void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    public override DataSet Read(string template, params object[] args)
    {
        using var command = Command(Filled(template, args));
        return Fill(command);
    }

    public override DataSet ReadTableData(string schemaName, string tableName) =>
        Read($"SELECT * FROM {Dialect.Quote(new ObjectName(schemaName, tableName))}");

    public override void BeginTransaction()
    {
        // The run's own transaction is open already.
    }

    public override void CommitTransaction() { }

    public override void RollbackTransaction() { }

    protected override void Run(IMigrationExpression expression)
    {
        foreach (var operation in Describer.Translate(expression.GetType().Name, [expression]))
        {
            if (Dialect.DependsOnModel(operation))
            {
                throw new NotSupportedException(
                    $"{operation.Summary} depends on what the table is. Describe it in the migration itself."
                );
            }

            foreach (var statement in Dialect.Render(operation))
            {
                Execute(statement.Text);
            }
        }
    }

    private protected override NotSupportedException Unable() =>
        new(
            "An expression of a program's own can run and read SQL. Ask what exists while the migration describes "
                + "itself."
        );

    private IDbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
}
