using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Output;
using Provisioning.Execution;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary>The root of the command, which carries the systems that it knows and what it was given.</summary>
internal sealed class ProvisionApplication : CommandLineApplication
{
    private ProvisionApplication(
        IReadOnlyList<DatabaseSystem> systems,
        IReadOnlyList<string> arguments,
        IConsole console
    )
        : base(console) => (KnownSystems, Given) = (systems, arguments);

    /// <summary>The arguments.</summary>
    public IReadOnlyList<string> Given { get; }

    /// <summary>The systems that <c>--system</c> knows.</summary>
    public IReadOnlyList<DatabaseSystem> KnownSystems { get; }

    /// <summary>The command with its subcommands.</summary>
    /// <param name="only">The one that gets its options, because it runs: building all of them would be felt at every
    /// start. Null for all.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="systems">The systems that <c>--system</c> knows.</param>
    /// <param name="console">Where help goes.</param>
    /// <param name="token">Cancels what runs.</param>
    public static ProvisionApplication Create(
        string? only,
        IReadOnlyList<string> arguments,
        IReadOnlyList<DatabaseSystem> systems,
        IConsole console,
        CancellationToken token
    )
    {
        var app = new ProvisionApplication(systems, arguments, console)
        {
            Name = ProgramName.Value,
            Description =
                "Creates, migrates and seeds databases, on PostgreSQL and on SQLite, and keeps them in order.",
            HelpTextGenerator = new HelpText(),
            ExtendedHelpText = """

                Examples:
                  provision init --system towow --sample-data --mock-agents  # a working database in ./towow.db
                  provision status --system towow  # what is applied, what is pending
                  DATABASE_URL=postgresql://me@localhost:5432/towow provision init --system towow
                """,
        };
        app.HelpOption("-h|--help", inherited: true).Description = "Show this help.";
        app.VersionOption("--version", MigrationRunner.ToolVersion).Description = "Show the version.";
        app.OnExecute(() =>
        {
            app.ShowHelp();
            return ExitCode.Usage;
        });
        foreach (var entry in CommandList.Groups.SelectMany(group => group.Commands))
        {
            app.Command(entry.Name, command =>
            {
                command.Description = entry.Description;
                if (only is null || only == entry.Name)
                {
                    entry.Configure(command, token);
                }
            });
        }

        return app;
    }
}
