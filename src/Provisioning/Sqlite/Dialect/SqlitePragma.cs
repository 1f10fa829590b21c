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
        "locking_mode"
    );

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
