using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.CommandLine.Commands.Mask;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Masking.Rows;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision restore</c>.</summary>
internal static class RestoreCommand
{
    private const string Help = """

        Restores a database from a set: it is restored beside the target, checked there against what was backed up, and then takes the
        target's place in one step. A target with something in it is refused, unless --force is given; then it is backed up first, into the same repository.
        With --table one table alone is brought back, into a database that has the others: its rows are replaced in one transaction, or the table is made
        where it is missing. Keys on both sides are checked; rows of other tables that would refer to nothing are a refusal.
        With --mask the rows are masked on their way: none is in the target as it was, and values of personal columns that are found there all the same
        are a refusal, with exit code 3.
        --to-time goes back to the newest set from before a moment, and says how long before. A PostgreSQL server goes back to the moment itself with
        `provision pitr restore` or `provision backrest restore`.

        Examples:
          provision restore --system towow --from /backups/towow --key-file backup.key
          provision restore --system towow --from /backups/towow --set 20260116T0200 --into sqlite:///elsewhere.db
          provision restore --system towow --from /backups/towow --to-time "2026-01-31 12:00:00+00" --into sqlite:///elsewhere.db
          provision restore --system towow --from s3://bucket/towow --force
          provision restore --system towow --from /backups/towow --mask staging --into sqlite:///staging.db
          provision restore --system towow --from /backups/towow --table demands --force
        """;

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = Help;
        var target = new TargetOptions(command);
        var options = new RepositoryOptions(command);
        var which = new BackupSetOptions(command);
        var into = command.Value("--into <URL>", "Another database than that of --url.");
        var table = command.Value("--table <NAME>", "One table alone.");
        var force = command.Flag(
            "--force",
            "Also over what is there, of which a backup is taken first, and on a database that looks like production."
        );
        var damaged = command.Flag(
            "--damaged",
            "Also what is found damaged or other than it was: it is restored as it was backed up, and reported."
        );
        var yes = command.Flag("-y|--yes", "Do not ask before a database that looks like production is replaced.");
        var fieldKey = new FieldKeyOption(command);
        var masks = new MaskOptions(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, into.Value() is { } url ? target.Other(url) : target.Database);
            var mask = masks.Of(system);
            RefuseTable(mask, table);
            await EnsureMeantAsync(database, force.HasValue() && !yes.HasValue(), table.HasValue(), token);
            var (manifest, repository) = (
                await which.FindAsync(options, system, token),
                await options.OpenAsync(token)
            );
            Func<Task<BackupManifest>>? safetyCopy = force.HasValue()
                ? () => KeepAsync(system, database, options, token)
                : null;
            var (engine, check) = (BackupEngines.For(database), fieldKey.CheckOf(system, damaged.HasValue()));
            return table.Value() is { } name
                ? await TableAsync(
                    report,
                    () =>
                        new TableRestore(repository, check, TimeProvider.System).RunAsync(
                            engine,
                            manifest,
                            name,
                            NewestOf(system),
                            safetyCopy,
                            token
                        ),
                    taken => which.Tell(Json(database, taken), manifest),
                    taken => Text(database, taken, options) + which.Line(manifest),
                    repository,
                    token
                )
                : await WholeAsync(
                    report,
                    () =>
                        new BackupRestore(
                            repository,
                            mask is null ? check : Unkeyed(system, damaged),
                            TimeProvider.System
                        )
                        {
                            Mask = mask,
                            Masked = mask is null ? null : made => MaskedTarget.ScanAsync(mask, made, token),
                        }.RunAsync(engine, manifest, NewestOf(system), safetyCopy, token),
                    restored => which.Tell(Json(database, restored, mask?.Report()), manifest),
                    restored =>
                        (mask is null ? "" : $"{MaskText.Of(mask.Report())}\n")
                        + Text(database, restored, options)
                        + After(database, restored, target)
                        + which.Line(manifest),
                    repository,
                    token
                );
        });
    }

    private static void RefuseTable(RowMasker? mask, CommandOption table)
    {
        if (mask is not null && table.HasValue())
        {
            throw new UsageException(
                "--mask goes with a whole set, not with --table: masks follow the references between tables."
            );
        }
    }

    private static async Task<int> TableAsync(
        Report report,
        Func<Task<RestoredTable>> restore,
        Func<RestoredTable, JsonObject> json,
        Func<RestoredTable, string> text,
        BackupRepository repository,
        CancellationToken token
    )
    {
        var taken = await WatchAsync(repository, restore);
        await report.WriteAsync(() => json(taken), () => text(taken), token);
        return ExitCode.Done;
    }

    private static async Task<int> WholeAsync(
        Report report,
        Func<Task<RestoredBackup>> restore,
        Func<RestoredBackup, JsonObject> json,
        Func<RestoredBackup, string> text,
        BackupRepository repository,
        CancellationToken token
    )
    {
        try
        {
            var restored = await WatchAsync(repository, restore);
            await report.WriteAsync(() => json(restored), () => text(restored), token);
            return restored.Differences.Count > 0 ? ExitCode.Found : ExitCode.Done;
        }
        catch (LeakException leak)
        {
            await report.WriteAsync(
                () => MaskText.Json(leak.Report),
                () => $"{MaskText.Of(leak.Report)}\nThe database was not touched.",
                token
            );
            return ExitCode.Found;
        }
    }

    // The key of encrypted columns is another one after the mask, if any.
    private static RestoreCheck Unkeyed(DatabaseSystem system, CommandOption damaged) =>
        new(system.Migrations.VersionTable, []) { AcceptsDamage = damaged.HasValue() };

    private static Task<T> WatchAsync<T>(BackupRepository repository, Func<Task<T>> work) =>
        RunProgress.WatchAsync(progress =>
        {
            repository.Progress = progress;
            return work();
        });

    private static long NewestOf(DatabaseSystem system) =>
        system.Migrations.Migrations.Select(migration => migration.Version).DefaultIfEmpty().Max();

    private static async Task EnsureMeantAsync(
        Database database,
        bool isUnconfirmed,
        bool isTable,
        CancellationToken token
    )
    {
        var why =
            !isUnconfirmed ? null
            : database.HasOwnSchema && !isTable
                ? "is one schema of a database, and a backup holds the whole database: what is in the other schemas "
                    + "would be replaced as well"
            : Confirmation.LooksLikeProduction(database) ? "looks like production, and what is in it would be replaced"
            : null;
        if (why is not null)
        {
            await Confirmation.AskAsync(database, $"{database.Location} {why}", token);
        }
    }

    private static async Task<BackupManifest> KeepAsync(
        DatabaseSystem system,
        Database database,
        RepositoryOptions options,
        CancellationToken token
    )
    {
        var request = new BackupRequest(system.Name, BackupRequestOptions.RequestFor(system))
        {
            Tags = ["before-restore"],
            ToolVersion = MigrationRunner.ToolVersion,
        };
        return (
            await new BackupCreation([options.Store], options.Keys, TimeProvider.System).RunAsync(
                BackupEngines.For(database),
                request,
                token
            )
        ).Manifest;
    }

    private static string Text(Database database, RestoredBackup restored, RepositoryOptions options)
    {
        var kept = restored.SafetyCopy is null
            ? ""
            : $"\nWhat was there before is set {restored.SafetyCopy.Id} in "
                + $"{options.Store.Location}{Sealed(restored.SafetyCopy)}.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Restored set {restored.Manifest.Id} into {database.Location}: {restored.Contents.Tables.Count} tables "
                + $"with {restored.Contents.Rows():N0} rows at {Format.Version(restored.Contents.SchemaVersion)}, "
                + $"checked in {restored.Duration.TotalSeconds:0.0} s.{kept}{Differences(restored)}"
        );
    }

    private static string Differences(RestoredBackup restored) =>
        restored.Differences.Count == 0
            ? ""
            : $"\nIt is there whole, and differs from what was backed up:"
                + string.Concat(restored.Differences.Select(text => $"\n  {text.ReplaceLineEndings("\n    ")}"));

    private static string Sealed(BackupManifest manifest) => manifest.Key is null ? ", not encrypted" : "";

    private static string After(Database database, RestoredBackup restored, TargetOptions target)
    {
        var before = restored.Before is not { } kept
            ? ""
            : $"\nThe database as it was is {kept.Location}; this drops it: "
                + FollowUp.Command(
                    "db drop",
                    target,
                    kept,
                    withKeys: false,
                    Confirmation.LooksLikeProduction(kept) ? ["--force", "--yes"] : ["--yes"]
                );
        // The dump's owners may not exist here, and who restores may not be allowed to act for them.
        return BackupEngines.For(database).LeavesOwnersOut
            ? $"{before}\nEverything in it belongs to who restored it; this gives the roles what is theirs: "
                + FollowUp.Command("roles apply", target, database, withKeys: false)
            : before;
    }

    private static string Text(Database database, RestoredTable restored, RepositoryOptions options) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Restored {restored.Table} of set {restored.Manifest.Id} into {database.Location}: "
                + $"{Format.Count(restored.Rows, "row", "restored")} and checked in "
                + $"{restored.Duration.TotalSeconds:0.0} "
                + $"s.{(restored.SafetyCopy is null ? ""
                    : $"\nWhat was there before is set {restored.SafetyCopy.Id} in {options.Store.Location}"
                        + $"{Sealed(restored.SafetyCopy)}.")}"
        );

    private static JsonObject Json(Database database, RestoredTable restored) =>
        new()
        {
            ["database"] = database.Location,
            ["set"] = restored.Manifest.Id,
            ["table"] = restored.Table,
            ["rows"] = restored.Rows,
            ["seconds"] = Math.Round(restored.Duration.TotalSeconds, 3),
            ["safety_copy"] = restored.SafetyCopy?.Id,
        };

    private static JsonObject Json(Database database, RestoredBackup restored, MaskReport? masked) =>
        new()
        {
            ["database"] = database.Location,
            ["set"] = restored.Manifest.Id,
            ["differences"] = new JsonArray([.. restored.Differences.Select(text => JsonValue.Create(text))]),
            ["version"] = restored.Contents.SchemaVersion,
            ["tables"] = restored.Contents.Tables.Count,
            ["rows"] = restored.Contents.Rows(),
            ["seconds"] = Math.Round(restored.Duration.TotalSeconds, 3),
            ["safety_copy"] = restored.SafetyCopy?.Id,
            ["before"] = restored.Before?.Location,
            ["mask"] = masked is null ? null : MaskText.Json(masked),
        };
}
