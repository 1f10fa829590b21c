namespace Provisioning.Schema;

/// <summary>The primary key of a table.</summary>
/// <param name="Name">The constraint's name, or null where the engine names it.</param>
/// <param name="Columns">Its columns in order.</param>
public sealed record PrimaryKey(string? Name, ValueList<string> Columns)
{
    /// <summary>The columns that it sorts downwards or by a collation of its own, SQLite only.</summary>
    public ValueList<IndexColumn> Sorting { get; init; } = [];

    /// <summary>What a statement does with a row against it (<c>REPLACE</c>, <c>IGNORE</c> …), SQLite only; null for
    /// failing.</summary>
    public string? OnConflict { get; init; }

    /// <summary>The same with the column under its new name.</summary>
    public PrimaryKey WithColumnRenamed(string from, string to) =>
        this with
        {
            Columns = Columns.WithRenamed(from, to),
            Sorting = [.. Sorting.Select(column => column.Name == from ? column with { Name = to } : column)],
        };
}

/// <summary>A unique constraint.</summary>
/// <param name="Name">The constraint's name, or null where the engine names it.</param>
/// <param name="Columns">Its columns in order.</param>
public sealed record UniqueConstraint(string? Name, ValueList<string> Columns)
{
    /// <summary>The columns that it sorts downwards or by a collation of its own, SQLite only.</summary>
    public ValueList<IndexColumn> Sorting { get; init; } = [];

    /// <summary>What a statement does with a row against it (<c>REPLACE</c>, <c>IGNORE</c> …), SQLite only; null for
    /// failing.</summary>
    public string? OnConflict { get; init; }

    /// <summary>The same with the column under its new name.</summary>
    public UniqueConstraint WithColumnRenamed(string from, string to) =>
        this with
        {
            Columns = Columns.WithRenamed(from, to),
            Sorting = [.. Sorting.Select(column => column.Name == from ? column with { Name = to } : column)],
        };
}

/// <summary>A check constraint.</summary>
/// <param name="Name">The constraint's name, or null where the engine names it.</param>
/// <param name="Expression">SQL over one row; a row passes where it is true or NULL.</param>
public sealed record CheckConstraint(string? Name, string Expression)
{
    /// <summary>Whether only rows written from now on have to pass it: NOT VALID, PostgreSQL only. SQLite checks every
    /// row when the constraint is added.</summary>
    public bool IsNotValid { get; init; }
}

/// <summary>A foreign key, seen from the table that has it.</summary>
/// <param name="Name">The constraint's name, or null where the engine names it.</param>
/// <param name="Columns">Columns of this table.</param>
/// <param name="References">The table referred to.</param>
/// <param name="ReferencedColumns">Its columns, in the order of <paramref name="Columns"/>.</param>
public sealed record ForeignKey(
    string? Name,
    ValueList<string> Columns,
    ObjectName References,
    ValueList<string> ReferencedColumns
)
{
    /// <summary>What happens to the row when the one it refers to is deleted.</summary>
    public ReferentialAction OnDelete { get; init; }

    /// <summary>What happens to the row when the key it refers to changes.</summary>
    public ReferentialAction OnUpdate { get; init; }

    /// <summary>Whether it is checked when the transaction commits rather than with each statement.</summary>
    public bool IsDeferred { get; init; }

    /// <summary>Whether only rows written from now on have to satisfy it: NOT VALID, PostgreSQL only. SQLite checks
    /// every row when the constraint is added.</summary>
    public bool IsNotValid { get; init; }
}

/// <summary>What a foreign key does when the row referred to is deleted or changed.</summary>
public enum ReferentialAction
{
    /// <summary>Nothing: the statement fails while rows refer to it.</summary>
    None,

    /// <summary>The same goes for the rows that refer to it.</summary>
    Cascade,

    /// <summary>The columns that refer to it become NULL.</summary>
    SetNull,

    /// <summary>The columns that refer to it take their default.</summary>
    SetDefault,

    /// <summary>The statement fails at once, even inside a deferred check.</summary>
    Restrict,
}
