namespace Provisioning.CommandLine.Commands.Completion;

/// <summary>Completion for bash.</summary>
internal static class BashCompletion
{
    /// <summary>The script.</summary>
    public static string Script(CommandTree tree) =>
        $$"""
            # Completion of provision for bash. Made by `provision completion bash`.
            _provision() {
                local at="" words="" cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" i
                # bash splits --option=value into three words.
                if [[ $cur == "=" ]]; then
                    cur=""
                elif [[ $prev == "=" ]]; then
                    prev="${COMP_WORDS[COMP_CWORD-2]}"
                fi
                COMPREPLY=()
                case "$prev" in
            {{string.Join(
                '\n',
                tree.Values.Select(pair =>
                    $"        {pair.Key}) COMPREPLY=($(compgen -W \"{string.Join(' ', pair.Value)}\" -- \"$cur\")); return ;;"
                )
            )}}
                    {{string.Join('|', tree.Files)}}) COMPREPLY=($(compgen -f -- "$cur")); return ;;
                esac
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$at/${COMP_WORDS[i]}" in
                        {{string.Join('|', tree.Nodes.Skip(1).Select(node => node.Path))}}) at="$at/${COMP_WORDS[i]}" ;;
                    esac
                done
                case "$at" in
            {{string.Join('\n', tree.Nodes.Select(node => $"        \"{node.Path}\") words=\"{Words(node)}\" ;;"))}}
                esac
                COMPREPLY=($(compgen -W "$words" -- "$cur"))
            }
            complete -o default -F _provision provision

            """;

    private static string Words(CommandNode node) =>
        string.Join(
            ' ',
            [.. node.Words.Select(word => word.Name), .. node.Arguments, .. node.Options.Select(option => option.Name)]
        );
}
