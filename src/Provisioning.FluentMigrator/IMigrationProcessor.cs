using System.Data;
using FluentMigrator.Expressions;

namespace FluentMigrator;

/// <summary>A database that expressions and SQL run on.</summary>
public interface IMigrationProcessor : IQuerySchema, IDisposable
{
    /// <summary>The connection string.</summary>
    string ConnectionString { get; }

    /// <summary>Runs SQL.</summary>
    void Execute(string sql);

    /// <summary>Runs SQL with <see cref="string.Format(string, object[])"/>'s places filled. Values are put in as they are: quote what is not yours.</summary>
    void Execute(string template, params object[] args);

    /// <summary>Reads a whole table.</summary>
    DataSet ReadTableData(string? schemaName, string tableName);

    /// <summary>Reads what a query finds, its places filled as <see cref="Execute(string, object[])"/> does.</summary>
    DataSet Read(string template, params object[] args);

    /// <summary>Whether a query finds anything.</summary>
    bool Exists(string template, params object[] args);

    /// <summary>Opens a transaction around everything that follows.</summary>
    void BeginTransaction();

    /// <summary>Keeps what was done in the transaction.</summary>
    void CommitTransaction();

    /// <summary>Takes back what was done in the transaction; does nothing where none is open.</summary>
    void RollbackTransaction();

    /// <summary>Whether a transaction is open.</summary>
    bool HasTransaction();

    /// <summary>Runs an expression.</summary>
    void Process(IMigrationExpression expression);
}
