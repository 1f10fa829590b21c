using McMaster.Extensions.CommandLineUtils;
using Provisioning.Engines;

namespace Provisioning.CommandLine.Commands.Completion;

/// <summary>What can be typed: every command with its words and options, and the values of options.</summary>
/// <param name="Nodes">The commands, <c>provision</c> itself first.</param>
/// <param name="Values">The values of options that take one of a few.</param>
/// <param name="Files">The options that take a file or a folder.</param>
internal sealed record CommandTree(
    IReadOnlyList<CommandNode> Nodes,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Values,
    IReadOnlyList<string> Files
)
{
    /// <summary>The tree of a whole command line.</summary>
    public static CommandTree Of(ProvisionApplication app)
    {
        var nodes = Walk(app, "").ToList();
        var options = nodes.SelectMany(node => node.Options).ToList();
        Dictionary<string, IReadOnlyList<string>> values = new(StringComparer.Ordinal)
        {
            ["--system"] = [.. app.KnownSystems.Select(system => system.Name)],
            ["--output"] = ["text", "json"],
            ["--environment"] = ["development", "production"],
            ["--identity"] = ["always", "by-default", "serial"],
            ["--out-of-order"] = ["allow", "warn", "fail"],
            ["--engine"] = [.. KnownEngines.All.Select(engine => engine.Name)],
            ["--connection-string"] = ["npgsql", "url", "sqlalchemy"],
        };
        foreach (var option in options.Where(option => option.Letter is not null && values.ContainsKey(option.Name)))
        {
            values[option.Letter!] = values[option.Name];
        }

        return new(
            nodes,
            values,
            [
                .. options
                    .Where(option => option.TakesFile)
                    .SelectMany(option => (string?[])[option.Name, option.Letter])
                    .OfType<string>()
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    private static IEnumerable<CommandNode> Walk(CommandLineApplication command, string path) =>
        command
            .Commands.SelectMany(inner => Walk(inner, $"{path}/{inner.Name}"))
            .Prepend(
                new(
                    path,
                    [
                        .. command.Commands.Select(inner => (inner.Name, inner.Description)),
                        // The parser knows it by another way.
                        .. path.Length == 0
                            ? (ReadOnlySpan<(string, string)>)[("help", "Show the help of a command.")]
                            : [],
                    ],
                    [
                        .. command
                            .GetOptions()
                            .Select(option => new CommandSwitch(
                                $"--{option.LongName}",
                                option.ShortName is { Length: > 0 } letter ? $"-{letter}" : null,
                                option.Description.Split(". ")[0].TrimEnd('.'),
                                option.OptionType is not CommandOptionType.NoValue,
                                option.ValueName is "FILE" or "FOLDER" or "STORE" or "COPIES" or "PLACE"
                            )),
                    ],
                    command.Name is "completion" ? ["bash", "zsh", "fish", "pwsh"] : []
                )
            );
}

/// <summary>A command.</summary>
/// <param name="Path">Its words, each after a slash; empty for <c>provision</c> itself.</param>
/// <param name="Words">The commands under it.</param>
/// <param name="Options">Its options.</param>
/// <param name="Arguments">The arguments that it takes, where they are few.</param>
internal sealed record CommandNode(
    string Path,
    IReadOnlyList<(string Name, string Description)> Words,
    IReadOnlyList<CommandSwitch> Options,
    IReadOnlyList<string> Arguments
);

/// <summary>An option.</summary>
/// <param name="Name">Its name with the dashes.</param>
/// <param name="Letter">Its short form; null for none.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="TakesValue">Whether a value follows.</param>
/// <param name="TakesFile">Whether that is a file or a folder.</param>
internal sealed record CommandSwitch(string Name, string? Letter, string Description, bool TakesValue, bool TakesFile);
