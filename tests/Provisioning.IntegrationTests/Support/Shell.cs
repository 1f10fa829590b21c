using System.Diagnostics;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Runs other programs.</summary>
internal static class Shell
{
    /// <summary>The folders in which programs are looked for.</summary>
    public static IReadOnlyList<string> Path { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator);

    /// <summary>Whether the program is in PATH.</summary>
    public static bool Has(string program) => Path.Any(folder => File.Exists(System.IO.Path.Combine(folder, program)));

    /// <summary>A command whose output and errors are read by us.</summary>
    public static ProcessStartInfo Redirected(params string[] command) =>
        new(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    /// <summary>Whether the program is there and ends with 0.</summary>
    public static async Task<bool> SucceedsAsync(params string[] command) =>
        Has(command[0]) && (await RunAsync(command)).ExitCode == 0;

    /// <summary>What the program says, trimmed.</summary>
    public static async Task<string> OutputAsync(params string[] command) => (await RunAsync(command)).Output.Trim();

    /// <summary>Runs the program with the text as its standard input.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> FeedAsync(
        string input,
        params string[] command
    )
    {
        var start = Redirected(command);
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a program in a folder: its exit code, and what it says on both ways.</summary>
    public static async Task<(int ExitCode, string Output)> RunInAsync(string folder, params string[] command)
    {
        var start = Redirected(command);
        start.WorkingDirectory = folder;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, output + await errors);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] command)
    {
        using var process = Process.Start(Redirected(command))!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await errors;
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, output);
    }
}
