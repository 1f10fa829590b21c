using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Security.Files;

namespace Provisioning.CommandLine.Hooks;

/// <summary>A hook that is a program, started without a shell. It reads the event as one JSON document, and has some of
/// it in variables; secrets it gets none.</summary>
/// <param name="when">When it is called.</param>
/// <param name="name">What it is called in messages.</param>
/// <param name="command">The program and its arguments.</param>
/// <param name="system">The system's name.</param>
/// <param name="database">The database.</param>
internal sealed class ExecutableHook(
    HookMoment when,
    string name,
    IReadOnlyList<string> command,
    string system,
    Database database
) : RunHook(when, name)
{
    private const int LongestOutput = 16 * 1024;

    /// <inheritdoc />
    public override bool UsesSession => false;

    /// <inheritdoc />
    public override void Check(Dialect dialect)
    {
        var file = Find(command[0]) ?? throw Refuse($"there is no program {command[0]}");
        if (PrivateFile.WhoElseMayWrite(file) is { } other)
        {
            throw Refuse($"{file} is not run: {other}");
        }
    }

    /// <inheritdoc />
    public override async Task RunAsync(HookEvent what, DatabaseSession session, CancellationToken token)
    {
        using var process = Start(what);
        await using var end = token.UnsafeRegister(static started => Kill((Process)started!), process);
        var output = new StringBuilder();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, output));
        await WriteAsync(process, what);
        await process.WaitForExitAsync(token);
        // What it has started may hold the pipes open, and is no part of it.
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), token));
        token.ThrowIfCancellationRequested();
        var said = Said(output);
        if (process.ExitCode != 0)
        {
            throw new ProvisioningException(
                string.Create(CultureInfo.InvariantCulture, $"it ended with {process.ExitCode}")
                    + (said.Length == 0 ? "" : $" and said:\n    {said.ReplaceLineEndings("\n    ")}")
            );
        }

        if (said.Length > 0)
        {
            Terminal.Note($"    {said.ReplaceLineEndings("\n    ")}");
        }
    }

    private Process Start(HookEvent what)
    {
        var start = new ProcessStartInfo(Find(command[0]) ?? command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        SecretVariables.RemoveFrom(start.Environment, but: []);
        foreach (var (variable, value) in HookDocument.Variables(what, system, database))
        {
            start.Environment[variable] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new ProvisioningException($"it cannot be started: {error.Message}", error);
        }
    }

    private async Task WriteAsync(Process process, HookEvent what)
    {
        try
        {
            await process.StandardInput.WriteAsync(Secrets.MaskIn(HookDocument.Of(what, system, database)));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not want to know.
        }
    }

    private static async Task ReadAsync(StreamReader from, StringBuilder to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (to)
            {
                if (to.Length + line.Length <= LongestOutput)
                {
                    to.AppendLine(line);
                }
            }
        }
    }

    private static string Said(StringBuilder output)
    {
        lock (output)
        {
            return output.ToString().Trim();
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended.
        }
    }

    private static string? Find(string program) =>
        Path.GetFileName(program) != program
            ? (File.Exists(program) ? program : null)
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(folder => Names(Path.Combine(folder, program)))
                .FirstOrDefault(File.Exists);

    private static string[] Names(string path) => OperatingSystem.IsWindows() ? [path, $"{path}.exe"] : [path];

    private ProvisioningException Refuse(string why) =>
        new($"The hook \"{Name}\" cannot be called: {why}. Nothing was run. Correct it, or give --no-hooks.");
}
