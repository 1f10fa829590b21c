using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.CommandLine.Assemblies;
using Provisioning.CommandLine.Commands;
using Provisioning.CommandLine.Commands.BackRest;
using Provisioning.CommandLine.Commands.Backup;
using Provisioning.CommandLine.Commands.Db;
using Provisioning.CommandLine.Commands.Keys;
using Provisioning.CommandLine.Commands.New;
using Provisioning.CommandLine.Commands.Pitr;
using Provisioning.CommandLine.Commands.Reports;
using Provisioning.CommandLine.Commands.Retention;
using Provisioning.CommandLine.Commands.Roles;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine;

/// <summary>The command <c>provision</c> as a library, for a program with systems of its own.</summary>
public static partial class ProvisionCommand
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

    private static readonly (
        string Name,
        string Description,
        Action<CommandLineApplication, CancellationToken> Configure
    )[] Commands =
    [
        ("init", "Create the database, apply all migrations, add sample data.", InitCommand.Configure),
        ("up", "Apply the migrations that are pending.", UpCommand.Configure),
        ("down", "Roll migrations back.", DownCommand.Configure),
        ("redo", "Roll the last migrations back and apply them again.", RedoCommand.Configure),
        ("reset", "Drop the database and rebuild it.", ResetCommand.Configure),
        ("status", "Show which migrations are applied and which are pending.", StatusCommand.Configure),
        ("repair", "Accept migrations that were edited after being applied.", RepairCommand.Configure),
        ("check", "Compare the live database with what its migrations make.", CheckCommand.Configure),
        ("describe", "Describe the structure of a database as text, Markdown or JSON.", DescribeCommand.Configure),
        ("new", "Write a migration, a seeder or a whole solution to begin with.", NewCommands.Configure),
        ("script", "Print the SQL of migrations, without any database.", ScriptCommand.Configure),
        ("systems", "List the systems that can be provisioned.", SystemsCommand.Configure),
        ("db", "Create, drop, wait for or list databases.", DbCommand.Configure),
        ("config", "Show the value of every setting and where it comes from.", ConfigCommand.Configure),
        ("seed", "Add sample data or mock agents.", SeedCommand.Configure),
        ("clean", "Delete what the seeders have added, and nothing else.", CleanCommand.Configure),
        ("export", "Write the rows into a folder, as CSV or SQL.", ExportCommand.Configure),
        ("import", "Import the rows of an export into a database.", ImportCommand.Configure),
        ("roles", "Make, check and rotate the two roles of a system on a PostgreSQL server.", RolesCommands.Configure),
        ("keys", "Make keys for encrypted columns, check and rotate them.", KeysCommands.Configure),
        ("doctor", "Check a database's health: load, upkeep, settings, access, structure.", DoctorCommand.Configure),
        (
            "report",
            "Run a prepared report: activity, slow queries, sizes, indexes, vacuum, locks.",
            ReportCommands.Configure
        ),
        ("retention", "Show or delete rows that are past their time.", RetentionCommands.Configure),
        ("backup", "Create, check and prune backups.", BackupCommand.Configure),
        ("restore", "Restore a database from a backup.", RestoreCommand.Configure),
        ("pitr", "Bring a PostgreSQL server back to any moment.", PitrCommand.Configure),
        (
            "backrest",
            "Full and incremental backups of a PostgreSQL server through pgBackRest.",
            BackRestCommand.Configure
        ),
    ];

    /// <summary>Runs the command that the arguments name: results go to standard output, progress and errors to
    /// standard error. SIGINT and SIGTERM cancel it; a second one ends the process.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="systems">The systems that <c>--system</c> knows.</param>
    /// <returns>The exit code: 0 done, 1 failed, 2 wrong usage, 3 a check found something, 4 could not connect, 5
    /// locked, 6 another key is needed, 7 damaged, 130 and 143 interrupted.</returns>
    public static async Task<int> RunAsync(string[] args, params IReadOnlyList<DatabaseSystem> systems)
    {
        using var stop = new CancellationTokenSource();
        using var output = StandardOutput.Take();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var signal = ExitCode.Interrupted;

        void Stop(PosixSignalContext context)
        {
            // A second one ends the process at once, as it would have without us.
            context.Cancel = !stop.IsCancellationRequested;
            signal = context.Signal is PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
            stop.Cancel();
            stopped.TrySetResult();
        }

        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        AppDomain.CurrentDomain.ProcessExit += Ended;
        try
        {
            // The parser blocks its thread until the command ends, so it has one that is not the pool's.
            var work = Task.Factory.StartNew(
                () => Run(args, systems, stop.Token),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
            await Task.WhenAny(work, GiveUpAsync(stopped.Task));
            return !work.IsCompleted ? Fail(Abandoned, signal)
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
                Environment.ExitCode = Fail(EndedByCode, ExitCode.Failed);
            }
        }
    }

    // Code that does not look at the token, as that of a migration may not, is left to the end of the process.
    private static async Task GiveUpAsync(Task stopped)
    {
        await stopped;
        await Task.Delay(Patience);
    }

    private static int Run(string[] args, IReadOnlyList<DatabaseSystem> systems, CancellationToken token)
    {
        using var console = new ParserConsole();
        try
        {
            using var app = Build(args, systems, console, token);
            var code = app.Execute(args);
            var help = ProgramName.InHelp(console.Help, ProgramName.Value, systems is [var only] ? only.Name : null);
            (code == ExitCode.Done ? StandardOutput.Writer : Console.Error).Write(help);
            return code;
        }
        catch (CommandParsingException error)
        {
            var suggestion = Suggestion.For(error);
            return Fail(
                $"{MaskUrl(error.Message).TrimEnd('.')}.{suggestion}\nSee `{Words(error.Command)} --help`.",
                ExitCode.Usage
            );
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return Fail(Interrupted(args), ExitCode.Interrupted);
        }
        catch (HandedOverException done)
        {
            return done.ExitCode;
        }
        catch (ProvisioningException error)
        {
            return Fail(error.Message, Code(error));
        }
        catch (Exception error) when (MissingAssembly(error) is { } missing)
        {
            return Fail(
                $"The migrations need {missing}, which is not beside them. Build them with "
                    + $"<EnableDynamicLoading>true</EnableDynamicLoading> in their project, which copies what they "
                    + $"need.",
                ExitCode.Usage
            );
        }
        catch (Exception error) when (error is not OutOfMemoryException && CodeOf(error, systems) is { } assembly)
        {
            return Fail(
                $"The code of {assembly} failed: {MigrationCode.Describe(error)}\nIt is no part of "
                    + "provision. Correct it and run again.",
                ExitCode.Failed
            );
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return Fail(
                Environment.GetEnvironmentVariable("PROVISIONING_DEBUG") is "1"
                    ? $"{error}"
                    : $"Unexpected {error.GetType().Name}: {error.Message}\nThis is a defect of provision. Set "
                        + $"PROVISIONING_DEBUG=1 and run again to see where it happened.",
                ExitCode.Failed
            );
        }
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
            ["init" or "up" or "down" or "redo" or "reset" or "seed" or "clean" or "import", ..]
            or ["roles", "apply", ..]
            or ["retention", "run", ..]
            or ["keys", "rotate", ..] =>
                "Interrupted. What was under way was rolled back; what was finished before it stays. Run again to go "
                    + "on.",
            ["backup", "create", ..] =>
                "Interrupted. `provision backup list` shows whether the set was finished before.",
            ["status" or "check" or "describe" or "script" or "systems" or "config" or "doctor" or "report", ..]
            or ["db", "wait" or "list", ..]
            or ["roles", "check", ..]
            or ["retention", "plan", ..]
            or ["keys", "check", ..]
            or ["backup", "list" or "report", ..] => "Interrupted. Nothing was changed.",
            _ => "Interrupted.",
        };

    // A command under a word is called by both.
    private static string Words(CommandLineApplication? command) =>
        command?.Parent is null ? ProgramName.Value : $"{Words(command.Parent)} {command.Name}";

    // A file that is no assembly has a path for a name, and no version.
    private static string? MissingAssembly(Exception error) =>
        error switch
        {
            FileNotFoundException { FileName: { } name } when name.Contains(", Version=", StringComparison.Ordinal) =>
                name.Split(',')[0],
            System.Reflection.ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } => MissingAssembly(
                first
            ),
            _ => null,
        };

    // A URL that lost its --url brings its password along.
    private static string MaskUrl(string message) =>
        Url().IsMatch(message) ? $"{Url().Replace(message, "'…'")}: a database is given with --url" : message;

    [GeneratedRegex(
        "'.*(://|=).*'",
        RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Url();

    private static int Code(ProvisioningException error) =>
        error switch
        {
            UsageException or InvalidDatabaseUrlException or VersionNotFoundException or ReportNotAvailableException =>
                ExitCode.Usage,
            ConnectionFailedException => ExitCode.NoConnection,
            LockHeldException or RepositoryLockedException => ExitCode.Locked,
            WrongKeyException => ExitCode.WrongKey,
            BackupDamagedException => ExitCode.Damaged,
            _ => ExitCode.Failed,
        };

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine($"error: {FollowUp.In(message)}");
        return code;
    }

    // Only the command that runs gets its options: building all of them would be felt at every start.
    private static ProvisionApplication Build(
        string[] args,
        IReadOnlyList<DatabaseSystem> systems,
        ParserConsole console,
        CancellationToken token
    )
    {
        var app = new ProvisionApplication(systems, args, console)
        {
            Name = ProgramName.Value,
            Description = "Creates, migrates and seeds databases, on PostgreSQL and on SQLite.",
            ExtendedHelpText = """

                Examples:
                  provision init --system towow --sample-data --mock-agents      a working database in ./towow.db
                  provision status --system towow                                what is applied, what is pending
                  DATABASE_URL=postgresql://me@localhost:5432/towow provision init --system towow

                Every command takes --help. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found something,
                4 could not connect, 5 another run holds the lock, 6 a backup needs another key, 7 a backup is damaged,
                130 and 143 interrupted.
                """,
        };
        app.HelpOption("-h|--help", inherited: true);
        app.VersionOption("--version", MigrationRunner.ToolVersion);
        app.OnExecute(() =>
        {
            app.ShowHelp();
            return ExitCode.Usage;
        });
        foreach (var (name, description, configure) in Commands)
        {
            app.Command(name, command =>
            {
                command.Description = description;
                if (args.Length > 0 && args[0] == name)
                {
                    configure(command, token);
                }
            });
        }

        return app;
    }
}

/// <summary>The root of the command, which carries the systems that it knows and what it was given.</summary>
internal sealed class ProvisionApplication(
    IReadOnlyList<DatabaseSystem> systems,
    IReadOnlyList<string> arguments,
    IConsole console
) : CommandLineApplication(console)
{
    /// <summary>The arguments.</summary>
    public IReadOnlyList<string> Given => arguments;

    /// <summary>The systems that <c>--system</c> knows.</summary>
    public IReadOnlyList<DatabaseSystem> KnownSystems => systems;
}
