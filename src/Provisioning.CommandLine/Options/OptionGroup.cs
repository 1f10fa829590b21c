using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Options;

/// <summary>The heading that help shows an option under, in this order.</summary>
internal enum OptionGroup
{
    /// <summary>The command's own.</summary>
    Own,

    /// <summary>Which migrations, and how they run.</summary>
    Migrations,

    /// <summary>Roles and their passwords.</summary>
    Roles,

    /// <summary>Which system, which database, and how it is connected to.</summary>
    Database,

    /// <summary>What all commands have.</summary>
    General,
}

/// <summary>An option that knows its heading.</summary>
internal sealed class GroupedOption(string template, CommandOptionType type, OptionGroup group)
    : CommandOption(template, type)
{
    /// <summary>Its heading.</summary>
    public OptionGroup Group => group;

    /// <summary>The heading of any option.</summary>
    public static OptionGroup Of(CommandOption option) =>
        option is GroupedOption grouped ? grouped.Group
        : option.LongName is "help" or "version" ? OptionGroup.General
        : OptionGroup.Own;
}
