using System.Text.RegularExpressions;

namespace Provisioning.CommandLine.Commands.New;

/// <summary>A name that a user gave, however it is written: <c>add_team</c>, <c>AddTeam</c>, <c>"add
/// team"</c>.</summary>
internal sealed partial class SourceName
{
    private readonly string[] _words;

    /// <summary>Takes the name apart.</summary>
    /// <param name="text">The name.</param>
    /// <exception cref="UsageException">It makes no name of a class.</exception>
    public SourceName(string? text)
    {
        _words = [.. Word().Matches(text ?? "").Select(match => match.Value)];
        if (!Allowed().IsMatch(text ?? ""))
        {
            throw new UsageException(
                $"\"{text}\" makes no name of a class. Give letters, digits, _ and -, with a letter first: add_team."
            );
        }
    }

    /// <summary>As a class has it: <c>AddTeam</c>.</summary>
    public string Pascal => string.Concat(_words.Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"));

    /// <summary>As a sentence has it: <c>add team</c>.</summary>
    public string Sentence => Joined(' ');

    /// <summary>As a table has it: <c>add_team</c>.</summary>
    public string Snake => Joined('_');

    /// <summary>As an option has it: <c>add-team</c>.</summary>
    public string Kebab => Joined('-');

    // A word of capitals is an abbreviation, and stays one.
    private string Joined(char separator) =>
        string.Join(
            separator,
            _words.Select(word =>
                separator is ' ' && word.Length > 1 && word.All(char.IsAsciiLetterUpper)
                    ? word
                    : word.ToLowerInvariant()
            )
        );

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_ -]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Allowed();

    [GeneratedRegex(
        "[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z0-9]+|[0-9]+",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Word();
}
