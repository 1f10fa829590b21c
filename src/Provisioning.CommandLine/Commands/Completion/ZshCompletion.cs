namespace Provisioning.CommandLine.Commands.Completion;

/// <summary>Completion for zsh.</summary>
internal static class ZshCompletion
{
    /// <summary>The script.</summary>
    public static string Script(CommandTree tree) =>
        $$"""
            #compdef provision
            # Completion of provision for zsh. Made by `provision completion zsh`.
            _provision() {
                local at="" i
                local -a items
                case "${words[CURRENT-1]}" in
            {{string.Join(
                '\n',
                tree.Values.Select(pair => $"        {pair.Key}) compadd -- {string.Join(' ', pair.Value)}; return ;;")
            )}}
                    {{string.Join('|', tree.Files)}}) _files; return ;;
                esac
                for ((i = 2; i < CURRENT; i++)); do
                    case "$at/${words[i]}" in
                        {{string.Join('|', tree.Nodes.Skip(1).Select(node => node.Path))}}) at="$at/${words[i]}" ;;
                    esac
                done
                case "$at" in
            {{string.Join('\n', tree.Nodes.Select(node => $"        \"{node.Path}\") items=({Items(node)}) ;;"))}}
                esac
                _describe provision items
            }
            if [[ "$funcstack[1]" == "_provision" ]]; then
                _provision "$@"
            else
                compdef _provision provision
            fi

            """;

    private static string Items(CommandNode node) =>
        string.Join(
            ' ',
            [
                .. node.Words.Select(word => Item(word.Name, word.Description)),
                .. node.Arguments,
                .. node.Options.Select(option => Item(option.Name, option.Description)),
            ]
        );

    private static string Item(string name, string description) =>
        $"'{name}:{description.Replace("'", "'\\''", StringComparison.Ordinal)
            .Replace(":", "\\:", StringComparison.Ordinal)}'";
}
