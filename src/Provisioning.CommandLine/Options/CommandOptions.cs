using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Options;

/// <summary>Declares options, and reads their numbers. The library's typed options would do as well, at 40 generic
/// methods to compile at each start.</summary>
internal static class CommandOptions
{
    /// <summary>The systems that the whole command knows.</summary>
    public static IReadOnlyList<DatabaseSystem> Systems(this CommandLineApplication command) =>
        command.Parent is { } parent ? Systems(parent) : ((ProvisionApplication)command).KnownSystems;

    /// <summary>The arguments of the whole command.</summary>
    public static IReadOnlyList<string> Arguments(this CommandLineApplication command) =>
        command.Parent is { } parent ? Arguments(parent) : ((ProvisionApplication)command).Given;

    /// <summary>An option without a value.</summary>
    public static CommandOption Flag(this CommandLineApplication command, string template, string description) =>
        command.Flag(OptionGroup.Own, template, description);

    /// <summary>The same under another heading.</summary>
    public static CommandOption Flag(
        this CommandLineApplication command,
        OptionGroup group,
        string template,
        string description
    ) => command.Add(new GroupedOption(template, CommandOptionType.NoValue, group), description);

    /// <summary>An option with a value.</summary>
    public static CommandOption Value(this CommandLineApplication command, string template, string description) =>
        command.Value(OptionGroup.Own, template, description);

    /// <summary>The same under another heading.</summary>
    public static CommandOption Value(
        this CommandLineApplication command,
        OptionGroup group,
        string template,
        string description
    ) => command.Add(new GroupedOption(template, CommandOptionType.SingleValue, group), description);

    /// <summary>An option that may be given several times.</summary>
    public static CommandOption Values(
        this CommandLineApplication command,
        OptionGroup group,
        string template,
        string description
    ) => command.Add(new GroupedOption(template, CommandOptionType.MultipleValue, group), description);

    /// <summary>The option's value as a number; null where it was not given.</summary>
    /// <param name="option">The option.</param>
    /// <param name="least">The least number it takes.</param>
    /// <param name="most">The greatest number it takes.</param>
    /// <exception cref="UsageException">It is no number, or none of these.</exception>
    public static long? Number(this CommandOption option, long least = 0, long most = long.MaxValue)
    {
        if (option.Value() is not { } text)
        {
            return null;
        }

        return
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
            ? number
            : throw new UsageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--{option.LongName} takes a whole number "
                        + $"{(most == long.MaxValue ? $"from {least}" : $"from {least} to {most}")}, not \"{text}\"."
                )
            );
    }

    private static GroupedOption Add(this CommandLineApplication command, GroupedOption option, string description)
    {
        option.Description = description;
        command.Options.Add(option);
        return option;
    }
}
