using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision backup drill</c>.</summary>
internal static class BackupDrillCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Restores the newest set and some others apart from everything, compares structure, rows and answers with what was backed up, and holds
            the age of the newest set and the time that a restore takes against what may be lost and how long it may take. Exits with 3 where anything is missed.
            With --rotate 30, run daily, each set is restored once in 30 days: those whose turn it is, and the newest.

            Examples:
              provision backup drill --system towow --from /backups/towow --key-file backup.key --sample 3 --seed 7
              provision backup drill --system towow --from /backups/towow --key-file backup.key --rotate 30
              provision backup drill --system towow --from s3://bucket/towow --rpo-hours 24 --rto-minutes 120 --output json
            """;
        var target = new TargetOptions(command);
        var options = new RepositoryOptions(command);
        var sample = command.Value("--sample <N>", "How many sets to restore. Default: 1, the newest.");
        var seed = command.Value("--seed <S>", "Chooses the others. Default: a random number, which is printed.");
        var rotate = command.Value(
            "--rotate <DAYS>",
            "Instead of a sample: run daily, restore each set once in so many days."
        );
        var loss = command.Value("--rpo-hours <N>", "How old the newest set may be. Default: 24.");
        var duration = command.Value("--rto-minutes <N>", "How long a restore may take. Default: 120.");
        var fieldKey = new FieldKeyOption(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (rpo, rto) = (
                TimeSpan.FromHours(loss.Number(most: 100_000) ?? 24),
                TimeSpan.FromMinutes(duration.Number(most: 100_000) ?? 120)
            );
            var (count, number) = (
                (int)(sample.Number(1, 10_000) ?? 1),
                (int)(seed.Number(most: int.MaxValue) ?? Random.Shared.Next())
            );
            var days = (int?)rotate.Number(1, 10_000);
            if (days is not null && (sample.HasValue() || seed.HasValue()))
            {
                throw new UsageException("Give --rotate, or --sample with --seed, not both.");
            }

            var repository = await options.OpenAsync(token);
            var verification = new BackupVerification(
                repository,
                BackupEngines.For(target.Database),
                fieldKey.CheckOf(target.System),
                TimeProvider.System
            );
            var drills = new BackupDrill(repository, verification, options.Keys, TimeProvider.System);
            var drill = days is { } turn
                ? await drills.RotateAsync(target.System.Name, turn, token)
                : await drills.RunAsync(target.System.Name, count, number, token);
            var missed = drill.Missed(rpo, rto);
            await report.WriteAsync(() => Json(drill, missed, days), () => Text(drill, missed, rpo, rto, days), token);
            return missed.Count > 0 ? ExitCode.Found : ExitCode.Done;
        });
    }

    private static string Text(DrillReport drill, IReadOnlyList<string> missed, TimeSpan rpo, TimeSpan rto, int? days)
    {
        var lines = drill.Sets.Select(set =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(set.IsWhole ? "restored" : "FAILED  ")}  {set.Manifest.Id}  {set.Duration.TotalSeconds:0.0} s"
            )
        );
        var choice = days is null
            ? $"with seed {drill.Seed}"
            : $"in a rotation of {Format.Count(days.Value, "day", "").TrimEnd()}";
        var verdict = missed.Count == 0 ? "all is well" : Format.Count(missed.Count, "finding", "").TrimEnd();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join('\n', lines)}\n\n{string.Concat(missed.Select(text => $"{text}\n"))}"
                + $"{Format.Count(drill.Sets.Count, "set", "restored")} "
                + $"{choice}: what would be lost now is {drill.Age.TotalHours:0.0} of {rpo.TotalHours:0.##} hours, "
                + $"the slowest restore took {drill.Longest.TotalMinutes:0.0} of {rto.TotalMinutes:0.##} minutes; "
                + $"{verdict}."
        );
    }

    private static JsonObject Json(DrillReport drill, IReadOnlyList<string> missed, int? days) =>
        new()
        {
            ["ended"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["rotate_days"] = days,
            ["seed"] = drill.Seed,
            ["sets"] = new JsonArray([.. drill.Sets.Select(BackupVerifyCommand.Json)]),
            ["age_hours"] = Math.Round(drill.Age.TotalHours, 3),
            ["longest_restore_seconds"] = Math.Round(drill.Longest.TotalSeconds, 3),
            ["planted_damage_noticed"] = drill.SeesDamage,
            ["missed"] = new JsonArray([.. missed.Select(text => JsonValue.Create(text))]),
        };
}
