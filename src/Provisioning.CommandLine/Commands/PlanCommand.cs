using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Settings;
using Provisioning.Linting;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision plan</c>.</summary>
internal static class PlanCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows what up would do to this database: each migration, each statement, every relation that it locks and
            who waits meanwhile, which tables it rewrites or reads in full, how large they are now, and which rows go.
            The database itself is only read.

            The statements are run in an empty copy of the structure, which is made beside it and dropped again, and
            watched there: the facts are then observed. For that the role needs CREATEDB, or --scratch names a server
            where it may create databases; without, and with --no-observe, they are from a table that was measured, or
            unknown, and each statement says which. Code of migrations is not run.

            What lint finds in the pending migrations, given the sizes of the tables, is shown with the statement. With
            an error among it the exit code is 3.

            With --out the plan is kept in a file as well. `up --plan` applies that plan alone: it refuses where the
            ledger, the migrations or the structure of the database have changed since.

            Examples:
              provision plan --system towow
              provision plan --system towow --to 2 --output json
              provision plan --system towow --live --url postgresql://me@localhost:5432/towow
              provision plan --system towow --out plan.json
            """;
        var to = command.Value("-t|--to <VERSION>", "The last version to apply. Default: the newest.");
        var target = new TargetOptions(command);
        var migrations = new MigrationOptions(command);
        var run = new RunOptions(command);
        var noObserve = command.Flag("--no-observe", "Make no copy: look the statements up in the measured table.");
        var scratch = command.Value(
            "--scratch <URL>",
            "A server to make the copy of the structure on. Default: the one of --url."
        );
        var live = command.Flag(
            "--live",
            "Also show what would be in the way now: sessions that hold the tables, old transactions, late replicas, "
                + "free disk. PostgreSQL only."
        );
        var file = command.Value("--out <FILE>", "Keep the plan in this file as well, for `up --plan`.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            if (noObserve.HasValue() && scratch.HasValue())
            {
                throw new UsageException("Give --no-observe or --scratch, not both.");
            }

            var (system, database) = (target.System, target.Database);
            var beside = (scratch.Value() is { } url ? target.Other(url, target.Schema) : database).Scratch("plan");
            if (live.HasValue() && !database.Dialect.HasSchemas)
            {
                throw new UsageException($"--live asks a server, and {database.Dialect.Name} has none. Leave it out.");
            }

            var plan = await new PlanReview(migrations.Of(system), database, run.Value).RunAsync(
                new MigrationTarget.Up(to.Number()),
                noObserve.HasValue() ? null : beside,
                live.HasValue(),
                token
            );
            var page = new PlanPage(plan, system, database, to.Number());
            if (file.Value() is { } path)
            {
                var json = Secrets.MaskIn(page.Json().ToJsonString(Report.Json));
                await TextFile.WriteAsync(path, "The plan", $"{json}\n", token);
            }

            await report.WriteAsync(page.Json, page.Text, token);
            return plan.Findings.Any(finding => finding.Severity is Severity.Error) ? ExitCode.Found : ExitCode.Done;
        });
    }
}
