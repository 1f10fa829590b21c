using FluentMigrator.Expressions;
using Provisioning.Authoring.Collecting;

namespace Provisioning.Authoring.Translation;

/// <summary>Takes down the SQL that an expression would run: the text of a statement or script, its tokens replaced.</summary>
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
