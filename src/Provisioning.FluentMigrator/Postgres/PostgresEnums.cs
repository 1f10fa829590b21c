namespace FluentMigrator.Postgres;

/// <summary>How PostgreSQL numbers rows.</summary>
public enum PostgresGenerationType
{
    /// <summary>Always; a value in the row is refused unless the statement overrides it.</summary>
    Always,

    /// <summary>Unless the row brings a value.</summary>
    ByDefault,
}

/// <summary>The methods of indexes.</summary>
public enum Algorithm
{
    /// <summary>B-tree.</summary>
    BTree,

    /// <summary>Hash.</summary>
    Hash,

    /// <summary>GiST.</summary>
    Gist,

    /// <summary>SP-GiST.</summary>
    Spgist,

    /// <summary>GIN.</summary>
    Gin,

    /// <summary>BRIN.</summary>
    Brin,
}

/// <summary>Whether a GiST index is built through a buffer.</summary>
public enum GistBuffering
{
    /// <summary>Once it no longer fits into memory.</summary>
    Auto,

    /// <summary>From the beginning.</summary>
    On,

    /// <summary>Never.</summary>
    Off,
}

/// <summary>Where NULLs sort.</summary>
public enum NullSort
{
    /// <summary>Before everything else.</summary>
    First,

    /// <summary>After everything else.</summary>
    Last,
}
