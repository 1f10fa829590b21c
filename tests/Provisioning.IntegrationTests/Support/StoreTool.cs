using System.Diagnostics;
using System.Security.Cryptography;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Does one thing to a store in a process of its own, which a test may kill or hinder.</summary>
internal static class StoreTool
{
    /// <summary>The command, behind another one that runs it where that is given.</summary>
    public static ProcessStartInfo Command(IReadOnlyList<string> arguments, IReadOnlyList<string>? under = null)
    {
        var start = Shell.Redirected([
            .. under ?? [],
            "dotnet",
            Path.Combine(AppContext.BaseDirectory, "store-tool.dll"),
            .. arguments,
        ]);
        start.WorkingDirectory = Path.GetTempPath();
        foreach (
            var name in start
                .Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal))
                .ToArray()
        )
        {
            start.Environment.Remove(name);
        }

        // No machine is asked for credentials.
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        return start;
    }

    /// <summary>Runs the command to its end.</summary>
    public static Task<ProvisionRun> RunAsync(CancellationToken token, params string[] arguments) =>
        RunAsync(Command(arguments), token);

    /// <summary>Runs the command to its end.</summary>
    public static async Task<ProvisionRun> RunAsync(ProcessStartInfo command, CancellationToken token)
    {
        using var process = Process.Start(command)!;
        var errors = process.StandardError.ReadToEndAsync(token);
        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        return new(process.ExitCode, output, await errors);
    }

    /// <summary>What <c>put</c> writes for these numbers.</summary>
    public static byte[] Content(int bytes, int seed)
    {
        var content = new byte[bytes];
        new Random(seed).NextBytes(content);
        return content;
    }

    /// <summary>The SHA-256 of what <c>put</c> writes for these numbers.</summary>
    public static string Hash(int bytes, int seed) => Convert.ToHexStringLower(SHA256.HashData(Content(bytes, seed)));
}
