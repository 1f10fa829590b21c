using FluentMigrator.Expressions;
using Provisioning.Authoring.Collecting;
using Provisioning.Operations;

namespace Provisioning.Authoring.Translation;

/// <summary>Translates SQL that stands in a migration, in a file or in an assembly.</summary>
internal static class Scripts
{
    /// <summary>Runs the SQL; a script that is missing or cannot be read is a problem.</summary>
    public static IEnumerable<Operation> Execute(ExecuteSqlScriptExpressionBase script, Problems problems)
    {
        try
        {
            return [new ExecuteSql(SqlRecorder.Sql(script), Describe(script))];
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            problems.Add($"there is no {Name(script)}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            problems.Add($"{Name(script)} cannot be read: {OneLine(error.Message)}");
        }

        return [];
    }

    private static string? Describe(ExecuteSqlScriptExpressionBase script) =>
        script is ExecuteSqlStatementExpression e ? e.Description : $"execute {Name(script)}";

    private static string Name(ExecuteSqlScriptExpressionBase script) =>
        script switch
        {
            ExecuteSqlScriptExpression e => $"script {e.SqlScript}",
            ExecuteEmbeddedSqlScriptExpression e => $"embedded script {e.SqlScript}",
            IAutoNameExpression e => $"embedded script {e.AutoNames.FirstOrDefault()}",
            _ => "script",
        };

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}

/// <summary>Takes down the SQL that an expression would run: the text of a statement or script, its tokens
/// replaced.</summary>
internal sealed class SqlRecorder : Processor
{
    private readonly List<string> _sql = [];

    /// <summary>The SQL of the expression.</summary>
    /// <exception cref="InvalidOperationException">There is no such script, or more than one.</exception>
    /// <exception cref="IOException">The script cannot be read.</exception>
    public static string Sql(ExecuteSqlScriptExpressionBase expression)
    {
        var recorder = new SqlRecorder();
        expression.ExecuteWith(recorder);
        return string.Join(";\n", recorder._sql);
    }

    public override void Execute(string sql) => _sql.Add(sql);
}
