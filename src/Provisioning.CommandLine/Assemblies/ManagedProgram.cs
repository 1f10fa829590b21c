using System.Diagnostics;
using System.Runtime.InteropServices;
using Provisioning.Security.Files;

namespace Provisioning.CommandLine.Assemblies;

/// <summary>The managed program that lies in the folder <c>managed</c> beside a native one, and runs what loads
/// assemblies.</summary>
internal static class ManagedProgram
{
    /// <summary>Lets the managed program run the command in place of this one: with the same arguments, environment and
    /// files, and with its exit code. Where the operating system can, it is the same process, so that signals reach
    /// it.</summary>
    /// <param name="arguments">The arguments of this run.</param>
    /// <param name="option">The option that asks for it, as it was given.</param>
    /// <exception cref="HandedOverException">It ran, and is done.</exception>
    /// <exception cref="UsageException">There is none.</exception>
    /// <exception cref="ProvisioningException">It cannot be started.</exception>
    public static void RunInstead(IReadOnlyList<string> arguments, string option)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "managed", Path.GetFileName(Environment.ProcessPath) ?? "");
        if (!File.Exists(file))
        {
            throw new UsageException(
                $"{option}: this executable is native and loads no assemblies, and the managed program, which does, is "
                    + $"not beside it ({file}). Use provision as a .NET tool, or build an executable of your own with "
                    + "the migrations inside."
            );
        }

        if (OperatingSystem.IsWindows())
        {
            throw new HandedOverException(Run(file, arguments));
        }

        _ = PosixCalls.Execute(file, [file, .. arguments, null]);
        throw new ProvisioningException($"{file} cannot be started: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    // Ctrl+C reaches both, and the other one decides what becomes of it.
    private static int Run(string file, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}

/// <summary>Another process has run the command.</summary>
/// <param name="exitCode">Its exit code.</param>
internal sealed class HandedOverException(int exitCode) : Exception("Another process has run the command.")
{
    /// <summary>Its exit code.</summary>
    public int ExitCode => exitCode;
}
