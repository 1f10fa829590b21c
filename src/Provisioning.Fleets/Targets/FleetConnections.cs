using System.Text.RegularExpressions;
using Provisioning.Databases;

namespace Provisioning.Fleets.Targets;

/// <summary>How the targets of a fleet are connected to.</summary>
/// <param name="open">The database of a URL, or of the settings where the URL is empty, and of a schema in it or null
/// for the default one. Nothing is connected yet.</param>
/// <param name="variables">The variables that <c>${NAME}</c> in a URL stands for, and that name targets
/// themselves.</param>
public sealed partial class FleetConnections(
    Func<string, string?, Database> open,
    IReadOnlyDictionary<string, string> variables
)
{
    /// <summary>The variables.</summary>
    public IReadOnlyDictionary<string, string> Variables => variables;

    /// <summary>The database of a URL, in which <c>${NAME}</c> stands for a variable. Nothing is connected
    /// yet.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="schema">The schema; null for the default one.</param>
    /// <exception cref="FleetFileException">There is no such variable.</exception>
    /// <exception cref="InvalidDatabaseUrlException">It is no URL.</exception>
    public Database Open(string url, string? schema = null) => open(Expand(url), schema);

    /// <summary>The text with the values of its variables.</summary>
    /// <exception cref="FleetFileException">There is no such variable.</exception>
    public string Expand(string text) =>
        Reference()
            .Replace(text, match =>
                variables.TryGetValue(match.Groups["name"].Value, out var value) && value.Length > 0
                    ? value
                    : throw new FleetFileException(
                        $"The variable {match.Groups["name"].Value}, which a URL of the fleet refers to, is not set. "
                            + "Set it in the environment or in the file of variables."
                    )
            );

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
