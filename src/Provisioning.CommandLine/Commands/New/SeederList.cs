using System.Text.RegularExpressions;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>The list of seeders in the source of a system.</summary>
internal static partial class SeederList
{
    /// <summary>The source of the only system that lists its seeders between brackets, with one more; null where there
    /// is none, or more than one.</summary>
    /// <param name="folder">Where it is looked for.</param>
    /// <param name="seeder">The class's name.</param>
    /// <param name="space">Its namespace; null for none.</param>
    public static (string Path, string Text)? With(SourceFolder folder, string seeder, string? space)
    {
        if (folder.Having(List()) is not [var system] || List().Matches(system.Text) is not [{ Groups: var groups }])
        {
            return null;
        }

        // A list over several lines goes on over several lines.
        var list = groups["list"].Value;
        var listed = list.TrimEnd();
        var indent = Indent().Match(list) is { Success: true } lines ? lines.Value : " ";
        var added = listed switch
        {
            "" => $"new {seeder}()",
            [.., ','] => $"{listed}{indent}new {seeder}(),",
            _ => $"{listed},{indent}new {seeder}()",
        };
        var (start, end) = (groups["list"].Index, groups["list"].Index + listed.Length);
        var text = system.Text[..start] + added + system.Text[end..];
        return (system.File, Using(text, system.Namespace, space));
    }

    // A class of the same namespace, or of one around it, needs no using.
    private static string Using(string text, string? system, string? space)
    {
        if (space is null || system == space || system?.StartsWith($"{space}.", StringComparison.Ordinal) == true)
        {
            return text;
        }

        var line = $"using {space};";
        return Regex.IsMatch(text, $@"^\s*{Regex.Escape(line)}", RegexOptions.Multiline, TimeSpan.FromSeconds(1))
            ? text
            : $"{line}{(text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n")}{text}";
    }

    [GeneratedRegex(
        @"override\s+IReadOnlyList<\s*Seeder\s*>\s+Seeders\s*(=>|\{\s*get\s*;\s*\}\s*=)\s*"
            + @"\[(?<list>(\s*new\s+[\w.]+\s*\(\s*\)\s*,?)*\s*)\]\s*;",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex List();

    [GeneratedRegex(@"^\r?\n\s*(?=new)", RegexOptions.None, 1000)]
    private static partial Regex Indent();
}
