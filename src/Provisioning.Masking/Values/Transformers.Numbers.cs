using System.Globalization;
using System.Numerics;
using Provisioning.Schema;

namespace Provisioning.Masking.Values;

// What transformers do with numbers and dates.
internal static partial class Transformers
{
    // From here on, numbers are reckoned with in floating point.
    private const decimal LargeNumber = 1_000_000_000_000_000_000_000_000_000m;

    private static ValueMask Generalise(MaskSite site)
    {
        if (site.Type.Family is ValueFamily.Date)
        {
            var unit = site.Rule.Text("to");
            return DateMask.Units.Contains(unit, StringComparer.Ordinal)
                ? (value, _) => DateMask.Generalise(value, unit!) ?? throw Unreadable(site, "date")
                : throw new MaskingException(
                    $"\"to\" of generalise on {site.Column.Name} is one of {string.Join(", ", DateMask.Units)}."
                );
        }

        var step = (decimal)site.Rule.Number("to", 1);
        return step > 0
            ? (value, _) =>
                decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? (Math.Floor(number / step) * step).ToString(CultureInfo.InvariantCulture)
                : Large(site, value) is not { } large ? value
                : (Math.Floor(large / (double)step) * (double)step).ToString("R", CultureInfo.InvariantCulture)
            : throw new MaskingException($"\"to\" of generalise on {site.Column.Name} is a number above 0.");
    }

    private static ValueMask Noise(MaskSite site)
    {
        if (site.Type.Family is ValueFamily.Date)
        {
            // One shift for a row: of two dates in it the earlier one stays the earlier one.
            var (key, days) = (site.Key.For("days"), Math.Max(1, site.Rule.Count("days", 30)));
            return (value, row) =>
            {
                var shift = Digest.Of(key, row.Identity).Below(2 * days) - days;
                return DateMask.Shift(value, shift < 0 ? shift : shift + 1) ?? throw Unreadable(site, "date");
            };
        }

        var (of, percent) = (site.Key.For($"noise {site.Column.Name}"), (decimal)site.Rule.Number("percent", 10));
        var (isWhole, most) = (site.Type.Family is ValueFamily.Integer, Most(site.Column, site.Type));
        return (value, row) =>
        {
            var share = (Digest.Of(of, row.Identity).Below(20_001) - 10_000) / 10_000m * percent / 100m;
            if (
                !decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                || Math.Abs(number) > LargeNumber / (1 + percent)
            )
            {
                return Large(site, value) is { } large
                    ? (large + large * (double)share).ToString("R", CultureInfo.InvariantCulture)
                    : value;
            }

            var places =
                isWhole || !value.Contains('.', StringComparison.Ordinal)
                    ? 0
                    : Math.Min(28, value.Length - value.IndexOf('.', StringComparison.Ordinal) - 1);
            var near = number + number * share;
            return decimal.Round(Math.Abs(number) > most ? near : Math.Clamp(near, -most, most), places)
                .ToString(CultureInfo.InvariantCulture);
        };
    }

    /// <summary>The largest number that a column takes.</summary>
    public static decimal Most(Column column, MaskedType type) =>
        (type.Family, column.Type) switch
        {
            (ValueFamily.Integer, _) => (decimal)((BigInteger.One << type.Bits) - 1),
            (_, { Kind: ColumnKind.Decimal, Size: { } size and <= 27, Scale: var scale }) => (decimal)(
                BigInteger.Pow(10, size) - 1
            ) / (decimal)BigInteger.Pow(10, Math.Clamp(scale ?? 0, 0, size)),
            _ => LargeNumber,
        };

    // A number with more digits than decimals have; null for what is no one's, as NaN.
    private static double? Large(MaskSite site, string value) =>
        value.Length == 0 || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? value.Length == 0
                ? null
                : throw Unreadable(site, "number")
            : double.IsFinite(number)
                ? number
                : null;

    // It is not said: it may be anyone's.
    private static MaskingException Unreadable(MaskSite site, string what) =>
        new(
            $"A value of {site.Column.Name} is in no form of a {what} that {site.Rule.Transformer} can change, and is "
                + "not to go as it is. Nothing was written. Use null, default, shuffle or constant, or correct the "
                + "value."
        );

    // In the range that applications of the same width have: what fits 31 bits still does, on both engines alike.
    private static string Number(Permutation permutation, string value, int bits)
    {
        // SQLite keeps any text in a column of numbers.
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return permutation.Of(value);
        }

        if (number is 0 or long.MinValue)
        {
            return value;
        }

        if (number < 0)
        {
            return $"-{Number(permutation, $"{-number}", bits)}";
        }

        int[] bands = bits < 31 ? [bits, 31, 53, 63] : [31, 53, 63];
        var from = BigInteger.One;
        foreach (var width in bands)
        {
            var to = BigInteger.One << width;
            if (number < to)
            {
                return $"{from + permutation.Of(number - from, to - from)}";
            }

            from = to;
        }

        return value;
    }
}
