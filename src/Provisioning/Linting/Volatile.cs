using System.Text.RegularExpressions;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>Whether defaults are the same for every row that gets them in one statement.</summary>
internal static partial class Volatile
{
    private static readonly HashSet<string> PerRow = new(StringComparer.OrdinalIgnoreCase)
    {
        "clock_timestamp",
        "gen_random_bytes",
        "gen_random_uuid",
        "nextval",
        "random",
        "random_normal",
        "timeofday",
        "uuid_generate_v1",
        "uuid_generate_v1mc",
        "uuid_generate_v4",
        "uuidv4",
        "uuidv7",
    };

    // What PostgreSQL has built in and defaults use, stable or immutable, and the words that look like a call.
    private static readonly HashSet<string> Same = new(StringComparer.OrdinalIgnoreCase)
    {
        "abs",
        "and",
        "array",
        "array_fill",
        "cast",
        "coalesce",
        "concat",
        "concat_ws",
        "current_setting",
        "current_timestamp",
        "currval",
        "date_part",
        "date_trunc",
        "decode",
        "encode",
        "extract",
        "floor",
        "greatest",
        "hex",
        "in",
        "inet_client_addr",
        "json_build_array",
        "json_build_object",
        "jsonb_build_array",
        "jsonb_build_object",
        "least",
        "left",
        "length",
        "lower",
        "lpad",
        "make_date",
        "make_interval",
        "make_timestamp",
        "make_timestamptz",
        "md5",
        "not",
        "now",
        "nullif",
        "numeric",
        "or",
        "repeat",
        "replace",
        "right",
        "round",
        "row",
        "rpad",
        "substr",
        "substring",
        "timezone",
        "to_char",
        "to_date",
        "to_json",
        "to_jsonb",
        "to_timestamp",
        "to_tsvector",
        "transaction_timestamp",
        "statement_timestamp",
        "trim",
        "trunc",
        "upper",
        "uuid_nil",
        "values",
        "varchar",
        "char",
        "character",
        "decimal",
        "interval",
        "time",
        "timestamp",
        "timestamptz",
        "varying",
        "localtimestamp",
        "localtime",
        "current_time",
    };

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
        bool? verdict = false;
        foreach (Match call in Calls().Matches(sql))
        {
            var name = call.Groups["name"].Value;
            if (name.Length == 0 || Same.Contains(name))
            {
                continue;
            }

            var made = before.Model.Functions.Values.FirstOrDefault(function =>
                function.Name.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            );
            if (PerRow.Contains(name) || made is { Volatility: Schema.Volatility.Volatile })
            {
                return true;
            }

            verdict = made is null ? null : verdict;
        }

        return verdict;
    }

    // Strings are matched whole, so that no word inside them is.
    [GeneratedRegex(
        """'(?:[^']|'')*'|(?<name>\w+)"?\s*\(""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Calls();
}
