using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Provisioning.CommandLine.Assemblies;

/// <summary>Builds a user's project of migrations.</summary>
internal static partial class ProjectBuild
{
    private const int MostErrors = 20;

    /// <summary>Builds the project with <c>dotnet build</c>, and says which assembly came of it.</summary>
    /// <param name="project">A project file, or a folder with one in it.</param>
    /// <param name="settings">Further arguments.</param>
    /// <exception cref="UsageException">There is no such project, or it does not build.</exception>
    public static string Build(string project, params string[] settings)
    {
        var file = Find(project);
        Console.Error.WriteLine($"building {Path.GetFileNameWithoutExtension(file)}");
        var (code, output) = Dotnet([
            "build",
            file,
            "-v",
            "quiet",
            "--nologo",
            "-tl:off",
            "-clp:NoSummary",
            .. settings,
        ]);
        if (code != 0)
        {
            throw new UsageException($"{project} does not build:\n{string.Join('\n', Errors(output))}");
        }

        var target = Dotnet(["msbuild", file, "-nologo", "-getProperty:TargetPath", .. settings]).Output.Trim();
        return File.Exists(target)
            ? target
            : throw new UsageException(
                $"{project} is built for several frameworks, or makes no assembly. Name its .dll with --assembly."
            );
    }

    /// <summary>The project that a file or a folder names.</summary>
    /// <exception cref="UsageException">There is none, or there are several.</exception>
    internal static string Find(string project)
    {
        if (File.Exists(project))
        {
            return Path.GetExtension(project).EndsWith("proj", StringComparison.OrdinalIgnoreCase)
                ? Path.GetFullPath(project)
                : throw new UsageException(
                    $"--project {project} is not a project. Give a .csproj, or a folder with one in it; a .dll is "
                        + "given with --assembly."
                );
        }

        return (Directory.Exists(project) ? Directory.GetFiles(project, "*.*proj") : null) switch
        {
            [var only] => Path.GetFullPath(only),
            null => throw new UsageException($"There is no project {project}: neither a file nor a folder."),
            [] => throw new UsageException($"There is no project in {project}. Name the .csproj."),
            var several => throw new UsageException(
                $"There are several projects in {project}: {string.Join(", ", several.Select(Path.GetFileName))}. Name "
                    + "one of them."
            ),
        };
    }

    /// <summary>The errors in what a build has printed, each once, with paths from the current folder.</summary>
    internal static IReadOnlyList<string> Errors(string output)
    {
        var errors = Error()
            .Matches(output)
            .Select(match => $"  {Relative(match.Groups["place"].Value.Trim())}: {match.Groups["text"].Value.Trim()}")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return errors.Count == 0 ? [output.Trim()]
            : errors.Count <= MostErrors ? errors
            : [.. errors.Take(MostErrors), $"  and {errors.Count - MostErrors} more"];
    }

    private static string Relative(string place) =>
        Path.IsPathRooted(place) ? Path.GetRelativePath(Directory.GetCurrentDirectory(), place) : place;

    private static (int ExitCode, string Output) Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A build of its own leaves nothing running that could outlive it.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception error)
        {
            throw new UsageException(
                $"--project needs the .NET SDK, and `dotnet` cannot be started: {error.Message}. Build the project "
                    + "elsewhere, and name its .dll with --assembly."
            );
        }
    }

    [GeneratedRegex(
        "^ *(?<place>[^\\r\\n:]*(:\\\\[^\\r\\n:]*)?) ?: (?<text>(fatal )?error [^\\r\\n]*?)"
            + "( \\[[^\\]\\r\\n]*\\])?\\r?$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Error();
}
