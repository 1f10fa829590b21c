using System.Text.RegularExpressions;

namespace Provisioning.PostgreSql.Dialect;

/// <summary>Finds the statements that PostgreSQL refuses inside a transaction block. Where that depends on what the
/// server holds (a partitioned table, a subscription without a slot), it answers for the usual case.</summary>
internal static partial class PostgreSqlTransactionRules
{
    // A quoted name counts as one word that is no keyword.
    private const string QuotedName = "\"";
    private const int MostWords = 64;

    /// <summary>Whether the statement has to run outside a transaction.</summary>
    public static bool Forbid(string sql)
    {
        var words = WordsOf(sql);
        return words switch
        {
            ["VACUUM", ..] or ["ALTER", "SYSTEM", ..] or ["DISCARD", "ALL", ..] => true,
            ["COMMIT" or "ROLLBACK", "PREPARED", ..] => true,
            ["CREATE" or "DROP", "DATABASE" or "TABLESPACE", ..] => true,
            ["ALTER", "DATABASE", _, "SET", "TABLESPACE", ..] => true,
            ["CREATE" or "DROP", "INDEX" or "UNIQUE", ..] => words.Contains("CONCURRENTLY"),
            ["ALTER", "TABLE", .., "CONCURRENTLY"] => Has(words, "DETACH", "PARTITION"),
            ["REINDEX", ..] => words.Contains("CONCURRENTLY")
                || words.FirstOrDefault(word => word is "INDEX" or "TABLE" or "SCHEMA" or "DATABASE" or "SYSTEM")
                    is "SCHEMA"
                        or "DATABASE"
                        or "SYSTEM",
            // Without a table it takes all of them, a transaction for each.
            ["CLUSTER"] or ["CLUSTER", "VERBOSE"] => true,
            ["CREATE", "SUBSCRIPTION", ..] => !IsOff(words, "CREATE_SLOT") && !IsOff(words, "CONNECT"),
            ["ALTER", "SUBSCRIPTION", _, "REFRESH" or "SET" or "ADD" or "DROP", "PUBLICATION", ..] => !IsOff(
                words,
                "REFRESH"
            ),
            ["DROP", "SUBSCRIPTION", ..] => true,
            _ => false,
        };
    }

    /// <summary>Whether the statement says that it lets others read and write while it works.</summary>
    public static bool IsConcurrent(string sql) => WordsOf(sql).Contains("CONCURRENTLY");

    /// <summary>Whether the statement does nothing but set something in the session.</summary>
    public static bool IsSetting(string sql) =>
        WordsOf(sql) switch
        {
            ["SET", "LOCAL" or "TRANSACTION" or "CONSTRAINTS", ..] => false,
            ["SET" or "RESET", ..] => true,
            ["SELECT", "PG_CATALOG", "SET_CONFIG", ..] or ["SELECT", "SET_CONFIG", ..] => true,
            _ => false,
        };

    /// <summary>Whether the statement may leave something in the session: a setting, a role, a temporary table, or
    /// whatever a function does that it calls.</summary>
    public static bool MayLeaveSomething(string sql) =>
        WordsOf(sql) switch
        {
            [] => false,
            ["CREATE", .. var more] => more.Take(3).Any(word => word is "TEMP" or "TEMPORARY" or "PG_TEMP"),
            [
                "ALTER"
                or "COMMENT"
                or "DELETE"
                or "DROP"
                or "GRANT"
                or "INSERT"
                or "REVOKE"
                or "TRUNCATE"
                or "UPDATE",
                ..,
            ] => false,
            _ => true,
        };

    private static string[] WordsOf(string sql) =>
        [
            .. Words()
                .Matches(sql)
                .Where(match => match.Groups["word"].Success || match.Groups["name"].Success)
                .Take(MostWords)
                .Select(match => match.Groups["word"].Success ? match.Value.ToUpperInvariant() : QuotedName),
        ];

    private static bool Has(string[] words, string first, string second) =>
        words.Zip(words.Skip(1)).Contains((first, second));

    private static bool IsOff(string[] words, string option) =>
        Has(words, option, "FALSE") || Has(words, option, "OFF") || Has(words, option, "0");

    // Comments and strings are skipped.
    [GeneratedRegex(
        """--[^\n]*|/\*.*?\*/|'[^']*'|(?<name>"[^"]*")|(?<word>\w+)""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Words();
}
