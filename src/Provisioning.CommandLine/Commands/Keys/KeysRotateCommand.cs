using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Security.Encryption;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Keys;

/// <summary><c>provision keys rotate</c>.</summary>
internal static class KeysRotateCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Decrypts every value of the system's encrypted columns with the former key and encrypts it with the key, in batches by primary key, while the
            application goes on. Meanwhile some values are under one key and some under the other, so that the application has to read both (MultiFernet
            in Python). Values under the key already are left alone: run again after an interruption, it goes on. In the end every value is read once
            more. A batch with a value that neither key reads is left as it is, the row is named, and the exit code is 1.

            Examples:
              provision keys new --to ./new.key
              provision keys rotate --system querygpt --from-key-file ./old.key --key-file ./new.key --dry-run
              provision keys rotate --system querygpt --from-key-file ./old.key --key-file ./new.key
              provision keys rotate --system querygpt --key-file ./new.key --scheme aesgcm-v1
              provision keys rotate --system vibesurf --from-machine aa:bb:cc:dd:ee:ff  # after the file has moved to this machine
            """;
        var target = new TargetOptions(command);
        var source = new KeySource(command, hasFormer: true);
        var scheme = command.Value(
            "--scheme <NAME>",
            "How values are encrypted from now on: fernet, aesgcm-v1 or fernet-base64. Default: what the system's "
                + "application reads."
        );
        var batch = command.Value(
            "--batch <N>",
            $"How many values are written in one transaction. Default: 500, at most {KeyRotation.LargestBatch}."
        );
        var dryRun = command.Flag("--dry-run", "Count how the values can be read, and change none.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var (key, former) = (source.Required(system), source.Former(system));
            var columns = system
                .EncryptedColumns.Select(column => column with { Scheme = Scheme(scheme.Value()) ?? column.Scheme })
                .ToArray();
            var size = (int)(batch.Number(least: 1, most: KeyRotation.LargestBatch) ?? 500);
            await using var session = await database.OpenAsync(token);
            var rotation = new KeyRotation(session, columns, key, former) { Batch = size };
            var done = dryRun.HasValue()
                ? new KeyRotationReport([
                    .. (await rotation.CountAsync(new KeyText(), token)).Select(count => (count, 0L)),
                ])
                : await rotation.RunAsync(new KeyText(), token);
            await WriteAsync(report, system, database, (key, former), done, dryRun.HasValue(), token);
            return done.IsComplete || (dryRun.HasValue() && done.Columns.All(column => column.Count.Unreadable == 0))
                ? ExitCode.Done
                : ExitCode.Failed;
        });
    }

    private static Task WriteAsync(
        Report report,
        DatabaseSystem system,
        Database database,
        (EncryptionKey Now, EncryptionKey? Former) keys,
        KeyRotationReport done,
        bool isDryRun,
        CancellationToken token
    )
    {
        EncryptedColumnCount[] counts = [.. done.Columns.Select(column => column.Count)];
        long[]? rewritten = isDryRun ? null : [.. done.Columns.Select(column => column.Rewritten)];
        return report.WriteAsync(
            () =>
                new()
                {
                    ["system"] = system.Name,
                    ["database"] = database.Location,
                    ["key"] = keys.Now.Id,
                    ["former_key"] = keys.Former?.Id,
                    ["dry_run"] = isDryRun,
                    ["complete"] = done.IsComplete,
                    ["columns"] = KeyText.Json(counts, rewritten),
                },
            () =>
                $"{KeyText.Text(counts, keys.Former is not null, rewritten)}"
                + $"{Closing(system, database, keys.Now, done, isDryRun)}",
            token
        );
    }

    private static string Closing(
        DatabaseSystem system,
        Database database,
        EncryptionKey key,
        KeyRotationReport done,
        bool isDryRun
    )
    {
        var counts = done.Columns.Select(column => column.Count).ToArray();
        var (unreadable, pending) = (
            counts.Sum(count => count.Unreadable),
            counts.Sum(count => count.Former + count.OtherScheme)
        );
        var where = $"{system.Title} in {database.Location}";
        return counts.Length == 0 ? $"{system.Title} has no encrypted columns."
            : isDryRun
                ? $"{where}: {Format.Count(pending, "value", "to be rewritten")}"
                    + $"{(unreadable == 0 ? "" : $", {Format.Count(unreadable, "value", "that neither key reads")}")}."
                    + (pending > 0 ? " `provision keys rotate` rewrites them." : "")
            : done.IsComplete
                ? $"{where}: {Format.Count(done.Columns.Sum(column => column.Rewritten), "value", "rewritten")}; all "
                    + $"{counts.Sum(count => count.Values)} are read with {key}."
            : unreadable > 0
                ? $"{where}: {Format.Count(unreadable, "value", "that neither key reads")}; their batches were left as "
                    + $"they are. Give the key that they were encrypted with, or empty them, and run again."
            : $"{where}: {Format.Count(pending, "value", $"not under {key} yet")}: the application still writes with "
                + $"the former key. Give it the new one, and run `provision keys rotate` again.";
    }

    private static EncryptionScheme? Scheme(string? name) =>
        name is null
            ? null
            : Enum.GetValues<EncryptionScheme>()
                .Where(scheme => KeyText.Scheme(scheme) == name)
                .Select(scheme => (EncryptionScheme?)scheme)
                .FirstOrDefault()
                ?? throw new UsageException($"--scheme takes fernet, aesgcm-v1 or fernet-base64, not \"{name}\".");
}
