using System.Collections.Frozen;
using System.Globalization;

namespace Provisioning.Sqlite.Dialect;

/// <summary>A PRAGMA statement, whatever its case, spacing, comments and quotes.</summary>
/// <param name="Name">Its name in lower case, without a schema.</param>
/// <param name="Value">What it sets; null where it only asks.</param>
internal sealed record SqlitePragma(string Name, string? Value)
{
    private static readonly FrozenSet<string> RefusedInTransactions = FrozenSet.Create(
        StringComparer.Ordinal,
        "auto_vacuum",
        "journal_mode",
        "page_size",
        "synchronous",
        "temp_store",
        "temp_store_directory",
        "wal_checkpoint"
    );

    private static readonly FrozenSet<string> Pointless = FrozenSet.Create(
        StringComparer.Ordinal,
        "data_store_directory",
        "encoding",
        "hard_heap_limit",
        "locking_mode",
        "query_only"
    );

    /// <summary>The name of the setting that SQLite takes and does not tell.</summary>
    public const string CaseSensitiveLike = "case_sensitive_like";

    /// <summary>Those that set something in the connection alone, with what it begins with in SQLite's own
    /// build.</summary>
    public static IReadOnlyDictionary<string, string> OfSession { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // First: nothing else can be dropped while it is on.
            ["query_only"] = "0",
            ["analysis_limit"] = "0",
            ["automatic_index"] = "1",
            ["busy_timeout"] = "0",
            ["cache_size"] = "-2000",
            ["cache_spill"] = "1",
            [CaseSensitiveLike] = "0",
            ["cell_size_check"] = "0",
            ["checkpoint_fullfsync"] = "0",
            ["count_changes"] = "0",
            ["empty_result_callbacks"] = "0",
            ["foreign_keys"] = "1",
            ["full_column_names"] = "0",
            ["fullfsync"] = "0",
            ["ignore_check_constraints"] = "0",
            ["journal_mode"] = "delete",
            ["journal_size_limit"] = "-1",
            ["legacy_alter_table"] = "0",
            ["max_page_count"] = "4294967294",
            ["mmap_size"] = "0",
            ["read_uncommitted"] = "0",
            ["recursive_triggers"] = "0",
            ["reverse_unordered_selects"] = "0",
            ["secure_delete"] = "0",
            ["short_column_names"] = "1",
            ["soft_heap_limit"] = "0",
            ["synchronous"] = "2",
            ["temp_store"] = "0",
            ["threads"] = "0",
            ["trusted_schema"] = "1",
            ["wal_autocheckpoint"] = "1000",
            ["writable_schema"] = "0",
        };

    /// <summary>Reads a statement; null for any other than a PRAGMA.</summary>
    public static SqlitePragma? Read(string sql)
    {
        var tokens = new SqliteTokens(sql);
        // SQLite carries out most of them even if it is only asked to explain them.
        var at =
            !tokens.Is(0, "EXPLAIN") ? 0
            : tokens.Is(1, "QUERY") ? 3
            : 1;
        if (!tokens.Is(at, "PRAGMA"))
        {
            return null;
        }

        at += tokens.IsSymbol(at + 2, '.') ? 3 : 1;
        var value = tokens.IsSymbol(at + 1, '=') || tokens.IsOpen(at + 1) ? at + 2 : tokens.Count;
        value += tokens.IsSymbol(value, '+') ? 1 : 0;
        return new(tokens.Name(at).ToLowerInvariant(), value < tokens.Count ? tokens.Name(value) : null);
    }

    /// <summary>Whether SQLite refuses it inside a transaction, or passes it over there.</summary>
    public bool IsOutsideTransaction =>
        RefusedInTransactions.Contains(Name) && (Value is not null || Name is "wal_checkpoint");

    /// <summary>Whether all that it does is set something in the connection.</summary>
    public bool IsOfSession => Value is not null && OfSession.ContainsKey(Name);

    /// <summary>Whether SQLite refuses to set the one of that name inside a transaction, or passes it over
    /// there.</summary>
    public static bool IsRefusedInTransactions(string name) =>
        RefusedInTransactions.Contains(name) || name is "foreign_keys";

    /// <summary>Whether no migration can do anything with it, as the file exists already or the connection that it is
    /// about ends with the run.</summary>
    public bool IsPointless => Pointless.Contains(Name) && Value is not null;

    /// <summary>Whether the value switches something on, as SQLite reads it: what it does not know is off.</summary>
    public bool IsOn =>
        Value is { } value
        && (
            value.ToUpperInvariant() is "ON" or "YES" or "TRUE"
            || (
                long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && unchecked((byte)number) != 0
            )
        );
}
