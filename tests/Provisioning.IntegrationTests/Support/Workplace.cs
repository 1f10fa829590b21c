using System.Text.Json.Nodes;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A folder to run <c>provision</c> in, with the files and variables of a test.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("provision-work-");

    public string Folder => _folder.FullName;

    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Writes a file that only its owner may read, or everybody, and returns its path.</summary>
    public string Write(string name, string text, bool isOpen = false)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                path,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | (isOpen ? UnixFileMode.GroupRead | UnixFileMode.OtherRead : UnixFileMode.None)
            );
        }

        return path;
    }

    public Task<ProvisionRun> RunAsync(CancellationToken token, params IReadOnlyList<string> arguments) =>
        ProvisionProcess.RunAsync(
            arguments,
            new()
            {
                WorkingDirectory = Folder,
                Environment = new Dictionary<string, string?>(Environment, StringComparer.Ordinal)
                {
                    ["HOME"] = Folder,
                },
            },
            token
        );

    /// <summary>What <c>provision config</c> says: value and source of each setting.</summary>
    public async Task<Dictionary<string, (string? Value, string? Source)>> ConfigAsync(
        CancellationToken token,
        params IReadOnlyList<string> arguments
    )
    {
        var run = await RunAsync(token, ["config", "--output", "json", .. arguments]);
        return run.ExitCode != 0
            ? throw new InvalidOperationException(run.Errors)
            : JsonNode.Parse(run.Output)!["settings"]!
                .AsArray()
                .ToDictionary(
                    setting => (string)setting!["name"]!,
                    setting => ((string?)setting!["value"], (string?)setting["source"]),
                    StringComparer.Ordinal
                );
    }
}
