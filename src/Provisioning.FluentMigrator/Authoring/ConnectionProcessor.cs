using System.Data;
using System.Globalization;
using FluentMigrator;
using FluentMigrator.Expressions;

namespace Provisioning.Authoring;

/// <summary>Runs the SQL of an expression that a program made itself, over the connection of the run.</summary>
internal sealed class ConnectionProcessor(IDbConnection connection, IDbTransaction? transaction) : IMigrationProcessor
{
    public string ConnectionString => connection.ConnectionString;

    public string DatabaseType => throw Unknown();

    public IList<string> DatabaseTypeAliases => throw Unknown();

    public void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    public void Execute(string template, params object[] args) => Execute(Filled(template, args));

    public DataSet ReadTableData(string? schemaName, string tableName) => throw Unknown();

    public DataSet Read(string template, params object[] args)
    {
        using var command = Command(Filled(template, args));
        return Fill(command);
    }

    public bool Exists(string template, params object[] args) => Read(template, args).Tables is [{ Rows.Count: > 0 }, ..];

    public void BeginTransaction()
    {
        // The run's own transaction is open already.
    }

    public void CommitTransaction()
    {
    }

    public void RollbackTransaction()
    {
    }

    public bool HasTransaction() => transaction is not null;

    public void Process(IMigrationExpression expression) => throw Unknown();

    public bool SchemaExists(string schemaName) => throw Unknown();

    public bool TableExists(string? schemaName, string tableName) => throw Unknown();

    public bool ColumnExists(string? schemaName, string tableName, string columnName) => throw Unknown();

    public bool ConstraintExists(string? schemaName, string tableName, string constraintName) => throw Unknown();

    public bool IndexExists(string? schemaName, string tableName, string indexName) => throw Unknown();

    public bool SequenceExists(string? schemaName, string sequenceName) => throw Unknown();

    public void Dispose()
    {
    }

    /// <summary>The template with its places filled.</summary>
    internal static string Filled(string template, object[] args) => args.Length == 0 ? template : string.Format(CultureInfo.InvariantCulture, template, args);

    /// <summary>What the command's query finds.</summary>
    internal static DataSet Fill(IDbCommand command)
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

    private static NotSupportedException Unknown() => new(
        "An expression of one's own can run and read SQL. What exists has to be asked while the migration describes itself, and other expressions are added to its context.");

    private IDbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
}
