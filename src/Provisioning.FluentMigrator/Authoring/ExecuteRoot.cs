using System.Data;
using FluentMigrator.Builders.Execute;
using Provisioning.Operations;

namespace Provisioning.Authoring;

/// <summary><c>Execute</c>.</summary>
internal sealed class ExecuteRoot(OperationCollector collector) : IExecuteExpressionRoot
{
    private static readonly Dictionary<string, string> None = [];

    public void Sql(string sqlStatement) => Add(sqlStatement, null, None);

    public void Sql(string sqlStatement, string description) => Add(sqlStatement, description, None);

    public void Sql(string sqlStatement, IDictionary<string, string> parameters) => Add(sqlStatement, null, parameters);

    public void Sql(string sqlStatement, string description, IDictionary<string, string> parameters) =>
        Add(sqlStatement, description, parameters);

    public void Script(string pathToSqlScript) => Script(pathToSqlScript, None);

    public void Script(string pathToSqlScript, IDictionary<string, string> parameters)
    {
        if (File.Exists(pathToSqlScript))
        {
            Add(File.ReadAllText(pathToSqlScript), $"execute script {pathToSqlScript}", parameters);
        }
        else
        {
            collector.Add(new FailedDraft($"there is no script {Path.GetFullPath(pathToSqlScript)}"));
        }
    }

    public void EmbeddedScript(string embeddedSqlScriptName) => EmbeddedScript(embeddedSqlScriptName, None);

    public void EmbeddedScript(string embeddedSqlScriptName, IDictionary<string, string> parameters)
    {
        var names = EmbeddedScripts.Find(collector.Assembly, embeddedSqlScriptName);
        if (names is [var name])
        {
            Add(EmbeddedScripts.Read(collector.Assembly, name), $"execute embedded script {embeddedSqlScriptName}", parameters);
        }
        else
        {
            collector.Add(new FailedDraft(names.Count == 0
                ? $"assembly {collector.Assembly.GetName().Name} embeds no script {embeddedSqlScriptName}"
                : $"assembly {collector.Assembly.GetName().Name} embeds several scripts {embeddedSqlScriptName}: {string.Join(", ", names)}"));
        }
    }

    public void WithConnection(Action<IDbConnection, IDbTransaction> operation) => Add(operation, null);

    public void WithConnection(Action<IDbConnection, IDbTransaction> operation, string description) => Add(operation, description);

    // Without a transaction the code gets null in its place, as FluentMigrator has it.
    private void Add(Action<IDbConnection, IDbTransaction> operation, string? description) =>
        collector.Add(new FinishedDraft(new ExecuteCode((connection, transaction) => operation(connection, transaction!), description)));

    private void Add(string sql, string? description, IDictionary<string, string> parameters) =>
        collector.Add<IDraft>(string.IsNullOrWhiteSpace(sql)
            ? new FailedDraft(description is null ? "an SQL text to execute is empty" : $"the SQL text of \"{description}\" is empty")
            : new FinishedDraft(new ExecuteSql(SqlTokens.Replace(sql, parameters), description)));
}
