using System.Globalization;
using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Seeding.Rules;

// The rules.
public sealed partial class SeedTable
{
    /// <summary>A UUID for each row, by which it is known again.</summary>
    public SeedTable Id(string column) => AddKey(column, ColumnKind.Guid, seed =>
        {
            var source = new RandomSource(seed, $"{Name}/{column}");
            return (row, to) => to.Guid(source.Id(row));
        });

    /// <summary>Whole numbers one after the other, by which rows are known again.</summary>
    /// <param name="column">The column, of 32 bits.</param>
    /// <param name="first">The first.</param>
    public SeedTable Numbered(string column, int first = 1) =>
        AddKey(column, ColumnKind.Int32, _ => (row, to) => to.Integer(first + row));

    /// <summary>A column of 64 bits, numbered likewise.</summary>
    /// <inheritdoc cref="Numbered" path="/param" />
    public SeedTable NumberedInt64(string column, long first = 1) =>
        AddKey(column, ColumnKind.Int64, _ => (row, to) => to.Integer(first + row));

    /// <summary>The key of a row of another table.</summary>
    /// <param name="column">The column that refers to it.</param>
    /// <param name="parent">The other table, whose key is one column.</param>
    /// <param name="choose">Which row of it each row refers to, from 0; without it any, each as likely as the
    /// others.</param>
    /// <exception cref="ArgumentException">The key of the other table is not one column.</exception>
    public SeedTable Parent(string column, SeedTable parent, Func<SeedRow, long>? choose = null)
    {
        var key = parent._key is [var only]
            ? parent.Found(only)
            : throw new ArgumentException($"The key of {parent.Name} is not one column.", nameof(parent));
        choose ??= row => row.Random.Next(0, parent.Count - 1);
        var added = Add(column, key.Column.Type, seed =>
        {
            var (write, source) = (key.Rule(seed), new RandomSource(seed, $"{Name}/{column}"));
            return (row, to) => write(choose(new(row, source)), to);
        });
        return new(Name, Count, added._columns, added._key, [.. Parents, parent]);
    }

    /// <summary>A text.</summary>
    /// <param name="column">The column.</param>
    /// <param name="rule">The text of a row.</param>
    public SeedTable String(string column, Func<SeedRow, string> rule) =>
        Add(column, ColumnKind.String, rule, (text, to) => to.Text(text));

    /// <summary>One of some texts, each as likely as the others.</summary>
    public SeedTable OneOf(string column, params string[] texts) =>
        String(column, row => row.Random.Pick<string>(texts));

    /// <summary>A JSON document; <paramref name="isBinary"/> for a column of type <c>jsonb</c>.</summary>
    public SeedTable Json(string column, Func<SeedRow, string> rule, bool isBinary = true) =>
        Add(column, isBinary ? ColumnKind.Jsonb : ColumnKind.Json, rule, (text, to) => to.Json(text));

    /// <summary>A whole number of 32 bits, both bounds included.</summary>
    public SeedTable Int32(string column, int min, int max) => Int32(column, row => (int)row.Random.Next(min, max));

    /// <summary>A whole number of 32 bits.</summary>
    public SeedTable Int32(string column, Func<SeedRow, int> rule) =>
        Add(column, ColumnKind.Int32, rule, (number, to) => to.Integer(number));

    /// <summary>A whole number of 64 bits.</summary>
    public SeedTable Int64(string column, Func<SeedRow, long> rule) =>
        Add(column, ColumnKind.Int64, rule, (number, to) => to.Integer(number));

    /// <summary>A decimal number with two digits after the point, both bounds included.</summary>
    public SeedTable Decimal(string column, decimal min, decimal max) =>
        Decimal(column, row => row.Random.Next((long)(min * 100), (long)(max * 100)) / 100m);

    /// <summary>A decimal number.</summary>
    public SeedTable Decimal(string column, Func<SeedRow, decimal> rule) =>
        Add(column, ColumnKind.Decimal, rule, (number, to) => to.Decimal(number));

    /// <summary>A floating-point number.</summary>
    public SeedTable Double(string column, Func<SeedRow, double> rule) =>
        Add(column, ColumnKind.Double, rule, (number, to) => to.Double(number));

    /// <summary>True in so many rows of a hundred.</summary>
    public SeedTable Boolean(string column, int percent = 50) =>
        Add(column, ColumnKind.Boolean, row => row.Random.Chance(percent), (flag, to) => to.Boolean(flag));

    /// <summary>A UUID.</summary>
    public SeedTable Guid(string column, Func<SeedRow, Guid> rule) =>
        Add(column, ColumnKind.Guid, rule, (id, to) => to.Guid(id));

    /// <summary>A moment, for a column with a time zone.</summary>
    public SeedTable Moment(string column, Func<SeedRow, DateTimeOffset> rule) =>
        Add(column, ColumnKind.DateTimeOffset, rule, (moment, to) => to.Moment(moment));

    /// <summary>A moment between two, to the second, for a column with a time zone.</summary>
    public SeedTable Moment(string column, DateTimeOffset from, DateTimeOffset to) =>
        Moment(column, row => from.AddSeconds(row.Random.Next(0, (long)(to - from).TotalSeconds)));

    /// <summary>A moment in UTC, for a column without a time zone.</summary>
    public SeedTable DateTime(string column, Func<SeedRow, DateTimeOffset> rule) =>
        Add(column, ColumnKind.DateTime, rule, (moment, to) => to.Moment(moment));

    /// <summary>A day.</summary>
    public SeedTable Date(string column, Func<SeedRow, DateOnly> rule) =>
        Add(column, ColumnKind.Date, rule, (day, to) => to.Text(day.ToString("O", CultureInfo.InvariantCulture)));

    private SeedTable Add<T>(string column, ColumnKind kind, Func<SeedRow, T> rule, Action<T, RowWriter> write) =>
        Add(column, new(kind), seed =>
        {
            var source = new RandomSource(seed, $"{Name}/{column}");
            return (row, to) => write(rule(new(row, source)), to);
        });

    private SeedTable AddKey(string column, ColumnKind kind, Func<long, Action<long, RowWriter>> rule)
    {
        var added = Add(column, new(kind), rule);
        return _key.Count > 0 ? added : added.Key(column);
    }

    private SeedTable Add(string column, ColumnType type, Func<long, Action<long, RowWriter>> rule) =>
        _columns.Any(found => found.Column.Name == column)
            ? throw new ArgumentException($"{Name} has a rule for {column} already.", nameof(column))
            : new(Name, Count, [.. _columns, new(new(column, type), rule)], _key, Parents);
}
