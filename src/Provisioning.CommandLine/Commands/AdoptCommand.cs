using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision adopt</c>.</summary>
internal sealed class AdoptCommand
{
    private readonly TargetOptions _target;
    private readonly MigrationOptions _migrations;
    private readonly LockWaitOption _lockWait;
    private readonly CommandOption _at;
    private readonly CommandOption _from;
    private readonly CommandOption _allowDifference;
    private readonly CommandOption _scratch;
    private readonly CommandOption _yes;
    private readonly CommandOption _dryRun;
    private readonly Report _report;

    private AdoptCommand(CommandLineApplication command)
    {
        _target = new(command);
        _migrations = new(command);
        _lockWait = new(command);
        _at = command.Value("--at <VERSION>", "The version that the database is at. Default: the one that it fits.");
        _from = command.Value(
            "--from <TOOL>",
            "The tool whose history counts, or its table, where several have left one: flyway."
        );
        _allowDifference = command.Flag(
            "--allow-difference",
            "With --at: also where the structure differs from that version. The ledger notes it."
        );
        _scratch = command.Value(
            "--scratch <URL>",
            "A server to make the database for comparison on. Default: the one of --url."
        );
        _yes = command.Flag("-y|--yes", "Do not ask before the versions are recorded.");
        _dryRun = command.Flag("--dry-run", "Say what was found and what would be recorded, and change nothing.");
        _report = new(command);
    }

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Takes over a database that another tool has made, or none. Finds the tool by the columns of its table, in
            every schema, and reads what it has recorded: Flyway, Liquibase, Alembic, EF Core, FluentMigrator, Prisma,
            golang-migrate, dbmate, Rails, goose, Django, Drizzle and others. Then compares the structure with that of
            each version of the migrations, and records those up to the version that fits as applied. No migration
            runs, and the other tool's table stays as it is.

            Exits with 3, and records nothing, where no version fits or several do, where the other tool has left
            something failed or locked, and where several tools have left a history. The migrations are applied to an
            empty database beside it, which is dropped again.

            Examples:
              provision adopt --system towow --dry-run
              provision adopt --assembly bin/My.Migrations.dll --url postgresql://me@localhost:5432/mine --yes
              provision adopt --system towow --at 3 --allow-difference
            """;
        var adopt = new AdoptCommand(command);
        command.OnExecute(() => adopt.RunAsync(token));
    }

    private async Task<int> RunAsync(CancellationToken token)
    {
        _ = _report.IsJson;
        if (_allowDifference.HasValue() && !_at.HasValue())
        {
            throw new UsageException("--allow-difference needs --at, which names the version.");
        }

        var (system, database) = (_target.System, _target.Database);
        var beside = (_scratch.Value() is { } url ? _target.Other(url, _target.Schema) : database).Scratch("adopt");
        var adoption = new DatabaseAdoption(
            _migrations.Of(system),
            beside,
            new RunnerOptions { LockWait = _lockWait.Value, Origin = PipelineVariables.Origin },
            TimeProvider.System,
            system.Platform
        );
        await using var session = await database.OpenAsync(token);
        var asked = new AdoptionOptions
        {
            At = _at.Number(),
            From = _from.Value(),
            AllowDifference = _allowDifference.HasValue(),
        };
        var review = await adoption.ReviewAsync(session, asked, token);
        var isDone = review.IsReady && !_dryRun.HasValue();
        if (isDone)
        {
            await AskAsync(database, review, token);
            await adoption.RunAsync(session, review, token);
        }

        var page = new AdoptionPage(review, system, database, isDone);
        await _report.WriteAsync(() => page.ToJson(_dryRun.HasValue()), page.ToText, token);
        return review.Refusals.Count > 0 ? ExitCode.Found : ExitCode.Done;
    }

    private async Task AskAsync(Database database, AdoptionReview review, CancellationToken token)
    {
        if (!_yes.HasValue())
        {
            await Confirmation.AskAsync(
                database,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"On {database.Location} this records "
                        + $"{Format.Count(review.ToRecord.Count, "version", "as applied")}, up to "
                        + $"{review.Version!.Version} {review.Version.Name}, and runs nothing"
                ),
                token
            );
        }
    }
}
