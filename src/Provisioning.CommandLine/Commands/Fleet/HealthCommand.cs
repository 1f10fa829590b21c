using System.Diagnostics;
using System.Globalization;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary>A command of the shell that looks whether all is well after a wave. It gets the wave's number as
/// PROVISION_WAVE, and no secrets.</summary>
internal static class HealthCommand
{
    private const int LongestOutput = 2000;

    /// <summary>Runs it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="wave">The wave's number.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="ProvisioningException">It failed.</exception>
    public static async Task RunAsync(string command, int wave, CancellationToken token)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("cmd.exe", ["/c", command])
            : new ProcessStartInfo("/bin/sh", ["-c", command]);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        SecretVariables.RemoveFrom(start.Environment, but: []);
        start.Environment["PROVISION_WAVE"] = wave.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        await using var end = token.UnsafeRegister(static started => Kill((Process)started!), process);
        process.StandardInput.Close();
        var said = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(token),
            process.StandardError.ReadToEndAsync(token)
        );
        await process.WaitForExitAsync(token);
        var text = string.Join('\n', said.Select(part => part.Trim()).Where(part => part.Length > 0));
        text = text.Length > LongestOutput ? text[..LongestOutput] : text;
        if (process.ExitCode != 0)
        {
            throw new ProvisioningException(
                string.Create(CultureInfo.InvariantCulture, $"the health command ended with {process.ExitCode}")
                    + (text.Length == 0 ? "" : $" and said: {text}")
            );
        }

        if (text.Length > 0)
        {
            Terminal.Note(text);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }
}
