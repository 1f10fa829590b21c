using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Seeding.Rules;

/// <summary>The rows of one table: how many, and a rule for each column. Each value is made from the seed number, the
/// names of table and column and the row's number alone. A value of this class does not change; its methods return
/// another.</summary>
public sealed partial class SeedTable
{
    private readonly ValueList<SeedColumn> _columns;
    private readonly ValueList<string> _key;

    internal SeedTable(
        ObjectName name,
        long count,
        ValueList<SeedColumn> columns,
        ValueList<string> key,
        IReadOnlyList<SeedTable> parents
    ) => (Name, Count, _columns, _key, Parents) = (name, count, columns, key, parents);

    /// <summary>The table.</summary>
    public ObjectName Name { get; }

    /// <summary>How many rows.</summary>
    public long Count { get; }

    /// <summary>The tables that it refers to.</summary>
    internal IReadOnlyList<SeedTable> Parents { get; }

    /// <summary>By which columns a row that is there already is known again: it is then not added a second time, and
    /// <c>clean</c> deletes it. Without this, those of <see cref="Id"/> and <see cref="Numbered"/>.</summary>
    /// <param name="columns">Columns that are unique together.</param>
    public SeedTable Key(params string[] columns) => new(Name, Count, _columns, [.. columns], Parents);

    /// <summary>The same with another number of rows.</summary>
    /// <param name="count">How many.</param>
    public SeedTable Times(long count) => new(Name, count, _columns, _key, Parents);

    /// <summary>The same, where a column has one value in all rows. Its type stays that of its rule.</summary>
    /// <param name="column">A column that has a rule.</param>
    /// <param name="value">The value; null for NULL.</param>
    /// <exception cref="ArgumentException">The column has no rule, or the value is of a type that no column
    /// takes.</exception>
    public SeedTable With(string column, object? value)
    {
        if (
            value
            is not (
                null
                or string
                or bool
                or int
                or long
                or double
                or decimal
                or System.Guid
                or DateTimeOffset
                or byte[]
            )
        )
        {
            throw new ArgumentException($"{value.GetType().Name} is no type of a value for {column}.", nameof(value));
        }

        var constant = value is int number ? (long)number : value;
        return Replaced(column, found => found with { Rule = _ => (_, to) => to.Value(constant) });
    }

    /// <summary>The same, where the column that was added last is NULL in some rows.</summary>
    /// <param name="percent">In how many of a hundred.</param>
    /// <exception cref="InvalidOperationException">There is no column.</exception>
    public SeedTable OrNull(int percent)
    {
        var last =
            _columns.Count > 0
                ? _columns[^1].Column.Name
                : throw new InvalidOperationException($"{Name} has no column yet that could be NULL.");
        return Replaced(last, found => found with { Rule = seed =>
                {
                    var (usual, source) = (found.Rule(seed), new RandomSource(seed, $"{Name}/{last}/null"));
                    return (row, to) =>
                    {
                        if (source.Row(row).Chance(percent))
                        {
                            to.Null();
                        }
                        else
                        {
                            usual(row, to);
                        }
                    };
                } });
    }

    /// <summary>The value of a column, for what a test expects.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="seed">The seed number.</param>
    /// <returns>A <see cref="long"/>, <see cref="double"/>, <see cref="decimal"/>, <see cref="string"/>,
    /// <see cref="bool"/>, <see cref="System.Guid"/>, <see cref="DateTimeOffset"/>, bytes, or null.</returns>
    public object? Value(string column, long row = 0, long seed = SeedOptions.DefaultSeed) =>
        new RowReader(new(Name, [Found(column).Column], [], 1, Found(column).Rule(seed))).Read(row)[0];

    /// <summary>The rows.</summary>
    internal RowSource Rows(long seed)
    {
        if (_key.Count == 0)
        {
            throw new InvalidOperationException(
                $"The rows of {Name} have no key, by which those that are there already are known again. Name its "
                    + "columns with Key(...)."
            );
        }

        var rules = _columns.Select(column => column.Rule(seed)).ToArray();
        return new(Name, [.. _columns.Select(column => column.Column)], _key, Count, (row, to) =>
        {
            foreach (var rule in rules)
            {
                rule(row, to);
            }
        });
    }

    private SeedColumn Found(string column) =>
        _columns.FirstOrDefault(found => found.Column.Name == column)
        ?? throw new ArgumentException($"{Name} has no rule for a column {column}.", nameof(column));

    private SeedTable Replaced(string column, Func<SeedColumn, SeedColumn> change)
    {
        var was = Found(column);
        return new(
            Name,
            Count,
            [.. _columns.Select(found => ReferenceEquals(found, was) ? change(found) : found)],
            _key,
            Parents
        );
    }
}
