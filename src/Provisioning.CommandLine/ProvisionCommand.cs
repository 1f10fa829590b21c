using System.Data.Common;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Assemblies;
using Provisioning.CommandLine.Commands;
using Provisioning.CommandLine.Commands.New;
using Provisioning.CommandLine.Output;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine;

/// <summary>The command <c>provision</c> as a library, for a program with systems of its own.</summary>
public static class ProvisionCommand
{
    private const string Abandoned =
        "Interrupted. What was under way did not stop, and ends with the process: the database rolls back what was not "
        + "committed, and what was finished before it stays. `provision status` shows what is applied.";

    private const string EndedByCode =
        "Code of a migration, a system or a seeder ended the process before the command was done. The database rolls "
        + "back what was not committed, and what was finished before it stays. `provision status` shows "
        + "what is applied.";

    // Together with the start of the next process, less than the 2 seconds that supervisors' users wait for.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    private static readonly TimeSpan Same = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs the command that the arguments name: results go to standard output, progress and errors to
    /// standard error. SIGINT, SIGTERM and SIGHUP cancel it; a second one, half a second later
    /// or more, ends the process.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="systems">The systems that <c>--system</c> knows.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 wrong usage, 3 a check found something, 4 could not connect, 5
    /// locked, 6 another key is needed, 7 damaged, 129, 130 and 143 interrupted.</returns>
    public static async Task<int> RunAsync(string[] args, params IReadOnlyList<DatabaseSystem> systems)
    {
        InitializeSwitches();
        using var stop = new CancellationTokenSource();
        using var output = StandardOutput.Take();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var signal = ExitCode.Interrupted;
        var first = 0L;

        void Stop(PosixSignalContext context)
        {
            if (ShellCommand.IsRunning && context.Signal is PosixSignal.SIGINT)
            {
                context.Cancel = true;
                return;
            }

            // A program that starts this one may pass on what the terminal has sent to both. A later one ends the
            // process at once, as it would have without us.
            context.Cancel = !stop.IsCancellationRequested || TimeProvider.System.GetElapsedTime(first) < Same;
            first = stop.IsCancellationRequested ? first : TimeProvider.System.GetTimestamp();
            signal = context.Signal switch
            {
                PosixSignal.SIGTERM => ExitCode.Terminated,
                PosixSignal.SIGHUP => ExitCode.HungUp,
                _ => ExitCode.Interrupted,
            };
            stop.Cancel();
            stopped.TrySetResult();
        }

        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        // A terminal that is closed would otherwise end the process, and leave its statement running at the server.
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        AppDomain.CurrentDomain.ProcessExit += Ended;
        try
        {
            // The parser blocks its thread until the command ends, so it has one that is not the pool's.
            var work = Task.Factory.StartNew(
                () => Traced(args, systems, stop.Token),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
            await Task.WhenAny(work, GiveUpAsync(stopped.Task));
            return !work.IsCompleted ? Failure.Say(Abandoned, signal)
                : await work is var code && code is ExitCode.Interrupted ? signal
                : code;
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= Ended;
        }

        // The code of a migration, a system or a seeder ended the process, and with whatever code it wanted.
        void Ended(object? sender, EventArgs e)
        {
            if (!stop.IsCancellationRequested)
            {
                Environment.ExitCode = Failure.Say(EndedByCode, ExitCode.Failed);
            }
        }
    }

    // As long as there is one thread. Under native AOT (.NET 10.0.12) two threads can otherwise wait for each other for
    // ever: one that is the first to read a switch makes a dictionary, and waits for the class of its comparer; the
    // other initializes that class, and a lock that it has to wait for reads a switch.
    private static void InitializeSwitches() => _ = AppContext.GetData("");

    // Code that does not look at the token, as that of a migration may not, is left to the end of the process.
    private static async Task GiveUpAsync(Task stopped)
    {
        await stopped;
        await Task.Delay(Patience);
    }

    private static int Traced(string[] args, IReadOnlyList<DatabaseSystem> systems, CancellationToken token)
    {
        using var trace = TraceExport.Start(args);
        var code = Run(args, systems, token);
        trace?.End(code);
        return code;
    }

    private static int Run(string[] given, IReadOnlyList<DatabaseSystem> systems, CancellationToken token)
    {
        using var console = new ParserConsole();
        Failure.Expect(given);
        var args = Resolved(given);
        try
        {
            using var app = ProvisionApplication.Create(args.FirstOrDefault(), args, systems, console, token);
            app.OnParsingComplete(parsed => FollowUp.Remember(parsed.SelectedCommand));
            var code = app.Execute(args);
            var help = ProgramName.InHelp(console.Help, ProgramName.Value, systems is [var only] ? only.Name : null);
            (code == ExitCode.Done ? StandardOutput.Writer : Console.Error).Write(help);
            return code;
        }
        catch (SettingDiffersException error) when (error.Chosen is null)
        {
            // Nothing was done yet, and nothing else was asked for.
            return Run([.. given, $"--{error.Name}", error.Remembered], systems, token);
        }
        catch (CommandParsingException error)
        {
            return Failure.Say(UsageText.Of(error, given), ExitCode.Usage, error);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return Failure.Say(Interrupted(args), ExitCode.Interrupted);
        }
        catch (HandedOverException done)
        {
            return done.ExitCode;
        }
        catch (ProvisioningException error)
        {
            return Failure.Say(error.Message, Failure.Code(error), error);
        }
        catch (Exception error) when (Missing(error) is { } missing)
        {
            return Failure.Say(missing.Message, missing.Code, error);
        }
        catch (Exception error) when (error is not OutOfMemoryException && CodeOf(error, systems) is { } assembly)
        {
            return Failure.Say(
                $"The code of {assembly} failed: {MigrationCode.Describe(error)}\nIt is no part of "
                    + "provision. Correct it and run again.",
                ExitCode.Failed,
                error
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DbException)
        {
            return Failure.Say(
                $"Reading or writing failed: {error.Message}\nCheck the disk, the database or the connection, and who "
                    + "may use it.",
                ExitCode.Failed,
                error
            );
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Unexpected(error);
        }
    }

    private static int Unexpected(Exception error) =>
        Failure.Say(
            Environment.GetEnvironmentVariable("PROVISIONING_DEBUG") is "1"
                ? $"{error}"
                : $"Unexpected {error.GetType().Name}: {error.Message}\nThis is a defect of provision. Set "
                    + $"PROVISIONING_DEBUG=1 and run again to see where it happened.",
            ExitCode.Failed,
            error
        );

    private static string[] Resolved(string[] given)
    {
        var args = Suggestion.Resolve(given, out var note);
        if (note is not null)
        {
            Terminal.Note(note);
        }

        return SafeOptions.Completed(args);
    }

    // The assembly of migrations, systems or seeders whose code threw the error; null where none did.
    private static string? CodeOf(Exception error, IReadOnlyList<DatabaseSystem> systems) =>
        MigrationCode.AssemblyOf(error)?.Split(',')[0] is { } thrower
        && AssemblyLoadContext
            .All.OfType<MigrationAssemblyContext>()
            .SelectMany(context => context.Assemblies)
            .Concat(systems.Select(system => system.GetType().Assembly))
            .Any(assembly => assembly.GetName().Name == thrower)
            ? thrower
            : null;

    // What is known to hold for the command, wherever in it the signal came.
    private static string Interrupted(string[] args) =>
        args switch
        {
            ["seed", ..]
                when args.Contains("--auto", StringComparer.Ordinal)
                    || args.Contains("--rows", StringComparer.Ordinal) =>
                "Interrupted. What was under way was rolled back; what was finished before it stays. A load of more "
                    + "than 100,000 rows goes on with --resume; a smaller one with the same command.",
            ["init" or "up" or "down" or "redo" or "reset" or "seed" or "clean" or "import" or "adopt", ..]
            or ["fleet", "up" or "down" or "retry" or "add", ..]
            or ["roles", "apply", ..]
            or ["retention", "run", ..]
            or ["keys", "rotate", ..] =>
                "Interrupted. What was under way was rolled back; what was finished before it stays. Run again to go "
                    + "on.",
            ["backup", "create", ..] =>
                "Interrupted. `provision backup list` shows whether the set was finished before.",
            ["mask", "apply", ..] =>
                "Interrupted. The database that gets the masked rows is as it was, or has all of them.",
            [
                "status"
                or "history"
                or "plan"
                or "rehearse"
                or "verify"
                or "diff"
                or "snapshot"
                or "check"
                or "describe"
                or "serve"
                or "script"
                or "lint"
                or "stats"
                or "systems"
                or "config"
                or "doctor"
                or "report"
                or "data",
                ..,
            ]
            or ["db", "wait" or "list", ..]
            or ["testdb", "list", ..]
            or ["fleet", "status" or "plan" or "check" or "report", ..]
            or ["roles", "check", ..]
            or ["retention", "plan", ..]
            or ["keys", "check", ..]
            or ["mask", "suggest" or "check", ..]
            or ["backup", "list" or "report", ..] => "Interrupted. Nothing was changed.",
            _ => "Interrupted.",
        };

    // One that the program itself brings and was not loaded could not be read.
    private static bool IsOfProgram(string assembly) =>
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
            .Split(Path.PathSeparator)
            .Any(path => Path.GetFileNameWithoutExtension(path) == assembly);

    // A file that something needs and that is not beside it; null where none is.
    private static (string Message, int Code)? Missing(Exception error) =>
        MissingAssembly(error) is { } assembly
            ? (
                $"The migrations need {assembly}, which is not beside them. Build them with "
                    + "<EnableDynamicLoading>true</EnableDynamicLoading> in their project, which copies what they "
                    + "need.",
                ExitCode.Usage
            )
        : IsSqliteMissing(error)
            ? (
                $"SQLite's library is not beside the program, in {AppContext.BaseDirectory}. Copy the folder that the "
                    + "program was built or unpacked into as a whole, not the executable alone.",
                ExitCode.Failed
            )
        : null;

    private static bool IsSqliteMissing(Exception? error) =>
        error is not null
        && (
            error is DllNotFoundException && error.Message.Contains("e_sqlite3", StringComparison.Ordinal)
            || IsSqliteMissing(error.InnerException)
        );

    // A file that is no assembly has a path for a name, and no version.
    private static string? MissingAssembly(Exception error) =>
        error switch
        {
            FileNotFoundException { FileName: { } name }
                when name.Split(", Version=") is [var assembly, _] && !IsOfProgram(assembly) => assembly,
            System.Reflection.ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } => MissingAssembly(
                first
            ),
            _ => null,
        };
}
