using System.Globalization;

namespace Provisioning.Linting;

/// <summary>What changing a type costs.</summary>
internal enum TypeChange
{
    /// <summary>Only the catalogue changes.</summary>
    Free,

    /// <summary>The rows stay, and the indexes on the column are built again.</summary>
    Indexes,

    /// <summary>Free while the session's time zone is UTC, else everything is written again.</summary>
    TimeZone,

    /// <summary>Everything is written again.</summary>
    Rewrite,

    /// <summary>The type before is not known.</summary>
    Unknown,
}

/// <summary>Which changes of a type leave the rows as they are, as measured on PostgreSQL 15.</summary>
internal static class TypeChanges
{
    private static readonly HashSet<(string From, string To)> Alike =
    [
        ("cidr", "inet"),
        ("int", "oid"),
        ("int", "regclass"),
        ("bit", "varbit"),
        ("xml", "text"),
        ("xml", "varchar"),
    ];

    /// <summary>What it costs to change the type of a column.</summary>
    public static TypeChange Between(PgType? from, PgType to, Change change, Known before)
    {
        if (change.Using is { } expression && !IsBareColumn(expression, change))
        {
            return TypeChange.Rewrite;
        }

        if (before.Domains.TryGetValue(to.Name, out var isConstrained))
        {
            return isConstrained ? TypeChange.Rewrite : TypeChange.Free;
        }

        return (from, to) switch
        {
            (null, _) => TypeChange.Unknown,
            ({ IsArray: true }, _) or (_, { IsArray: true }) => from == to ? TypeChange.Free : TypeChange.Rewrite,
            ({ IsText: true }, { IsText: true }) => Text(from, to),
            ({ Name: "timestamp" }, { Name: "timestamptz" }) or ({ Name: "timestamptz" }, { Name: "timestamp" }) =>
                to.First is null or 6 ? TypeChange.TimeZone : TypeChange.Rewrite,
            _ when from.Name == to.Name => SameName(from, to),
            _ => Alike.Contains((from.Name, to.Name)) ? TypeChange.Free : TypeChange.Rewrite,
        };
    }

    /// <summary>Whether values may not fit the type after the change, or lose something; null for no, else how it
    /// narrows.</summary>
    public static string? Narrowing(PgType from, PgType to) =>
        (from.Name, to.Name) switch
        {
            _ when from == to || from.IsArray != to.IsArray => null,
            ("varchar" or "text" or "citext" or "char", "varchar" or "char")
                when to.First is { } most && (from.First is null || from.First > most) => string.Create(
                CultureInfo.InvariantCulture,
                $"values longer than {most} characters do not fit"
            ),
            ("bigint", "int" or "smallint") or ("int", "smallint") => $"numbers beyond {to.Name} do not fit",
            ("numeric", "numeric") when IsNarrower(from, to) => "digits are cut or do not fit",
            ("numeric" or "float8" or "float4" or "money", "int" or "bigint" or "smallint") =>
                "fractions are rounded away, and great numbers do not fit",
            ("float8", "float4") => "digits are lost",
            ("timestamp" or "timestamptz", "date") => "the time of day is lost",
            ("timestamp" or "timestamptz", "time") => "the day is lost",
            ("text" or "varchar" or "char" or "citext", var name) when IsRead(name) =>
                $"texts that are no {name} make it fail",
            ("timestamp" or "timestamptz" or "time" or "interval", _)
                when from.Name == to.Name && to.First is { } digits && (from.First ?? 6) > digits =>
                "fractions of a second are rounded",
            _ => null,
        };

    private static bool IsRead(string name) =>
        name
            is "int"
                or "bigint"
                or "smallint"
                or "numeric"
                or "float8"
                or "float4"
                or "boolean"
                or "uuid"
                or "date"
                or "timestamp"
                or "timestamptz"
                or "time"
                or "json"
                or "jsonb"
                or "inet"
                or "cidr"
                or "xml";

    private static bool IsNarrower(PgType from, PgType to) =>
        to.First is { } precision
        && (
            from.First is not { } before
            || (to.Second ?? 0) < (from.Second ?? 0)
            || precision - (to.Second ?? 0) < before - (from.Second ?? 0)
        );

    private static TypeChange Text(PgType from, PgType to) =>
        from.Name is "citext" != to.Name is "citext" ? TypeChange.Indexes
        : to.First is null || (from.First is { } before && to.First >= before) ? TypeChange.Free
        : TypeChange.Rewrite;

    private static TypeChange SameName(PgType from, PgType to) =>
        from.Name switch
        {
            "numeric" => to.First is null
            || (from.First is { } before && to.First >= before && (to.Second ?? 0) == (from.Second ?? 0))
                ? TypeChange.Free
                : TypeChange.Rewrite,
            "varbit" => to.First is null || (from.First is { } bits && to.First >= bits)
                ? TypeChange.Free
                : TypeChange.Rewrite,
            "time" or "interval" or "timestamp" or "timestamptz" => IsAsPrecise(from, to)
                ? TypeChange.Free
                : TypeChange.Rewrite,
            _ => from == to ? TypeChange.Free : TypeChange.Rewrite,
        };

    // Without a precision there are six digits.
    private static bool IsAsPrecise(PgType from, PgType to) => (to.First ?? 6) >= (from.First ?? 6);

    private static bool IsBareColumn(string expression, Change change) =>
        change.Name is { } column
        && expression.Trim('(', ')', ' ', '"').Equals(column, StringComparison.OrdinalIgnoreCase);
}
