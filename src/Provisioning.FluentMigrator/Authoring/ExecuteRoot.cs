using System.Data;
using System.Reflection;
using FluentMigrator.Builders.Execute;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;

namespace Provisioning.Authoring;

/// <summary><c>Execute</c>.</summary>
internal sealed class ExecuteRoot(IMigrationContext context, Assembly assembly) : Root(context), IExecuteExpressionRoot
{
    private static readonly Dictionary<string, object?> None = [];

    public void Sql(string sqlStatement) => Add(sqlStatement, null, None);

    public void Sql(string sqlStatement, string description) => Add(sqlStatement, description, None);

    public void Sql(string sqlStatement, IDictionary<string, string> parameters) => Sql(sqlStatement, Objects(parameters));

    public void Sql(string sqlStatement, IDictionary<string, object?> parameters) => Add(sqlStatement, null, parameters);

    public void Sql(string sqlStatement, string description, IDictionary<string, string> parameters) =>
        Sql(sqlStatement, description, Objects(parameters));

    public void Sql(string sqlStatement, string description, IDictionary<string, object?> parameters) =>
        Add(sqlStatement, description, parameters);

    public void Script(string pathToSqlScript) => Script(pathToSqlScript, None);

    public void Script(string pathToSqlScript, IDictionary<string, string> parameters) => Script(pathToSqlScript, Objects(parameters));

    public void Script(string pathToSqlScript, IDictionary<string, object?> parameters)
    {
        if (File.Exists(pathToSqlScript))
        {
            Add(File.ReadAllText(pathToSqlScript), $"execute script {pathToSqlScript}", parameters);
        }
        else
        {
            Add(new FailedDraft($"there is no script {Path.GetFullPath(pathToSqlScript)}"));
        }
    }

    public void EmbeddedScript(string embeddedSqlScriptName) => EmbeddedScript(embeddedSqlScriptName, None);

    public void EmbeddedScript(string embeddedSqlScriptName, IDictionary<string, string> parameters) =>
        EmbeddedScript(embeddedSqlScriptName, Objects(parameters));

    public void EmbeddedScript(string embeddedSqlScriptName, IDictionary<string, object?> parameters)
    {
        var names = EmbeddedScripts.Find(assembly, embeddedSqlScriptName);
        if (names is [var name])
        {
            Add(EmbeddedScripts.Read(assembly, name), $"execute embedded script {embeddedSqlScriptName}", parameters);
        }
        else
        {
            Add(new FailedDraft(names.Count == 0
                ? $"assembly {assembly.GetName().Name} embeds no script {embeddedSqlScriptName}"
                : $"assembly {assembly.GetName().Name} embeds several scripts {embeddedSqlScriptName}: {string.Join(", ", names)}"));
        }
    }

    public void WithConnection(Action<IDbConnection, IDbTransaction> operation) => Add(operation, null);

    public void WithConnection(Action<IDbConnection, IDbTransaction> operation, string description) => Add(operation, description);

    private static Dictionary<string, object?> Objects(IDictionary<string, string> parameters) =>
        parameters.ToDictionary(parameter => parameter.Key, object? (parameter) => parameter.Value, StringComparer.Ordinal);

    private void Add(Action<IDbConnection, IDbTransaction> operation, string? description) =>
        Add(new PerformDBOperationExpression { Operation = operation, Description = description });

    private void Add(string sql, string? description, IDictionary<string, object?> parameters) =>
        Add(new ExecuteSqlStatementExpression { SqlStatement = sql, Description = description, Parameters = parameters });
}
