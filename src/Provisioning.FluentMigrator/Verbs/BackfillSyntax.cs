using FluentMigrator.Builders.Execute;
using FluentMigrator.Infrastructure;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>What can be executed beyond FluentMigrator.</summary>
public static class ExecuteExtensions
{
    extension(IExecuteExpressionRoot execute)
    {
        /// <summary>Sets columns of many rows in batches by primary key, each in a transaction of its own, so that no
        /// row is locked for long and a run that was killed goes on after the last batch. Its migration is marked
        /// <c>TransactionBehavior.None</c>. FluentMigrator's own runner, and a script, change all rows with one
        /// statement.</summary>
        /// <param name="tableName">The table, which has a primary key.</param>
        public IBackfillSetOrInSchemaSyntax Backfill(string tableName) =>
            Chain.Add(execute, new BackfillBuilder(tableName));
    }
}

/// <summary>A backfill: its table's schema, or the first column.</summary>
public interface IBackfillSetOrInSchemaSyntax : IBackfillSetSyntax
{
    /// <summary>The schema; null is the default one.</summary>
    IBackfillSetSyntax InSchema(string? schemaName);
}

/// <summary>A backfill: a column.</summary>
public interface IBackfillSetSyntax : IFluentSyntax
{
    /// <summary>A column and its new value.</summary>
    /// <param name="columnName">The column, which is not in the primary key.</param>
    /// <param name="sql">SQL over the row as it is: <c>first_name || ' ' || last_name</c>.</param>
    IBackfillOptionsSyntax Set(string columnName, string sql);
}

/// <summary>A backfill: further columns, and what else holds for it.</summary>
public interface IBackfillOptionsSyntax : IBackfillSetSyntax
{
    /// <summary>Rows that do not meet the condition stay as they are.</summary>
    /// <param name="sql">SQL over one row.</param>
    IBackfillOptionsSyntax Where(string sql);

    /// <summary>How many rows a batch reads; 5,000 by default.</summary>
    IBackfillOptionsSyntax BatchSize(int rows);
}

/// <summary><c>Execute.Backfill</c>.</summary>
internal sealed class BackfillBuilder(string table)
    : SchemaExpression,
        IBackfillSetOrInSchemaSyntax,
        IBackfillOptionsSyntax
{
    private readonly List<ColumnValue> _set = [];
    private string? _where;
    private int _batchSize = Provisioning.Operations.Backfill.DefaultBatchSize;

    private ObjectName Table => InSchema(table);

    IBackfillSetSyntax IBackfillSetOrInSchemaSyntax.InSchema(string? schemaName)
    {
        SchemaName = schemaName;
        return this;
    }

    public IBackfillOptionsSyntax Set(string columnName, string sql)
    {
        _set.Add(new(columnName, new SqlExpression(sql)));
        return this;
    }

    public IBackfillOptionsSyntax Where(string sql)
    {
        _where = sql;
        return this;
    }

    public IBackfillOptionsSyntax BatchSize(int rows)
    {
        _batchSize = rows;
        return this;
    }

    public override void Check(Problems problems)
    {
        problems.Require(Table, "a backfill");
        problems.Require([.. _set.Select(value => value.Column)], $"the backfill of {Table}");
        problems.AddIf(
            _set.Any(value => value.Value is SqlExpression { Sql: var sql } && string.IsNullOrWhiteSpace(sql)),
            $"the backfill of {Table} has a column without a value"
        );
        problems.AddIf(
            _where is not null && string.IsNullOrWhiteSpace(_where),
            $"the backfill of {Table} has a condition without SQL"
        );
        problems.AddIf(_batchSize < 1, $"the backfill of {Table} has batches without rows");
    }

    public override IEnumerable<Operation> Operations() =>
        [new Backfill(Table, [.. _set], _where) { BatchSize = _batchSize }];
}
