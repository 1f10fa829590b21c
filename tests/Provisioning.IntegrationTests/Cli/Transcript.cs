using System.Text.RegularExpressions;
using Provisioning.IntegrationTests.Support;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>A terminal session as text: each command, what it said and how it ended. What differs from run to run is
/// made alike.</summary>
internal sealed partial class Transcript(TestDatabase database)
{
    private readonly List<string> _lines = [];

    /// <summary>Runs a command on the database and writes it down.</summary>
    public async Task<ProvisionRun> RunAsync(string line, CancellationToken token)
    {
        var arguments = line.Split(' ');
        var run = await ProvisionProcess.RunAsync(
            arguments,
            new()
            {
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["DATABASE_URL"] = database.Url,
                },
            },
            token
        );
        _lines.Add($"$ provision {line}");
        _lines.AddRange(
            new[] { run.Errors, run.Output }.Where(text => text.Length > 0).Select(text => text.TrimEnd('\n'))
        );
        _lines.Add($"[{run.ExitCode}]");
        _lines.Add("");
        return run;
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var text = string.Join('\n', _lines);
        text = Port().Replace(text.Replace(database.Name, "DATABASE", StringComparison.Ordinal), "127.0.0.1:PORT");
        text = Took().Replace(Moment().Replace(text, "YYYY-MM-DD HH:MM"), "YYYY-MM-DD HH:MM  N ms  USER  ");
        text = Heading().Replace(text, "took  by  name");
        text = Pending().Replace(text, "  ");
        return Duration().Replace(text, "N ms");
    }

    [GeneratedRegex("(?<=^ +[0-9]+ +pending) +(?=M)", RegexOptions.Multiline, 1000)]
    private static partial Regex Pending();

    [GeneratedRegex("took +by +name", RegexOptions.None, 1000)]
    private static partial Regex Heading();

    // Whose width differs from run to run and from user to user.
    [GeneratedRegex(@"YYYY-MM-DD HH:MM  [0-9]+ ms +\S+ +", RegexOptions.None, 1000)]
    private static partial Regex Took();

    [GeneratedRegex(@"127\.0\.0\.1:[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Port();

    [GeneratedRegex("[0-9]+ ms", RegexOptions.None, 1000)]
    private static partial Regex Duration();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", RegexOptions.None, 1000)]
    private static partial Regex Moment();
}
