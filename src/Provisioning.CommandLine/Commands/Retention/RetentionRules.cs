using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Retention;

/// <summary>The option that adds rules to those of the system.</summary>
internal sealed class RetentionRules(CommandLineApplication command)
{
    private readonly CommandOption _rules = command.Option(
        "--rule <RULE>",
        "A rule besides those of the system, as table.column=90d; may be given several times. The unit is s, m, h or "
            + "d.",
        CommandOptionType.MultipleValue
    );

    /// <summary>The system's rules and those that were given.</summary>
    /// <exception cref="UsageException">There are none, or one is not written as a rule is.</exception>
    public IReadOnlyList<RetentionRule> For(DatabaseSystem? system)
    {
        RetentionRule[] rules = [.. system?.Retention ?? [], .. _rules.Values.OfType<string>().Select(Parse)];
        return rules.Length > 0
            ? rules
            : throw new UsageException(
                $"{system?.Title ?? "This database"} declares no retention rules. Give one with --rule "
                    + $"table.column=90d, or declare it in the system's class."
            );
    }

    /// <summary>A time as <c>90d</c>, <c>36h</c>, <c>30m</c> or <c>45s</c>.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static TimeSpan Time(string text, string option)
    {
        var unit = text.Length > 0 ? text[^1] : ' ';
        return
            unit is 's' or 'm' or 'h' or 'd'
            && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < 100_000
            ? unit switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                _ => TimeSpan.FromDays(number),
            }
            : throw new UsageException($"{option} takes a time such as 90d, 36h, 30m or 45s, not \"{text}\".");
    }

    private static RetentionRule Parse(string text)
    {
        if (
            text.Split('=') is not [var place, var keep]
            || place.Split('.') is not ([_, _] or [_, _, _])
            || place.Split('.').Any(part => part.Length == 0)
        )
        {
            throw new UsageException($"--rule takes table.column=90d, or schema.table.column=90d, not \"{text}\".");
        }

        var parts = place.Split('.');
        return new(
            place,
            parts is [var schema, var table, _] ? new(schema, table) : new ObjectName(null, parts[0]),
            parts[^1],
            Time(keep, "--rule")
        );
    }
}
