namespace Provisioning.CommandLine.Commands.Completion;

/// <summary>Completion for PowerShell.</summary>
internal static class PowerShellCompletion
{
    /// <summary>The script.</summary>
    public static string Script(CommandTree tree) =>
        $$"""
            # Completion of provision for PowerShell. Made by `provision completion pwsh`.
            Register-ArgumentCompleter -Native -CommandName provision -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $values = @{
            {{string.Join('\n', tree.Values.Select(pair => $"        '{pair.Key}' = @({List(pair.Value)})"))}}
                }
                $commands = @{
            {{string.Join('\n', tree.Nodes.Select(node => $"        '{node.Path}' = @({List(Words(node))})"))}}
                }
                $typed = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
                if ($wordToComplete -and $typed.Count -gt 0) { $typed = @($typed | Select-Object -SkipLast 1) }
                $at = ''
                foreach ($word in $typed) { if ($commands.ContainsKey("$at/$word")) { $at = "$at/$word" } }
                $candidates = if ($typed.Count -gt 0 -and $values.ContainsKey($typed[-1])) { $values[$typed[-1]] } else { $commands[$at] }
                $candidates | Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }

            """;

    private static IEnumerable<string> Words(CommandNode node) =>
        [.. node.Words.Select(word => word.Name), .. node.Arguments, .. node.Options.Select(option => option.Name)];

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"'{word}'"));
}
