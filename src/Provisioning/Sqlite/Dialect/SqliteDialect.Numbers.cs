using System.Globalization;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Sqlite.Dialect;

// Decimals with more digits than SQLite's numbers have.
public partial class SqliteDialect
{
    // As many as a floating-point number keeps of any decimal one.
    private const int ExactDigits = 15;

    /// <summary>Whether SQLite's floating-point numbers cannot keep the value.</summary>
    internal static bool IsLong(object? value) =>
        value switch
        {
            decimal number => Digits(number) > ExactDigits,
            ulong number => number > long.MaxValue,
            Int128 number => number > long.MaxValue || number < long.MinValue,
            LiteralDefault literal => IsLong(literal.Value),
            _ => false,
        };

    /// <inheritdoc />
    internal override string? Converted(ObjectName table, Column was, ColumnType type)
    {
        var name = Quote(was.Name);
        // Text that reads as a number becomes one, and a fraction loses digits as text.
        var differs = SqliteAffinities.Of(TypeName(type)) switch
        {
            SqliteAffinity.Numeric or SqliteAffinity.Integer => Renumbered(name),
            SqliteAffinity.Real => $"({Renumbered(name)} OR typeof({name}) = 'integer' "
                + $"AND CAST(CAST({name} AS REAL) AS INTEGER) <> {name})",
            SqliteAffinity.Text => $"typeof({name}) = 'real' AND CAST(CAST({name} AS TEXT) AS REAL) <> {name}",
            _ => null,
        };
        return differs is null ? null : $"{Quote(table)} WHERE {differs}";
    }

    private static string Renumbered(string name) =>
        $"(typeof({name}) = 'text' AND CAST({name} AS NUMERIC) = {name} "
        + $"AND CAST(CAST({name} AS NUMERIC) AS TEXT) <> {name})";

    /// <summary>The value as a column of that affinity keeps it whole; null where it would be rounded.</summary>
    internal static object? Kept(object value, SqliteAffinity affinity) =>
        (affinity, value) switch
        {
            (SqliteAffinity.Text or SqliteAffinity.None, IFormattable number) => number.ToString(
                null,
                CultureInfo.InvariantCulture
            ),
            (SqliteAffinity.Real, decimal number) => (decimal)(double)number == number ? number : null,
            (_, decimal number)
                when number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue =>
                (long)number,
            _ => null,
        };

    /// <inheritdoc />
    protected override Operation Writable(Operation operation, DatabaseModel before)
    {
        var names = new ModelNames(before);
        return RowValues.Map(base.Writable(operation, before), (table, value) =>
        {
            if (value.Value is double.NaN or float.NaN)
            {
                throw Refuse(
                    operation,
                    $"the value of {value.Column} in {table} is not a number (NaN), which SQLite would store as NULL",
                    "Give NULL, or keep the value as text."
                );
            }

            if (!IsLong(value.Value))
            {
                return value;
            }

            var column = before.Find(names.Table(table))?.Find(names.Column(table, value.Column));
            return column is null
                ? throw Refuse(
                    operation,
                    $"what SQLite keeps of {value.Value} depends on the type of {value.Column} in {table}, which is "
                        + "not known",
                    "Run the migration with provision, which reads the database."
                )
                : value with
                {
                    Value = Kept(value.Value!, column, operation),
                };
        });
    }

    private DefaultValue Kept(DefaultValue value, Column column, Operation operation) =>
        value is LiteralDefault literal && IsLong(literal.Value)
            ? new LiteralDefault(Kept(literal.Value!, column, operation))
            : value;

    private object Kept(object value, Column column, Operation operation) =>
        Kept(value, SqliteAffinities.Of(TypeName(column.Type)))
        ?? throw Refuse(
            operation,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{value} for {column.Name} has more digits than the {ExactDigits} that SQLite keeps in a column of "
                    + $"type {TypeName(column.Type)}"
            ),
            "Make the column one of text, or round the value."
        );

    private static int Digits(decimal value)
    {
        var text = Math.Abs(value).ToString(CultureInfo.InvariantCulture);
        var digits = text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0') : text;
        return digits.Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length;
    }
}
