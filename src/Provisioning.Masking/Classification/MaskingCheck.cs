using System.Globalization;
using System.Net;
using System.Text.Json;
using Provisioning.Masking.Values;

namespace Provisioning.Masking.Classification;

/// <summary>Finds masks that the database would refuse: wrong for the type, too long, against NOT NULL, a unique key, a
/// CHECK, or a column that refers to another.</summary>
internal static class MaskingCheck
{
    /// <summary>What is found.</summary>
    /// <param name="columns">The columns and their masks.</param>
    /// <param name="references">Which columns refer to which.</param>
    public static IEnumerable<MaskFinding> Of(IReadOnlyList<MaskedColumn> columns, References references)
    {
        var byName = columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        return
        [
            .. columns.SelectMany(Alone),
            .. columns.SelectMany(column => Referring(column, byName)),
            .. references.All.SelectMany(pair => Apart(byName, pair.From, pair.To)),
            .. columns
                .GroupBy(column => column.Table)
                .SelectMany(table =>
                    UniqueCheck.Of(table.Key, table.ToDictionary(column => column.Column.Name, StringComparer.Ordinal))
                ),
            .. columns.Where(column => column.IsChanged && WrongOption(column) is null).SelectMany(CheckTrial.Of),
        ];
    }

    private static IEnumerable<MaskFinding> Alone(MaskedColumn column)
    {
        var (transformer, type) = (column.Transformer, column.Type);
        if (WrongOption(column) is { } wrong)
        {
            yield return Found("option", column, $"has a mask with a wrong option: {wrong}");
            yield break;
        }

        if (!transformer.FitsType(type))
        {
            yield return Found(
                "type",
                column,
                $"is {type.Family.ToString().ToLowerInvariant()}, which the mask {column.Rule.Transformer} does not "
                    + $"change. These do: {Fitting(type)}."
            );
        }

        if (
            column.Rule is { Transformer: "constant" }
            && column.Rule.Text("value") is { } value
            && !Fits(value, column)
        )
        {
            yield return Found(
                "type",
                column,
                $"is {type.Family.ToString().ToLowerInvariant()}, and does not take the constant \"{value}\"."
            );
        }

        if (column.Rule.Transformer is "null" && column.Column.IsNullable is not true)
        {
            yield return Found("not-null", column, "takes no NULL. Use default, constant or empty.");
        }

        if (transformer.Length(column.Rule) is { } length && length > MaskedType.Of(column.Column.Type).Length)
        {
            yield return Found(
                "length",
                column,
                $"takes {column.Column.Type.Size} characters, and {column.Rule.Transformer} makes {length}. Use hash "
                    + "or text, which are cut, or a shorter value."
            );
        }
    }

    // What an option may be depends on the type: a unit of dates, or a number.
    private static string? WrongOption(MaskedColumn column)
    {
        try
        {
            _ = column.Transformer.FitsType(column.Type)
                ? column.Transformer.Make(new(column.Rule, MaskKey.OfOneRun(), column.Column, column.Type))
                : null;
            _ = column.Transformer.Length(column.Rule);
            return null;
        }
        catch (MaskingException error)
        {
            return error.Message;
        }
    }

    // What a database writes otherwise, as a date in words, has to be written as it gives it.
    private static bool Fits(string value, MaskedColumn column) =>
        column.Type.Family switch
        {
            ValueFamily.Integer => long.TryParse(value, CultureInfo.InvariantCulture, out var whole)
                && Math.Abs((decimal)whole) <= Transformers.Most(column.Column, column.Type),
            ValueFamily.Number => decimal.TryParse(
                value,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? Math.Abs(number) <= Transformers.Most(column.Column, column.Type)
                : double.TryParse(value, CultureInfo.InvariantCulture, out _),
            ValueFamily.Boolean => value is "true" or "false" or "0" or "1",
            ValueFamily.Date => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
            ValueFamily.Uuid => Guid.TryParse(value, out _),
            ValueFamily.Json => IsJson(value),
            ValueFamily.Address => IPNetwork.TryParse(value, out _) || IPAddress.TryParse(value, out _),
            _ => true,
        };

    private static bool IsJson(string value)
    {
        try
        {
            using var parsed = JsonDocument.Parse(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Fitting(MaskedType type) =>
        string.Join(", ", Transformers.All.Where(known => known.FitsType(type)).Select(known => known.Name));

    private static IEnumerable<MaskFinding> Referring(MaskedColumn column, Dictionary<string, MaskedColumn> columns)
    {
        if (column.RefersTo is not { } to || !columns.TryGetValue(to, out var root))
        {
            yield break;
        }

        if (root.IsChanged && !root.Transformer.IsRepeatable)
        {
            yield return Found(
                "reference",
                column,
                $"refers to {to}, whose mask {root.Rule.Transformer} gives the same value for two that are the same in "
                    + "no other table. Use permute there."
            );
        }
        else if ($"{column.Rule}" != $"{root.Rule}" && column.Rule.Transformer is not "null")
        {
            yield return Found(
                "reference",
                column,
                $"refers to {to}, whose values go through {root.Rule}, and has {column.Rule} itself. Remove its own "
                    + "mask: it has that of the column that it refers to."
            );
        }
    }

    // Of two columns that it refers to, it has the mask of one.
    private static IEnumerable<MaskFinding> Apart(Dictionary<string, MaskedColumn> columns, string from, string to)
    {
        if (
            columns.TryGetValue(from, out var column)
            && columns.TryGetValue(to, out var other)
            && column.RefersTo is { } first
            && first != other.Origin
            && column.Rule.Transformer is not "null"
            && ($"{column.Rule}" != $"{other.Rule}" || column.Type != other.Type)
        )
        {
            yield return Found(
                "reference",
                column,
                $"refers to {first} and to {to}, whose values go through {column.Rule} and {other.Rule}. Give both the "
                    + "same mask."
            );
        }
    }

    private static MaskFinding Found(string kind, MaskedColumn column, string message) =>
        new(kind, column.Name, message);
}
