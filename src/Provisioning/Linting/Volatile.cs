using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>Whether defaults are the same for every row that gets them in one statement.</summary>
internal static class Volatile
{
    /// <summary>Whether each row gets a value of its own; null where a function is used that is not known.</summary>
    public static bool? IsMadePerRow(DefaultValue? value, Known before) =>
        value switch
        {
            null => false,
            FunctionDefault made => made.Function is SystemFunction.NewGuid or SystemFunction.NewSequentialId,
            ExpressionDefault { Sql: var sql } => IsMadePerRow(sql, before),
            LiteralDefault { Value: SqlExpression { Sql: var sql } } => IsMadePerRow(sql, before),
            _ => false,
        };

    private static bool? IsMadePerRow(string sql, Known before)
    {
        var words = new SqlWords(sql, postgres: true);
        return FunctionVolatility.Of(words, 0, words.Count, before.Model);
    }
}
