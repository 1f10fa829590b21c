namespace Provisioning.Schema;

/// <summary>An index of a table.</summary>
/// <param name="Name">The index's name.</param>
/// <param name="Columns">What it is sorted by, in order.</param>
public sealed record Index(string Name, ValueList<IndexColumn> Columns)
{
    /// <summary>Whether no two rows may agree in all columns.</summary>
    public bool IsUnique { get; init; }

    /// <summary>The access method as PostgreSQL calls it (<c>GIN</c>, <c>HASH</c> …); null for a B-tree.</summary>
    public string? Method { get; init; }

    /// <summary>Columns kept in the index without being sorted by.</summary>
    public ValueList<string> Includes { get; init; } = [];

    /// <summary>The predicate of a partial index; null for all rows.</summary>
    public string? Filter { get; init; }

    /// <summary>Storage parameters as <c>FILLFACTOR = 70</c>, PostgreSQL only.</summary>
    public ValueList<string> Parameters { get; init; } = [];

    /// <summary>The tablespace, PostgreSQL only; null for the default one.</summary>
    public string? Tablespace { get; init; }

    /// <summary>Whether a unique index treats two NULLs as different; null for the engine's default, which is that they
    /// differ.</summary>
    public bool? NullsDistinct { get; init; }

    /// <summary>Whether all of it has a call of FluentMigrator or ours.</summary>
    internal bool IsPlain =>
        this is { Method: null, Parameters.Count: 0, Tablespace: null, NullsDistinct: null }
        && Columns.All(column => column is { NullsFirst: null, Collation: null, OperatorClass: null });

    /// <summary>Whether it names the column: as a key, as an included column, in an expression or in its
    /// predicate.</summary>
    public bool Uses(string column) =>
        Columns.Any(c => c.IsExpression ? c.Name.MentionsColumn(column) : c.Name == column)
        || Includes.Contains(column)
        || Filter?.MentionsColumn(column) is true;

    /// <summary>The same with the column under its new name, wherever it names it.</summary>
    public Index WithColumnRenamed(string from, string to) =>
        this with
        {
            Columns =
            [
                .. Columns.Select(c =>
                    c switch
                    {
                        { IsExpression: true } => c with { Name = c.Name.WithColumnRenamed(from, to) },
                        _ when c.Name == from => c with { Name = to },
                        _ => c,
                    }
                ),
            ],
            Includes = Includes.WithRenamed(from, to),
            Filter = Filter?.WithColumnRenamed(from, to),
        };
}

/// <summary>One column, or one expression, of an index.</summary>
/// <param name="Name">The column's name, or the SQL of an expression.</param>
/// <param name="IsDescending">Whether it sorts downwards.</param>
public sealed record IndexColumn(string Name, bool IsDescending = false)
{
    /// <summary>Whether <see cref="Name"/> is an SQL expression rather than a column.</summary>
    public bool IsExpression { get; init; }

    /// <summary>Whether NULLs sort before everything else; null for the engine's default.</summary>
    public bool? NullsFirst { get; init; }

    /// <summary>The collation by name; null for the column's own.</summary>
    public string? Collation { get; init; }

    /// <summary>The operator class, PostgreSQL only; null for the type's default.</summary>
    public string? OperatorClass { get; init; }
}
