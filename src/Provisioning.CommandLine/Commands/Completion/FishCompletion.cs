namespace Provisioning.CommandLine.Commands.Completion;

/// <summary>Completion for fish.</summary>
internal static class FishCompletion
{
    /// <summary>The script.</summary>
    public static string Script(CommandTree tree) =>
        $$"""
            # Completion of provision for fish. Made by `provision completion fish`.
            function __provision_at
                set -l at ""
                for word in (commandline -opc)[2..]
                    switch "$at/$word"
                        case {{string.Join(' ', tree.Nodes.Skip(1).Select(node => node.Path))}}
                            set at "$at/$word"
                    end
                end
                test "$at" = "$argv[1]"
            end
            complete -c provision -f
            {{string.Join('\n', tree.Nodes.SelectMany(node => Lines(tree, node)))}}

            """;

    private static IEnumerable<string> Lines(CommandTree tree, CommandNode node)
    {
        var at = $"complete -c provision -n '__provision_at \"{node.Path}\"'";
        foreach (var (name, description) in node.Words)
        {
            yield return $"{at} -a {name} -d {Quoted(description)}";
        }

        foreach (var argument in node.Arguments)
        {
            yield return $"{at} -a {argument}";
        }

        foreach (var option in node.Options)
        {
            var letter = option.Letter is { } text ? $" -s {text.TrimStart('-')}" : "";
            var value =
                !option.TakesValue ? ""
                : tree.Values.TryGetValue(option.Name, out var values) ? $" -x -a '{string.Join(' ', values)}'"
                : option.TakesFile ? " -r -F"
                : " -x";
            yield return $"{at} -l {option.Name.TrimStart('-')}{letter}{value} -d {Quoted(option.Description)}";
        }
    }

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
