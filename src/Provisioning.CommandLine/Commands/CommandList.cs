using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands.BackRest;
using Provisioning.CommandLine.Commands.Backup;
using Provisioning.CommandLine.Commands.Completion;
using Provisioning.CommandLine.Commands.Data;
using Provisioning.CommandLine.Commands.Db;
using Provisioning.CommandLine.Commands.Fleet;
using Provisioning.CommandLine.Commands.ImportHistory;
using Provisioning.CommandLine.Commands.Keys;
using Provisioning.CommandLine.Commands.Lint;
using Provisioning.CommandLine.Commands.Mask;
using Provisioning.CommandLine.Commands.New;
using Provisioning.CommandLine.Commands.Pitr;
using Provisioning.CommandLine.Commands.Rehearse;
using Provisioning.CommandLine.Commands.Reports;
using Provisioning.CommandLine.Commands.Retention;
using Provisioning.CommandLine.Commands.Roles;
using Provisioning.CommandLine.Commands.Squash;
using Provisioning.CommandLine.Commands.Structure;
using Provisioning.CommandLine.Commands.TestDb;
using Provisioning.CommandLine.Commands.Verify;

namespace Provisioning.CommandLine.Commands;

/// <summary>A command, or a word with commands under it.</summary>
/// <param name="Name">What is typed.</param>
/// <param name="Description">What it does, in a line of help.</param>
/// <param name="Configure">Declares its options and what it runs.</param>
internal sealed record CommandEntry(
    string Name,
    string Description,
    Action<CommandLineApplication, CancellationToken> Configure
);

/// <summary>The commands, in the groups that help shows them in.</summary>
internal static class CommandList
{
    /// <summary>The groups, those that are used most first.</summary>
    public static IReadOnlyList<(string Heading, IReadOnlyList<CommandEntry> Commands)> Groups { get; } =
    [
        (
            "Every day",
            [
                new("init", "Create the database, apply all migrations, add sample data.", InitCommand.Configure),
                new("up", "Apply the migrations that are pending.", UpCommand.Configure),
                new("down", "Roll migrations back.", DownCommand.Configure),
                new("redo", "Roll the last migrations back and apply them again.", RedoCommand.Configure),
                new("reset", "Drop the database and rebuild it.", ResetCommand.Configure),
                new("status", "Show which migrations are applied and which are pending.", StatusCommand.Configure),
                new("new", "Write a migration, a seeder or a whole solution to begin with.", NewCommands.Configure),
            ]
        ),
        (
            "Data",
            [
                new("data", "Look at the rows of a table.", DataCommand.Configure),
                new("shell", "Open psql or sqlite3 on the database.", ShellCommand.Configure),
                new("seed", "Add sample data or mock agents.", SeedCommand.Configure),
                new("clean", "Delete what the seeders have added, and nothing else.", CleanCommand.Configure),
                new("export", "Write the rows into a folder, as CSV or SQL.", ExportCommand.Configure),
                new("import", "Import the rows of an export into a database.", ImportCommand.Configure),
                new(
                    "testdb",
                    "Make databases for tests in milliseconds, list and drop them.",
                    TestDbCommands.Configure
                ),
                new("retention", "Show or delete rows that are past their time.", RetentionCommands.Configure),
                new("mask", "Make copies of a database without its people.", MaskCommands.Configure),
                new("keys", "Make keys for encrypted columns, check and rotate them.", KeysCommands.Configure),
            ]
        ),
        (
            "Release and checks",
            [
                new("plan", "Show what up would lock, rewrite, read and lose.", PlanCommand.Configure),
                new("rehearse", "Upgrade a copy, roll it back and upgrade again.", RehearseCommand.Configure),
                new(
                    "verify",
                    "Apply each migration, roll it back and apply it again, over rows.",
                    VerifyCommand.Configure
                ),
                new(
                    "lint",
                    "Find what stops traffic, fails or loses data in migrations, without any database.",
                    LintCommand.Configure
                ),
                new("stats", "Write the sizes of a database's tables to a file for lint.", StatsCommand.Configure),
                new("check", "Compare the live database with what its migrations make.", CheckCommand.Configure),
                new("diff", "Compare two structures: live, migrated or kept in a file.", DiffCommand.Configure),
                new("snapshot", "Write the structure that the migrations make as text.", SnapshotCommand.Configure),
                new("script", "Print the SQL of migrations, without any database.", ScriptCommand.Configure),
                new("history", "Show everything that was run, by whom, when and how long.", HistoryCommand.Configure),
                new("adopt", "Take over a database that another tool or none has made.", AdoptCommand.Configure),
                new("squash", "Write one migration in place of many, and prove it.", SquashCommand.Configure),
                new(
                    "import-history",
                    "Write a class for each migration of another tool's folder.",
                    ImportHistoryCommand.Configure
                ),
                new(
                    "repair",
                    "Decide about versions that were edited, interrupted, or are unknown.",
                    RepairCommand.Configure
                ),
                new(
                    "describe",
                    "Describe the structure of a database as text, Markdown, JSON or a page.",
                    DescribeCommand.Configure
                ),
                new("serve", "Show a live database as a page in the browser, read only.", ServeCommand.Configure),
                new(
                    "doctor",
                    "Check a database's health: load, upkeep, settings, access, structure.",
                    DoctorCommand.Configure
                ),
                new(
                    "report",
                    "Run a prepared report: activity, slow queries, sizes, indexes, vacuum, locks.",
                    ReportCommands.Configure
                ),
            ]
        ),
        (
            "Backups",
            [
                new("backup", "Create, check and prune backups.", BackupCommand.Configure),
                new("restore", "Restore a database from a backup.", RestoreCommand.Configure),
                new("pitr", "Bring a PostgreSQL server back to any moment.", PitrCommand.Configure),
                new(
                    "backrest",
                    "Full and incremental backups of a PostgreSQL server through pgBackRest.",
                    BackRestCommand.Configure
                ),
            ]
        ),
        (
            "Setting up",
            [
                new("systems", "List the systems that can be provisioned.", SystemsCommand.Configure),
                new("config", "Show the value of every setting and where it comes from.", ConfigCommand.Configure),
                new("completion", "Print a script that completes commands in your shell.", CompletionCommand.Configure),
                new("man", "Print the manual page.", ManCommand.Configure),
                new("fleet", "Migrate many databases or schemas in waves.", FleetCommands.Configure),
                new("db", "Create, drop, wait for or list databases.", DbCommand.Configure),
                new(
                    "roles",
                    "Make, check and rotate the two roles of a system on a PostgreSQL server.",
                    RolesCommands.Configure
                ),
            ]
        ),
    ];
}
