using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.CommandLine.Commands.Backup;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Masking.Rows;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Mask;

/// <summary><c>provision mask apply</c>.</summary>
internal static class MaskApplyCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Makes a masked copy of a database: --into names a database that is empty or not there, and the one of --url is not changed. Without --into the
            database is masked in place, and its rows as they were are gone: what looks like production is refused. The copy is made beside the target,
            checked, searched for former values, and takes its place in one step. With 3 it exits where it finds any, and nothing was changed.

            Examples:
              provision mask apply --system towow --mask staging --into sqlite:///staging.db
              provision mask apply --system towow --mask staging --dry-run
              provision mask apply --system towow --url postgresql://me@localhost:5432/copy --mask staging --yes
            """;
        var target = new TargetOptions(command);
        var into = command.Value("--into <URL>", "The database that gets the masked copy. Default: the one of --url.");
        var masks = new MaskOptions(command);
        var dryRun = command.Flag("--dry-run", "Show ten masked rows of each table, and write nothing.");
        var originals = command.Flag(
            "--show-originals",
            "With --dry-run, show personal values as they are as well. Secret ones are never shown."
        );
        var confirmation = new Confirmation(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var mask = masks.Of(system) ?? throw new UsageException("Which profile? Give --mask with its name.");
            if (dryRun.HasValue())
            {
                var preview = await MaskPreview.ReadAsync(database, mask, originals.HasValue(), token);
                await report.WriteAsync(preview.Json, preview.Text, token);
                return ExitCode.Done;
            }

            if (originals.HasValue())
            {
                throw new UsageException("--show-originals goes with --dry-run.");
            }

            var from = BackupEngines.For(database);
            var to = into.Value() is { } url ? BackupEngines.For(target.Other(url)) : from;
            if (ReferenceEquals(from, to))
            {
                await confirmation.RequireAsync(database, await LossAsync(database, token), token);
            }

            return await RunAsync(system, (from, to), mask, report, token);
        });
    }

    private static async Task<int> RunAsync(
        DatabaseSystem system,
        (BackupEngine From, BackupEngine To) between,
        RowMasker mask,
        Report report,
        CancellationToken token
    )
    {
        var made = between.To.Database;
        try
        {
            var contents = await new MaskedCopy(new RestoreCheck(system.Migrations.VersionTable, [])).RunAsync(
                between.From,
                BackupRequestOptions.RequestFor(system),
                between.To,
                mask,
                copy => MaskedTarget.ScanAsync(mask, copy, token),
                token
            );
            await report.WriteAsync(
                () => Json(made, mask.Report()),
                () =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{MaskText.Of(mask.Report())}\n{made.Location} has {contents.Tables.Count} tables with "
                            + $"{contents.Rows():N0} rows, masked."
                    ),
                token
            );
            return ExitCode.Done;
        }
        catch (LeakException leak)
        {
            await report.WriteAsync(
                () => Json(made, leak.Report),
                () => $"{MaskText.Of(leak.Report)}\nNothing was changed.",
                token
            );
            return ExitCode.Found;
        }
    }

    private static async Task<string> LossAsync(Database database, CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        var model = await session.InspectAsync(token);
        var rows = 0L;
        foreach (var table in model.Tables.Keys)
        {
            rows += (
                await session.QueryAsync(
                    $"SELECT count(*) FROM {session.Database.Dialect.Quote(table)}",
                    row => row.GetInt64(0),
                    token
                )
            )[0];
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"replaces the values of {rows:N0} rows in {model.Tables.Count} tables, which cannot be undone"
        );
    }

    private static JsonObject Json(Database database, MaskReport done)
    {
        var document = MaskText.Json(done);
        document.Insert(0, "database", database.Location);
        return document;
    }
}
