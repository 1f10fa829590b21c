using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

// Columns that follow from others of the row.
internal sealed partial class TableFill
{
    private readonly Lazy<IReadOnlyList<CheckEquation>> _equations = new(() => EquationsOf(table, types));

    // Each column follows from such as do not follow from it, and have values of their own here.
    private static List<CheckEquation> EquationsOf(Table table, KnownTypes types)
    {
        var found = new List<CheckEquation>();
        foreach (var each in table.Checks.SelectMany(check => CheckEquation.In(check.Expression)))
        {
            var equation = each with
            {
                Column = NameOf(table, each.Column) ?? "",
                Plus = Named(table, each.Plus),
                Minus = Named(table, each.Minus),
            };
            if (
                table.Find(equation.Column) is { Computed: null } column
                && !IsCounter(column)
                && !table.ForeignKeys.Any(key => key.Columns.Contains(column.Name))
                && equation.Operands.All(name => table.Find(name) is { Computed: null } its && !IsCounter(its))
                && (equation.IsCopy || equation.Operands.Append(column.Name).All(name => IsNumber(table, types, name)))
                && !found.Exists(other => other.Column == equation.Column)
                && !Follows(found, equation.Operands, equation.Column)
            )
            {
                found.Add(equation);
            }
        }

        return found;
    }

    private static string? NameOf(Table table, string name) =>
        table.Find(name)?.Name
        ?? table.Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Name;

    private static List<EquationTerm> Named(Table table, IReadOnlyList<EquationTerm> terms) =>
        [
            .. terms.Select(term =>
                term with
                {
                    Columns = [.. term.Columns.Select(name => NameOf(table, name) ?? name)],
                }
            ),
        ];

    private static bool Follows(List<CheckEquation> known, IEnumerable<string> from, string column) =>
        from.Any(name =>
            name == column
            || known.Find(equation => equation.Column == name) is { } its && Follows(known, its.Operands, column)
        );

    private static bool IsNumber(Table table, KnownTypes types, string column) =>
        table.Find(column) is { } found
        && TypeValues.Parse(types.Resolve(found.Type).Type) is { IsArray: false } type
        && MostOf(type) is not null;

    // The largest number of a type that sums and products may have; null for what is no number.
    private static decimal? MostOf(PgType type) =>
        type.Name switch
        {
            "tinyint" => byte.MaxValue,
            "smallint" => short.MaxValue,
            "int" or "mediumint" => int.MaxValue,
            // What floating-point numbers keep exactly, as SQLite's are.
            "bigint" or "float8" or "double" or "number" => 1_000_000_000_000_000,
            "float4" => 1_000_000,
            "money" => 1_000_000_000_000,
            "numeric" => NumberValues.Power(Math.Clamp((type.First ?? 15) - (type.Second ?? 0), 0, 15)) - 1,
            _ => null,
        };

    // What the others may be, so that what follows fits its column: whole numbers, which every engine adds up alike.
    private void LimitOperands(Dictionary<string, ColumnLimits> limits)
    {
        foreach (var equation in Sorted().Where(equation => !equation.IsCopy).Reverse())
        {
            var most = MostOf(TypeValues.Parse(types.Resolve(table.Find(equation.Column)!.Type).Type)) ?? 0;
            if (ColumnLimits.Number(limits[equation.Column].Most) is { } checkedMost)
            {
                most = Math.Min(most, checkedMost);
            }

            var share = (double)most / Math.Max(1, equation.Plus.Count);
            foreach (var term in equation.Plus.Where(term => term.Columns.Count > 0))
            {
                var part = Math.Floor(
                    Math.Pow(share / (double)Math.Max(1, term.Factor), 1.0 / term.Columns.Count) + 1e-9
                );
                foreach (var name in term.Columns)
                {
                    limits[name] = Integral(
                        name,
                        limits[name].WithMost($"{(long)Math.Clamp(part, 1, 1e15)}", isBelow: false)
                    );
                }
            }

            var ahead = equation
                .Plus.Where(term => term.Columns.Count == 1)
                .Select(term => term.Columns[0])
                .FirstOrDefault();
            var fixedPart = equation.Plus.Where(term => term.Columns.Count == 0).Sum(term => term.Factor);
            foreach (var name in equation.Minus.SelectMany(term => term.Columns))
            {
                limits[name] = Integral(name, limits[name]);
                if (_equations.Value.Any(other => other.Column == ahead))
                {
                    limits[name] = limits[name].WithMost("1", isBelow: false);
                }
                else if (ahead is not null && ahead != name)
                {
                    (limits[ahead], limits[name]) = Ordered(limits[ahead], limits[name]);
                }
                else if (ahead is null && fixedPart > 0)
                {
                    limits[name] = limits[name].WithMost($"{(long)fixedPart}", isBelow: false);
                }
            }
        }
    }

    // From 1 on, where checks do not say from where.
    private ColumnLimits Integral(string column, ColumnLimits known)
    {
        var type = TypeValues.Parse(types.Resolve(table.Find(column)!.Type).Type).Name;
        var limited =
            known.Least is null && ColumnLimits.Number(known.Most) is null or >= 1
                ? known.WithLeast("1", isAbove: false)
                : known;
        return limited.Divisor is null && type is not ("tinyint" or "smallint" or "int" or "bigint")
            ? limited with
            {
                Divisor = 1,
            }
            : limited;
    }

    private bool IsEquation(string check) =>
        _equations.Value.Count > 0
        && CheckEquation
            .In(check)
            .Any(equation => _equations.Value.Any(known => known.Column == NameOf(table, equation.Column)));

    private List<FillSlot> Followed(List<FillSlot> slots)
    {
        var all = slots;
        foreach (var equation in Sorted())
        {
            string[] operands = [.. equation.Operands];
            if (
                operands.Any(name => !all.Exists(slot => slot.Has(name)))
                || all.Exists(slot => slot.Has(equation.Column))
            )
            {
                continue;
            }

            var places = operands.ToDictionary(
                name => name,
                name =>
                    all.Find(slot => slot.Has(name))! is var slot
                        ? (Slot: slot, Choice: slot.Choice(), Place: slot.Place(name))
                        : default,
                StringComparer.Ordinal
            );
            object? Value(string name, long row)
            {
                var (slot, choice, place) = places[name];
                return slot.Value(choice.At(row), place);
            }

            var type = TypeValues.Parse(types.Resolve(table.Find(equation.Column)!.Type).Type).Name;
            Func<long, object?> value = equation.IsCopy
                ? row => Value(operands[0], row)
                : row => As(type, equation.Of(name => Number(Value(name, row))));
            all =
            [
                .. all,
                new([equation.Column], long.MaxValue, row => [value(row)])
                {
                    Choose = Choices.RowChoice.Of(row => row),
                    Single = value,
                },
            ];
        }

        return all;
    }

    // Each after those that it follows from.
    private IEnumerable<CheckEquation> Sorted()
    {
        var left = _equations.Value.ToList();
        while (left.Count > 0)
        {
            var next = left.Find(each =>
                !left.Exists(other => each.Operands.Contains(other.Column, StringComparer.Ordinal))
            )!;
            left.Remove(next);
            yield return next;
        }
    }

    private static decimal? Number(object? value) =>
        value switch
        {
            decimal number => number,
            long whole => whole,
            double real => (decimal)real,
            string text => ColumnLimits.Number(text),
            _ => null,
        };

    private static object? As(string type, decimal? number)
    {
        if (number is not { } value)
        {
            return null;
        }

        return type switch
        {
            "tinyint" or "smallint" or "int" or "bigint" or "mediumint" => (object)(long)value,
            "float8" or "float4" or "double" => (double)value,
            _ => value,
        };
    }
}
