using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Provisioning.Databases;

namespace Provisioning.Backup.PostgreSql;

/// <summary>Runs one of the server's programs. What it says on standard error counts as much as its exit
/// code.</summary>
internal static class PostgreSqlProcess
{
    private const int LongestError = 64 * 1024;

    /// <summary>Runs a program to its end, and passes what it writes, and what it reads, as streams. A stop or a
    /// failure kills it.</summary>
    /// <param name="program">The program's path.</param>
    /// <param name="arguments">Its arguments. No secret has a place among them.</param>
    /// <param name="environment">Variables on top of this process's own; those that would lead the program elsewhere
    /// are removed. Null removes one.</param>
    /// <param name="input">Writes what it reads; null for nothing.</param>
    /// <param name="output">Where what it writes goes; null for nowhere.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">It failed or said that something is wrong. The message holds what it
    /// said, without rows.</exception>
    public static async Task RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        Func<Stream, Task>? input,
        Stream? output,
        CancellationToken token
    )
    {
        using var process = Start(program, arguments, environment);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        try
        {
            var errors = ReadAsync(process.StandardError);
            var writing = process.StandardOutput.BaseStream.CopyToAsync(output ?? Stream.Null, stop.Token);
            var (inputError, reading) = (default(Exception), FeedAsync(process, input));
            try
            {
                await writing;
                await process.WaitForExitAsync(stop.Token);
                await reading.WaitAsync(stop.Token);
            }
            catch (IOException error) when (process.HasExited)
            {
                // It stopped reading because of an error, which it reports.
                inputError = error;
            }

            Judge(Path.GetFileNameWithoutExtension(program), process.ExitCode, await errors, inputError);
        }
        catch
        {
            await stop.CancelAsync();
            Kill(process);
            throw;
        }
    }

    /// <summary>What a program writes; empty where it cannot be started or fails.</summary>
    public static async Task<string> OutputAsync(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken token
    )
    {
        try
        {
            using var text = new MemoryStream();
            await RunAsync(
                program,
                arguments,
                new Dictionary<string, string?>(StringComparer.Ordinal),
                input: null,
                text,
                token
            );
            return Encoding.UTF8.GetString(text.ToArray());
        }
        catch (ProvisioningException)
        {
            return "";
        }
    }

    /// <summary>The lines of what a program said that are its own complaints: no rows, no statements.</summary>
    public static string Complaints(string errors)
    {
        var lines = errors.Split('\n').Select(line => line.Trim()).ToArray();
        var wrong = lines.Where(IsComplaint).Distinct(StringComparer.Ordinal).Take(3).ToArray();
        return wrong.Length > 0 ? string.Join(" ", wrong) : lines.LastOrDefault(line => line.Length > 0) ?? "";
    }

    private static void Judge(string program, int exitCode, string errors, Exception? inner)
    {
        if (exitCode == 0 && inner is null && !errors.Split('\n').Any(IsComplaint))
        {
            return;
        }

        var said = Complaints(errors);
        throw new PostgreSqlToolException(
            program,
            exitCode,
            said.Length > 0 ? said : inner?.Message ?? "it said nothing",
            inner
        );
    }

    private static bool IsComplaint(string line) =>
        line.Contains("error:", StringComparison.Ordinal)
        || line.Contains("ERROR:", StringComparison.Ordinal)
        || line.Contains("FATAL:", StringComparison.Ordinal);

    private static Process Start(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?> environment
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // The user's own PG* settings must not redirect this connection, and the messages have to be in English.
        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    name.StartsWith("PG", StringComparison.Ordinal) && name is not ("PGPASSWORD" or "PGPASSFILE")
                )
                .ToArray()
        )
        {
            start.Environment.Remove(name);
        }

        SecretVariables.RemoveFrom(start.Environment, but: SecretVariables.OfConnections);
        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new ProvisioningException(
                $"{program} cannot be started: {error.Message}. Check who may run it.",
                error
            );
        }
    }

    private static async Task FeedAsync(Process process, Func<Stream, Task>? input)
    {
        try
        {
            if (input is not null)
            {
                await input(process.StandardInput.BaseStream);
            }
        }
        catch (Exception error) when (error is not IOException || !process.HasExited)
        {
            // Cut short, the input would look like its end.
            Kill(process);
            throw;
        }

        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has closed its side, and got all that the input had for it. What it made of it, its exit code says.
        }
    }

    private static async Task<string> ReadAsync(StreamReader from)
    {
        var text = new StringBuilder();
        while (await from.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (text.Length < LongestError)
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}

/// <summary>One of PostgreSQL's programs failed.</summary>
internal sealed class PostgreSqlToolException(string program, int exitCode, string said, Exception? inner = null)
    : ProvisioningException($"{program} failed ({exitCode}): {said}{WayOut(said)}", inner)
{
    /// <summary>What it said.</summary>
    public string Said { get; } = said;

    // pg_dump sees the rows of one moment, and the names of what is there now.
    private static string WayOut(string said) =>
        said.Contains("cache lookup failed", StringComparison.Ordinal)
        || said.Contains("could not open relation with OID", StringComparison.Ordinal)
            ? "\nThe structure was changed meanwhile, as a migration does. Run again once that is done."
            : "";
}
