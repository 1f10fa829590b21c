using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

// The values of one column.
internal sealed partial class TableFill
{
    private ColumnValues? Values(Column column, Dictionary<string, ColumnLimits> limits)
    {
        var (type, checks, isNotNull) = types.Resolve(column.Type);
        var limit = checks
            .SelectMany(check => CheckReader.Ways(check)[0])
            .Where(rule => rule.Column is { } name && name.Equals("VALUE", StringComparison.OrdinalIgnoreCase))
            .Aggregate(limits[column.Name], (known, rule) => rule.Change(known));
        if (IsCounter(column))
        {
            return AtScale ? ColumnValues.Endless(at => at + 1) with { Write = (at, writer) => writer.Integer(at + 1) }
                : options.KeepsCounters ? Counters(type, limit)
                : null;
        }

        if (types.Listed(type) is { } listed && !limit.IsNull)
        {
            limit = limit.WithAmong(listed);
        }

        var values = new TypeValues(
            column.Name,
            Narrowed(column, type, limit),
            IsKey(column) && options.KeepsCounters && !limit.IsOrdered
        )
        {
            Ids = AtScale ? Source(column.Name) : new(0, column.Name),
        }.Of(type);
        return LaterValues(column, type, limit)
            ?? values
            ?? (
                column.IsNullable is true && !isNotNull
                    ? ColumnValues.Null
                    : new TypeValues(column.Name, limit, isKey: false).Of(new(ColumnKind.String))
            );
    }

    // A later version of the column may be shorter, or list its values.
    private ColumnLimits Narrowed(Column column, ColumnType type, ColumnLimits limit)
    {
        foreach (
            var (_, later, known) in Later.Where(later => later.Column == column.Name && later.Type != column.Type)
        )
        {
            var (end, _, _) = known.Resolve(later);
            var (now, then) = (TypeValues.Parse(type), TypeValues.Parse(end));
            if (then.First is { } longest && then.IsText | then.Name is "char")
            {
                limit = limit with { Longest = Math.Min(limit.Longest ?? int.MaxValue, longest) };
            }

            limit =
                known.Listed(end) is { } listed && now.IsText ? limit.WithAmong(listed)
                : then.Name is "smallint" or "tinyint"
                    ? limit.WithMost(then.Name is "smallint" ? "32767" : "255", isBelow: false)
                : then.Name is "int" ? limit.WithMost("2147483647", isBelow: false)
                : limit;
        }

        return limit;
    }

    // Texts that a later version reads as something else.
    private ColumnValues? LaterValues(Column column, ColumnType type, ColumnLimits limit)
    {
        if (!TypeValues.Parse(type).IsText || limit.Among is not null)
        {
            return null;
        }

        foreach (
            var (_, later, known) in Later.Where(later => later.Column == column.Name && later.Type != column.Type)
        )
        {
            var (end, _, _) = known.Resolve(later);
            if (
                !TypeValues.Parse(end).IsText
                && known.Listed(end) is null
                && new TypeValues(column.Name, limit, isKey: false).Of(end) is { } values
            )
            {
                return values.Select(value => value is null ? null : TypeValues.Text(value));
            }
        }

        return null;
    }

    private static ColumnValues Counters(ColumnType type, ColumnLimits limits)
    {
        var first = TypeValues.Parse(type).Name is "smallint" ? FirstSmallCounter : FirstCounter;
        return ColumnValues.Endless(limits.Least is null ? at => -first - at : at => first + at);
    }

    /// <summary>Whether the engine numbers a column.</summary>
    public static bool IsCounter(Column column) =>
        column.Identity is not null
        || column.Default is ExpressionDefault { Sql: var sql }
            && sql.Contains("nextval(", StringComparison.OrdinalIgnoreCase);

    private bool IsKey(Column column) => UniqueGroups().Any(group => group.Contains(column.Name));

    // A load sends what a declared type is made of, which COPY takes in its binary form.
    private ColumnWriting Writing(Column column)
    {
        var resolved = types.Resolve(column.Type).Type;
        var isListed = types.Listed(resolved) is not null;
        var sent =
            !AtScale ? column
            : isListed ? column with { Type = new(ColumnKind.String) }
            : column with { Type = resolved };
        var isDeclared = AtScale ? isListed : resolved != column.Type || types.Listed(column.Type) is not null;
        var type = TypeValues.Parse(sent.Type);
        return new(sent, type.Name, !isDeclared, (value, writer) => writer.Value(
                isDeclared && value is not null ? TypeValues.Text(value)
                : value is string text ? TypeValues.Read(type, text) ?? text
                : value
            ));
    }
}
