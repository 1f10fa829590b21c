using System.Data;
using Provisioning.Authoring;
using Provisioning.Operations;

namespace FluentMigrator.Expressions;

/// <summary>Runs SQL as it stands, after its tokens were replaced.</summary>
public class ExecuteSqlStatementExpression : MigrationExpressionBase, IDraft
{
    /// <summary>The text: one statement or several.</summary>
    public virtual string? SqlStatement { get; set; }

    /// <summary>What it does, for messages; null for the beginning of the text.</summary>
    public virtual string? Description { get; set; }

    /// <summary>What <c>$(name)</c> and <c>$[name]</c> in the text stand for.</summary>
    public virtual IDictionary<string, object?> Parameters { get; set; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    void IDraft.Check(Problems problems)
    {
        if (string.IsNullOrWhiteSpace(SqlStatement))
        {
            problems.Add(Description is null ? "an SQL text to execute is empty" : $"the SQL text of \"{Description}\" is empty");
        }
    }

    IEnumerable<Operation> IDraft.Operations() => [new ExecuteSql(SqlTokens.Replace(SqlStatement!, Parameters), Description)];
}

/// <summary>Runs code over the connection.</summary>
public class PerformDBOperationExpression : MigrationExpressionBase, IDraft
{
    /// <summary>The code. Outside a transaction it gets null in its place.</summary>
    public virtual Action<IDbConnection, IDbTransaction>? Operation { get; set; }

    /// <summary>What it does, for messages and scripts; null for nothing.</summary>
    public virtual string? Description { get; set; }

    void IDraft.Check(Problems problems)
    {
        if (Operation is null)
        {
            problems.Add("an operation over the connection has no code");
        }
    }

    IEnumerable<Operation> IDraft.Operations() =>
        [new ExecuteCode((connection, transaction) => Operation!(connection, transaction!), Description)];
}
