using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Install;

/// <summary>Our packages, and what a user makes from them: the tool, and a solution from the template. Nothing in it
/// refers to our sources.</summary>
public sealed class PackedSolution : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The folder of packages.</summary>
    public string Packages { get; } = Path.Combine(Root, "artifacts/packages");

    /// <summary>The solution.</summary>
    public string Solution => Path.Combine(_folder.Path, "Shop");

    /// <summary>The tool that was installed.</summary>
    public string Tool => Path.Combine(_folder.Path, "tools", "provision");

    private static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder.Path);
        // The usual sources, and the folder of packages.
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, "nuget.config"),
            $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Packages}" />
              </packageSources>
            </configuration>
            """,
            Token
        );
        await SucceedAsync(Root, "make", "pack", "PACK=-p:RunAnalyzers=false");
        await SucceedAsync(
            _folder.Path,
            ["dotnet", "tool", "install", "Provisioning.Cli", "--tool-path", "tools", "--add-source", Packages]
        );
        var hive = Path.Combine(_folder.Path, "hive");
        var templates = Directory.GetFiles(Packages, "Provisioning.Templates.*.nupkg")[0];
        await SucceedAsync(_folder.Path, "dotnet", "new", "install", templates, "--debug:custom-hive", hive);
        await SucceedAsync(
            _folder.Path,
            ["dotnet", "new", "provisioning", "-n", "Shop", "-o", "Shop", "--debug:custom-hive", hive]
        );
    }

    /// <summary>Another folder beside the solution.</summary>
    public string Beside(string name) => Path.Combine(_folder.Path, name);

    /// <summary>The entries of a package, and the text of its description.</summary>
    public (IReadOnlyList<string> Entries, string Description) Package(string name)
    {
        var file = Directory
            .GetFiles(Packages, $"{name}.*.nupkg")
            .Single(path => char.IsAsciiDigit(Path.GetFileName(path)[name.Length + 1]));
        using var package = ZipFile.OpenRead(file);
        using var reader = new StreamReader(package.GetEntry($"{name}.nuspec")!.Open());
        return ([.. package.Entries.Select(entry => entry.FullName)], reader.ReadToEnd());
    }

    /// <summary>Runs a program as on a machine that has our packages from nowhere else.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] command)
    {
        var start = Shell.Redirected(command);
        start.WorkingDirectory = folder;
        foreach (var name in start.Environment.Keys.Where(IsOfThisRun).ToArray())
        {
            start.Environment.Remove(name);
        }

        // Those of others are taken from where they were restored to before.
        start.Environment["NUGET_FALLBACK_PACKAGES"] = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            ".nuget/packages"
        );
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.Path, "packages");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output + await errors);
    }

    /// <summary>Runs a program, which must end with 0.</summary>
    public async Task<string> SucceedAsync(string folder, params string[] command)
    {
        var (code, output) = await RunAsync(folder, command);
        Assert.True(code == 0, $"{string.Join(' ', command)} ended with {code}:\n{output}");
        return output;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsOfThisRun(string variable) =>
        variable is "CI" or "DATABASE_URL"
        || variable.StartsWith("PROVISIONING_", StringComparison.Ordinal)
        || variable.StartsWith("MSBUILD", StringComparison.Ordinal);

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
