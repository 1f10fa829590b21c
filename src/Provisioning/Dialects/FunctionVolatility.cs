using Provisioning.Schema;

namespace Provisioning.Dialects;

/// <summary>Whether an expression has another value for each row, by the functions of PostgreSQL that it
/// calls.</summary>
internal static class FunctionVolatility
{
    private static readonly HashSet<string> PerRow = new(
        [
            "clock_timestamp",
            "currval",
            "gen_random_bytes",
            "gen_random_uuid",
            "lastval",
            "nextval",
            "pg_sleep",
            "random",
            "random_normal",
            "setval",
            "timeofday",
            "uuid_generate_v1",
            "uuid_generate_v1mc",
            "uuid_generate_v4",
            "uuidv4",
            "uuidv7",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    // Stable and immutable functions that defaults use, and the words that look like a call.
    private static readonly HashSet<string> Once = new(
        [
            "abs",
            "and",
            "array",
            "array_fill",
            "bit",
            "cast",
            "char",
            "character",
            "coalesce",
            "concat",
            "concat_ws",
            "current_database",
            "current_setting",
            "current_time",
            "current_timestamp",
            "date",
            "date_part",
            "date_trunc",
            "daterange",
            "decimal",
            "decode",
            "default",
            "encode",
            "extract",
            "floor",
            "greatest",
            "hex",
            "in",
            "inet_client_addr",
            "int4range",
            "int8range",
            "interval",
            "json_build_array",
            "json_build_object",
            "jsonb_build_array",
            "jsonb_build_object",
            "least",
            "left",
            "length",
            "localtime",
            "localtimestamp",
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
            "pg_current_xact_id",
            "repeat",
            "replace",
            "right",
            "round",
            "row",
            "rpad",
            "sha256",
            "statement_timestamp",
            "substr",
            "substring",
            "time",
            "timestamp",
            "timestamptz",
            "timezone",
            "to_char",
            "to_date",
            "to_json",
            "to_jsonb",
            "to_timestamp",
            "to_tsvector",
            "transaction_timestamp",
            "trim",
            "trunc",
            "tstzrange",
            "txid_current",
            "upper",
            "uuid_nil",
            "values",
            "varchar",
            "varying",
            "zone",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>True where it has, false where it has not, null where a function is called whose nature is not
    /// known.</summary>
    /// <param name="words">What holds the expression.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="end">The place after it.</param>
    /// <param name="model">What says so of functions of the database's own.</param>
    public static bool? Of(SqlWords words, int from, int end, DatabaseModel model)
    {
        bool? found = false;
        for (var at = from; at + 1 < end; at++)
        {
            if (words.Is(at + 1, "(") && words[at] is [var first, ..] && (SqlScan.IsLetter(first) || first is '"'))
            {
                var name = words.Name(at).Name.Name;
                var isPerRow =
                    PerRow.Contains(name) ? true
                    : Once.Contains(name) ? false
                    : IsVolatile(name, model);
                if (isPerRow is true)
                {
                    return true;
                }

                found = isPerRow is null ? null : found;
            }
        }

        return found;
    }

    private static bool? IsVolatile(string name, DatabaseModel model) =>
        model.Functions.Values.FirstOrDefault(function =>
            function.Name.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
        )
            is { } made
            ? made.Volatility is Volatility.Volatile
            : null;
}
