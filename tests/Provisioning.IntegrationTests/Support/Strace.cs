using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Lets a command's system calls fail, or kills it at them.</summary>
internal static partial class Strace
{
    // A runtime that cannot load a part of itself may wait for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Skips a test where it is not installed.</summary>
    public static void Require() =>
        Assert.SkipUnless(Shell.Has("strace"), "`apt-get install strace` lets this test break system calls");

    /// <summary>Which of the calls' occurrences touch what lies in a folder. They are counted by thread, because they
    /// are broken by thread.</summary>
    /// <param name="command">The command, which is run to its end.</param>
    /// <param name="calls">The calls, with commas between them.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="token">Stops it.</param>
    public static async Task<IReadOnlyList<int>> PlacesAsync(
        ProcessStartInfo command,
        string calls,
        string folder,
        CancellationToken token
    )
    {
        var places = new SortedSet<int>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var (_, lines) = await RunAsync(command, ["-y", "-e", $"trace={calls}"], token);
        foreach (var line in lines.Where(line => Began().IsMatch(line)))
        {
            var thread = line.Split(' ')[0];
            counts[thread] = counts.GetValueOrDefault(thread) + 1;
            if (line.Contains(folder, StringComparison.Ordinal))
            {
                places.Add(counts[thread]);
            }
        }

        return [.. places];
    }

    /// <summary>Breaks the calls' occurrence of that number.</summary>
    /// <param name="command">The command.</param>
    /// <param name="calls">The calls, with commas between them.</param>
    /// <param name="fault">What happens: <c>error=EIO</c>, <c>signal=KILL</c>.</param>
    /// <param name="at">The number, from 1, in each thread.</param>
    /// <param name="folder">What the hits have to touch.</param>
    /// <param name="token">Stops it.</param>
    public static async Task<BrokenRun> BreakAsync(
        ProcessStartInfo command,
        string calls,
        string fault,
        int at,
        string folder,
        CancellationToken token
    )
    {
        var (run, lines) = await RunAsync(
            command,
            [
                "-y",
                "-e",
                $"trace={calls}",
                "-e",
                $"inject={calls}:{fault}:when={at.ToString(CultureInfo.InvariantCulture)}",
            ],
            token
        );
        var broken = lines
            .Where(line => line.Contains("(INJECTED)", StringComparison.Ordinal))
            .ToLookup(line => line.Contains(folder, StringComparison.Ordinal));
        return new(
            run,
            fault == "signal=KILL" ? (run.ExitCode == 137 ? 1 : 0) : broken[true].Count(),
            broken[false].Any()
        );
    }

    private static async Task<(ProvisionRun Run, IReadOnlyList<string> Lines)> RunAsync(
        ProcessStartInfo command,
        IReadOnlyList<string> options,
        CancellationToken token
    )
    {
        var log = Path.GetTempFileName();
        try
        {
            var start = Shell.Redirected([
                "strace",
                "-f",
                "-qq",
                "-o",
                log,
                .. options,
                command.FileName,
                .. command.ArgumentList,
            ]);
            start.WorkingDirectory = command.WorkingDirectory;
            start.Environment.Clear();
            foreach (var (name, value) in command.Environment)
            {
                start.Environment[name] = value;
            }

            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(token);
            var output = process.StandardOutput.ReadToEndAsync(token);
            try
            {
                await process.WaitForExitAsync(token).WaitAsync(Patience, token);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(token);
            }

            return (new(process.ExitCode, await output, await errors), await File.ReadAllLinesAsync(log, token));
        }
        finally
        {
            File.Delete(log);
        }
    }

    /// <summary>A run with broken calls.</summary>
    /// <param name="Run">How it ended; a minute later it was killed.</param>
    /// <param name="Hits">How many calls were broken that touch the folder, or whether it was killed at one.</param>
    /// <param name="HitsOthers">Whether calls elsewhere were broken as well, by which the runtime may have lost a part
    /// of itself.</param>
    public sealed record BrokenRun(ProvisionRun Run, int Hits, bool HitsOthers);

    [GeneratedRegex(@"^\d+ +\w+\(", RegexOptions.None, 1000)]
    private static partial Regex Began();
}
