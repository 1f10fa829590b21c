using System.Globalization;
using Provisioning.Dialects;

namespace Provisioning.Linting;

/// <summary>Changes of a type that values may not survive.</summary>
internal static class Narrowings
{
    /// <summary>Whether values may not fit the type after the change, or lose something; null for no, else how it
    /// narrows.</summary>
    public static string? Of(PgType from, PgType to) =>
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
}
