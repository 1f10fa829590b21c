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
    private readonly CommandOption _keepInStep;
    private readonly CommandOption _stop;
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
        _keepInStep = command.Flag(
            "--keep-in-step",
            "From now on every run writes the other tool's table as well, and counts what that tool applies."
        );
        _stop = command.Flag("--stop-keeping-in-step", "End --keep-in-step. The other tool's table stays as it is.");
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

            --keep-in-step lets both be used for a while, service by service: the database remembers it, each migration
            writes the row that the other tool would write in the same transaction, down takes it away, and what the
            other tool applies counts as applied here. `provision status` says how the two are. It may be given later as
            well. A tool whose rows cannot be made here is refused by name.

            Exits with 3, and records nothing, where no version fits or several do, where the other tool has left
            something failed or locked, and where several tools have left a history. The migrations are applied to an
            empty database beside it, which is dropped again.

            Examples:
              provision adopt --system towow --dry-run
              provision adopt --assembly bin/My.Migrations.dll --url postgresql://me@localhost:5432/mine --yes
              provision adopt --system towow --at 3 --allow-difference
              provision adopt --system towow --keep-in-step --yes
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

        if (_stop.HasValue() && (_keepInStep.HasValue() || _at.HasValue() || _from.HasValue()))
        {
            throw new UsageException("--stop-keeping-in-step goes alone: leave --keep-in-step, --at and --from out.");
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
        if (_stop.HasValue())
        {
            return await StopAsync(adoption, session, token);
        }

        var asked = new AdoptionOptions
        {
            At = _at.Number(),
            From = _from.Value(),
            AllowDifference = _allowDifference.HasValue(),
            KeepInStep = _keepInStep.HasValue(),
        };
        var review = await adoption.ReviewAsync(session, asked, token);
        var isDone = review.IsReady && !_dryRun.HasValue();
        if (isDone)
        {
            await AskAsync(database, review, token);
            if ((await adoption.RunAsync(session, review, token)).Count < review.ToRecord.Count)
            {
                (isDone, review) = (
                    false,
                    await adoption.ReviewAsync(session, asked with { KeepInStep = false }, token)
                );
            }
        }

        var page = new AdoptionPage(review, system, database, isDone);
        await _report.WriteAsync(() => page.ToJson(_dryRun.HasValue()), page.ToText, token);
        return review.Refusals.Count > 0 ? ExitCode.Found : ExitCode.Done;
    }

    private async Task<int> StopAsync(DatabaseAdoption adoption, DatabaseSession session, CancellationToken token)
    {
        var (isDryRun, where) = (_dryRun.HasValue(), session.Database.Location);
        var kept = isDryRun ? await adoption.InStepAsync(session, token) : await adoption.StopAsync(session, token);
        await _report.WriteAsync(
            () =>
                new()
                {
                    ["database"] = where,
                    ["dry_run"] = isDryRun,
                    ["stopped"] = kept is null ? null : InStepText.Json(kept),
                },
            () =>
                kept is null ? $"Nothing to do; no table of another tool is kept in step in {where}."
                : isDryRun ? $"{kept.Tool} ({kept.Table}) would not be kept in step any more."
                : $"{kept.Tool} ({kept.Table}) is not kept in step any more, and stays as it is.",
            token
        );
        return ExitCode.Done;
    }

    private async Task AskAsync(Database database, AdoptionReview review, CancellationToken token)
    {
        if (!_yes.HasValue())
        {
            await Confirmation.AskAsync(
                database,
                string.Create(CultureInfo.InvariantCulture, $"On {database.Location} this ")
                    + string.Join(" and ", Does(review))
                    + ", and runs nothing",
                token
            );
        }
    }

    private static IEnumerable<string> Does(AdoptionReview review)
    {
        if (review.ToRecord.Count > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"records {Format.Count(review.ToRecord.Count, "version", "as applied")}, up to "
                    + $"{review.Version!.Version} {review.Version.Name}"
            );
        }

        if (review.InStep is { } kept)
        {
            yield return $"keeps {kept.Tool} ({kept.Table}) in step from now on"
                + (
                    review.ToWrite.Count > 0
                        ? $", which gets {(review.ToWrite.Count == 1 ? "a row" : $"{review.ToWrite.Count} rows")} now"
                        : ""
                );
        }
    }
}
