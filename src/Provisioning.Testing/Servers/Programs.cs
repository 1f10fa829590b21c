using System.Diagnostics;

namespace Provisioning.Testing.Servers;

/// <summary>The programs of this machine.</summary>
internal static class Programs
{
    /// <summary>The folders in which they are looked for.</summary>
    public static IReadOnlyList<string> Folders { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);

    /// <summary>Whether the program is in one of them.</summary>
    public static bool Has(string program) => Folders.Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>A command whose output and errors are read by us.</summary>
    public static ProcessStartInfo Redirected(params string[] command) =>
        new(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    /// <summary>What the program writes to standard output, trimmed.</summary>
    public static async Task<string> OutputAsync(params string[] command)
    {
        using var process = Process.Start(Redirected(command))!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await errors;
        await process.WaitForExitAsync(CancellationToken.None);
        return output.Trim();
    }
}
