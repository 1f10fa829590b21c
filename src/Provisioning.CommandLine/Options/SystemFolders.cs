using McMaster.Extensions.CommandLineUtils;

namespace Provisioning.CommandLine.Options;

/// <summary>Where files beside a system's migrations are.</summary>
internal static class SystemFolders
{
    /// <summary>The folder of the project and that of the assembly that the command was given.</summary>
    public static IEnumerable<string> Of(CommandLineApplication command)
    {
        if (Given(command, "project") is { } project)
        {
            yield return Directory.Exists(project) ? project : Path.GetDirectoryName(Path.GetFullPath(project))!;
        }

        if (Given(command, "assembly") is { } assembly)
        {
            yield return Path.GetDirectoryName(Path.GetFullPath(assembly))!;
        }
    }

    private static string? Given(CommandLineApplication command, string option) =>
        command.GetOptions().FirstOrDefault(known => known.LongName == option)?.Value();
}
