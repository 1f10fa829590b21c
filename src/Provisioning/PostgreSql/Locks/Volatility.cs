using Provisioning.Dialects;

namespace Provisioning.PostgreSql.Locks;

/// <summary>Whether an expression has another value for each row.</summary>
internal static class Volatility
{
    private static readonly HashSet<string> PerRow = new(
        [
            "random",
            "gen_random_uuid",
            "gen_random_bytes",
            "uuid_generate_v1",
            "uuid_generate_v1mc",
            "uuid_generate_v4",
            "uuidv4",
            "uuidv7",
            "clock_timestamp",
            "timeofday",
            "nextval",
            "currval",
            "lastval",
            "setval",
            "random_normal",
            "pg_sleep",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly HashSet<string> Once = new(
        [
            "now",
            "current_timestamp",
            "localtimestamp",
            "localtime",
            "current_time",
            "statement_timestamp",
            "transaction_timestamp",
            "current_setting",
            "current_database",
            "lower",
            "upper",
            "md5",
            "sha256",
            "coalesce",
            "nullif",
            "date_trunc",
            "to_char",
            "to_date",
            "to_timestamp",
            "make_interval",
            "make_date",
            "jsonb_build_object",
            "jsonb_build_array",
            "json_build_object",
            "json_build_array",
            "to_jsonb",
            "to_json",
            "array",
            "row",
            "cast",
            "varchar",
            "numeric",
            "decimal",
            "char",
            "timestamptz",
            "timestamp",
            "interval",
            "time",
            "bit",
            "extract",
            "round",
            "abs",
            "concat",
            "txid_current",
            "pg_current_xact_id",
            "greatest",
            "least",
            "length",
            "replace",
            "trim",
            "zone",
            "date",
            "int4range",
            "int8range",
            "tstzrange",
            "daterange",
            "default",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>True where it has, false where it has not, null where a function is called whose nature is not
    /// known.</summary>
    /// <param name="words">What holds the expression.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="end">The place after it.</param>
    public static bool? Of(SqlWords words, int from, int end)
    {
        bool? found = false;
        for (var at = from; at + 1 < end; at++)
        {
            if (words.Is(at + 1, "(") && words[at] is [var first, ..] && (SqlScan.IsLetter(first) || first is '"'))
            {
                var name = words.Name(at).Name.Name;
                if (PerRow.Contains(name))
                {
                    return true;
                }

                found = Once.Contains(name) ? found : null;
            }
        }

        return found;
    }
}
