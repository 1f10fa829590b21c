using System.Diagnostics;
using Provisioning.Testing.Servers;
using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>PostgreSQL's own load generator.</summary>
internal static class PgBench
{
    public static async Task RunAsync(string url, CancellationToken token, params string[] arguments)
    {
        using var process = Process.Start(await CommandAsync(url, arguments))!;
        var reading = Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(token),
            process.StandardError.ReadToEndAsync(token)
        );
        await process.WaitForExitAsync(token);
        Assert.True(process.ExitCode == 0, string.Concat(await reading));
    }

    /// <summary>Writes until it is disposed, two minutes at the most.</summary>
    public static async Task<IAsyncDisposable> StartAsync(string url) =>
        new Running(Process.Start(await CommandAsync(url, ["--client=2", "--time=120", "--no-vacuum"]))!);

    private static async Task<ProcessStartInfo> CommandAsync(string url, string[] arguments)
    {
        var folder = await FolderAsync();
        Assert.SkipWhen(
            folder is null || !File.Exists(Path.Combine(folder, "pgbench")),
            "pgbench comes with PostgreSQL's server, which is not on this machine."
        );
        return Shell.Redirected([Path.Combine(folder, "pgbench"), .. arguments, url]);
    }

    /// <summary>Where all of the server's programs are, also where only some of them have links in PATH; null for
    /// nowhere.</summary>
    public static async Task<string?> FolderAsync()
    {
        var found = await ServerBinaries.FindAsync();
        return found is null
            ? null
            : Path.GetDirectoryName(
                File.ResolveLinkTarget(Path.Combine(found, "postgres"), returnFinalTarget: true)?.FullName
                    ?? Path.Combine(found, "postgres")
            );
    }

    private sealed class Running(Process process) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }
}
