using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.Schema;

namespace Provisioning.Masking.Values;

/// <summary>The type of a column, as far as a transformer has to know it.</summary>
/// <param name="Family">What kind of values it holds.</param>
/// <param name="Length">How many characters at most; null where there is no limit.</param>
/// <param name="Bits">How many bits a whole number may have.</param>
internal sealed partial record MaskedType(ValueFamily Family, int? Length = null, int Bits = 63)
{
    /// <summary>The type of a column. One that is spelled as its engine does is read by its name.</summary>
    public static MaskedType Of(ColumnType type) =>
        type.Kind switch
        {
            ColumnKind.AnsiString
            or ColumnKind.String
            or ColumnKind.FixedLengthAnsiString
            or ColumnKind.FixedLengthString => new(ValueFamily.Text, type.Size),
            ColumnKind.Binary => new(ValueFamily.Bytes),
            ColumnKind.Boolean => new(ValueFamily.Boolean),
            ColumnKind.Byte => new(ValueFamily.Integer, Bits: 8),
            ColumnKind.Int16 => new(ValueFamily.Integer, Bits: 15),
            ColumnKind.Int32 => new(ValueFamily.Integer, Bits: 31),
            ColumnKind.Int64 => new(ValueFamily.Integer),
            ColumnKind.Currency or ColumnKind.Decimal or ColumnKind.Double or ColumnKind.Single => new(
                ValueFamily.Number
            ),
            ColumnKind.Date or ColumnKind.DateTime or ColumnKind.DateTimeOffset => new(ValueFamily.Date),
            ColumnKind.Guid => new(ValueFamily.Uuid),
            ColumnKind.Json or ColumnKind.Jsonb => new(ValueFamily.Json),
            ColumnKind.Inet => new(ValueFamily.Address),
            ColumnKind.Custom => Spelled(type.Custom ?? ""),
            _ => new(ValueFamily.Other),
        };

    private static MaskedType Spelled(string name)
    {
        var low = name.ToLowerInvariant();
        int? size = Size().Match(low) is { Success: true } found
            ? int.Parse(found.Groups["size"].Value, CultureInfo.InvariantCulture)
            : null;
        return low switch
        {
            _ when low.Contains('[', StringComparison.Ordinal) || Has("range", "vector", "interval", "point") => new(
                ValueFamily.Other
            ),
            _ when Has("json") => new(ValueFamily.Json),
            _ when Has("uuid") => new(ValueFamily.Uuid),
            _ when Has("bool") => new(ValueFamily.Boolean),
            "smallint" or "int2" => new(ValueFamily.Integer, Bits: 15),
            _ when Has("int", "serial") => new(ValueFamily.Integer),
            _ when Has("char", "text", "clob", "string") => new(ValueFamily.Text, size),
            _ when Has("blob", "bytea", "binary") => new(ValueFamily.Bytes),
            _ when Has("date", "timestamp") => new(ValueFamily.Date),
            _ when Has("inet", "cidr") => new(ValueFamily.Address),
            _ when Has("numeric", "decimal", "real", "double", "float", "money") => new(ValueFamily.Number),
            _ => new(ValueFamily.Other),
        };

        bool Has(params ReadOnlySpan<string> parts)
        {
            foreach (var part in parts)
            {
                if (low.Contains(part, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }
    }

    [GeneratedRegex(@"\((?<size>[0-9]{1,9})\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Size();
}
