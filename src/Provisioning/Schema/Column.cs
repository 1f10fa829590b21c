namespace Provisioning.Schema;

/// <summary>A column of a table.</summary>
/// <param name="Name">The name, unquoted.</param>
/// <param name="Type">What it holds.</param>
public sealed record Column(string Name, ColumnType Type)
{
    /// <summary>Whether it may be NULL. Null where not specified, which means NOT NULL.</summary>
    public bool? IsNullable { get; init; }

    /// <summary>The default value; null for none.</summary>
    public DefaultValue? Default { get; init; }

    /// <summary>How the engine numbers rows by this column; null where it does not.</summary>
    public Identity? Identity { get; init; }

    /// <summary>The expression it is computed from; null for an ordinary column.</summary>
    public Computed? Computed { get; init; }

    /// <summary>The collation by name; null for the engine's default.</summary>
    public string? Collation { get; init; }

    /// <summary>What a statement does with a row that has NULL there against NOT NULL (<c>REPLACE</c>, <c>IGNORE</c>
    /// …), SQLite only; null for failing.</summary>
    public string? OnNull { get; init; }

    /// <summary>What it means, for the catalogue; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it holds values, or an array, of a type that the database declares.</summary>
    internal bool IsOf(ObjectName type) => Type.Custom is { } name && (name == type.ToString() || name == $"{type}[]");
}

/// <summary>How an engine numbers rows.</summary>
public enum Identity
{
    /// <summary>As the engine's settings have it: on PostgreSQL GENERATED ALWAYS.</summary>
    Default,

    /// <summary>Always by the engine; an explicit value is refused unless the statement overrides it.</summary>
    Always,

    /// <summary>By the engine unless the row brings a value.</summary>
    ByDefault,
}

/// <summary>The expression that a generated column is computed from.</summary>
/// <param name="Expression">SQL over the columns of the row.</param>
/// <param name="IsStored">Whether the value is kept in the row rather than computed on reading. PostgreSQL before 18
/// always keeps it.</param>
public sealed record Computed(string Expression, bool IsStored = false);
