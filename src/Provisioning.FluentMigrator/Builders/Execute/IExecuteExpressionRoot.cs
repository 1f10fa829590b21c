using System.Data;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Builders.Execute;

/// <summary>Runs SQL and code. In SQL with parameters <c>$(name)</c> becomes the parameter's value as it stands and
/// <c>$$((name))</c> the text <c>$(name)</c>; <c>$[name]</c> becomes the value as an SQL literal, and <c>$$[[name]]</c> the text
/// <c>$[name]</c>. A name without a parameter is left as it is.</summary>
public interface IExecuteExpressionRoot : IFluentSyntax
{
    /// <summary>Runs SQL: one statement or several.</summary>
    void Sql(string sqlStatement);

    /// <summary>Runs SQL; messages call it by the description.</summary>
    void Sql(string sqlStatement, string description);

    /// <summary>Runs SQL with parameters.</summary>
    void Sql(string sqlStatement, IDictionary<string, string> parameters);

    /// <summary>Runs SQL with parameters; messages call it by the description.</summary>
    void Sql(string sqlStatement, string description, IDictionary<string, string> parameters);

    /// <inheritdoc cref="Sql(string,IDictionary{string,string})" />
    void Sql(string sqlStatement, IDictionary<string, object?> parameters);

    /// <inheritdoc cref="Sql(string,string,IDictionary{string,string})" />
    void Sql(string sqlStatement, string description, IDictionary<string, object?> parameters);

    /// <summary>Runs the SQL of a file. A relative path starts at the working directory.</summary>
    void Script(string pathToSqlScript);

    /// <summary>Runs the SQL of a file with parameters.</summary>
    void Script(string pathToSqlScript, IDictionary<string, string> parameters);

    /// <inheritdoc cref="Script(string,IDictionary{string,string})" />
    void Script(string pathToSqlScript, IDictionary<string, object?> parameters);

    /// <summary>Runs the SQL of a resource of the migration's assembly, found by the end of its name, from a dot on, in any case.</summary>
    void EmbeddedScript(string embeddedSqlScriptName);

    /// <summary>Runs the SQL of a resource of the migration's assembly with parameters.</summary>
    void EmbeddedScript(string embeddedSqlScriptName, IDictionary<string, string> parameters);

    /// <inheritdoc cref="EmbeddedScript(string,IDictionary{string,string})" />
    void EmbeddedScript(string embeddedSqlScriptName, IDictionary<string, object?> parameters);

    /// <summary>Runs code over the connection, at its place among the other steps. A preview leaves it out.</summary>
    void WithConnection(Action<IDbConnection, IDbTransaction> operation);

    /// <summary>Runs code over the connection; messages call it by the description.</summary>
    void WithConnection(Action<IDbConnection, IDbTransaction> operation, string description);
}
