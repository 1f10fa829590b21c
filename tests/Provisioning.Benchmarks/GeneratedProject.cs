using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Provisioning.Benchmarks;

/// <summary>A project of <c>artifacts/bench</c>, written and published by the bench.</summary>
internal static class GeneratedProject
{
    /// <summary>What it is published for: this machine.</summary>
    public static string Runtime => RuntimeInformation.RuntimeIdentifier;

    /// <summary>Writes the project where it is another one than before, and publishes it.</summary>
    /// <param name="folder">Where; its name is the project's.</param>
    /// <param name="project">The project file's text.</param>
    /// <param name="source">The source's text.</param>
    /// <param name="isAlone">Whether it depends on its own text only, and need not be published again.</param>
    /// <returns>What it was published as, without an ending.</returns>
    public static string Publish(string folder, string project, string source, bool isAlone = true)
    {
        var name = Path.GetFileName(folder);
        var output = Path.Combine(folder, "published");
        Directory.CreateDirectory(folder);
        var isSame =
            Write(folder, $"{name}.csproj", project)
            & Write(folder, "Source.cs", source)
            & Write(folder, "Directory.Build.props", "<Project />")
            & Write(folder, "Directory.Packages.props", "<Project />");
        if (!isSame || !isAlone || !Directory.Exists(output))
        {
            Publish(folder, output);
        }

        return Path.Combine(output, name);
    }

    /// <summary>Publishes a project for this machine.</summary>
    public static void Publish(string project, string output)
    {
        Console.Error.WriteLine($"publishing {Path.GetFileName(project)}");
        string[] options = ["-c", "Release", "-o", output, "-v", "quiet", "--nologo", "-p:RunAnalyzers=false"];
        using var publish = Process.Start(
            new ProcessStartInfo("dotnet", ["publish", project, "-r", Runtime, .. options])
        )!;
        publish.WaitForExit();
        if (publish.ExitCode != 0)
        {
            Directory.Delete(output, recursive: true);
            throw new InvalidOperationException($"{project} can't be published.");
        }
    }

    private static bool Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        if (File.Exists(path) && File.ReadAllText(path) == text)
        {
            return true;
        }

        File.WriteAllText(path, text);
        return false;
    }
}
