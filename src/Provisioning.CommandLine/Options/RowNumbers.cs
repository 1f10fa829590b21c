using System.Globalization;
using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Options;

/// <summary>Numbers of rows as people write them: <c>5M</c>, <c>messages=2M,threads=50k</c>.</summary>
internal static class RowNumbers
{
    /// <summary>What an option says: a number for all, or numbers by name, or both.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static (long? All, IReadOnlyDictionary<string, long> Of) Read(CommandOption option)
    {
        long? all = null;
        var named = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in option.Values.OfType<string>().SelectMany(text => text.Split(',')))
        {
            var at = part.LastIndexOf('=');
            var number = Number(part[(at + 1)..].Trim()) ?? throw Wrong(option, part);
            if (at < 0 ? all is not null : !named.TryAdd(part[..at].Trim(), number))
            {
                throw new UsageException($"--{option.LongName} has {(at < 0 ? "two numbers" : part[..at])} twice.");
            }

            all = at < 0 ? number : all;
        }

        return (all, named);
    }

    /// <summary>A share as so many of 10,000: <c>1%</c>, <c>0.25%</c>; 0 where the option was not given.</summary>
    /// <exception cref="UsageException">It is none, or more than all.</exception>
    public static int Share(CommandOption option) =>
        option.Value() is not { } text ? 0
        : decimal.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
        && percent is > 0 and <= 100
            ? Math.Max(1, (int)(percent * 100))
        : throw new UsageException($"--{option.LongName} takes a share like 1% or 0.5%, not \"{text}\".");

    /// <summary>A factor: <c>100</c>, <c>0.1</c>; 1 where the option was not given.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static decimal Factor(CommandOption option) =>
        option.Value() is not { } text ? 1
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor)
        && factor is > 0 and <= 1_000_000_000
            ? factor
        : throw new UsageException($"--{option.LongName} takes a number above 0, like 100 or 0.1, not \"{text}\".");

    private static long? Number(string text)
    {
        var unit = text is [.., var last]
            ? char.ToLowerInvariant(last) switch
            {
                'k' => 1_000,
                'm' => 1_000_000,
                'g' or 'b' => 1_000_000_000,
                _ => 1,
            }
            : 1;
        var digits = unit == 1 ? text : text[..^1];
        return
            decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * unit is var rows and >= 1 and <= 1_000_000_000_000_000
            && decimal.Truncate(rows) == rows
            ? (long)rows
            : null;
    }

    private static UsageException Wrong(CommandOption option, string part) =>
        new(
            $"--{option.LongName} takes a number of rows from 1, like 1000, 50k or 2.5M, or numbers by table, like "
                + $"messages=2M,threads=50k, not \"{part}\"."
        );
}
