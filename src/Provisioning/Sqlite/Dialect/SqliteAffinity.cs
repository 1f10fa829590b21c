namespace Provisioning.Sqlite.Dialect;

/// <summary>What SQLite makes of a value by the declared type of its column.</summary>
internal enum SqliteAffinity
{
    /// <summary>Leaves it as it is.</summary>
    None,

    /// <summary>Turns numbers into text.</summary>
    Text,

    /// <summary>Turns text that reads as a number into one.</summary>
    Numeric,

    /// <summary>The same, and whole numbers stay whole.</summary>
    Integer,

    /// <summary>The same, and whole numbers become floating-point ones.</summary>
    Real,
}

/// <summary>Finds what SQLite makes of values.</summary>
internal static class SqliteAffinities
{
    /// <summary>The affinity of a declared type, by SQLite's own rules in the order in which it applies them.</summary>
    public static SqliteAffinity Of(string declared)
    {
        return Has("INT") ? SqliteAffinity.Integer
            : Has("CHAR") || Has("CLOB") || Has("TEXT") ? SqliteAffinity.Text
            : declared.Length == 0 || Has("BLOB") ? SqliteAffinity.None
            : Has("REAL") || Has("FLOA") || Has("DOUB") ? SqliteAffinity.Real
            : SqliteAffinity.Numeric;

        bool Has(string word) => declared.Contains(word, StringComparison.OrdinalIgnoreCase);
    }
}
