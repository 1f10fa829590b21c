using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.Backup.Jobs;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision backup create</c>.</summary>
internal static class BackupCreateCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Backs a database up while it is in use: what is in the set is of one moment. It is written to all stores at once, read back and compared,
            and seen when it is complete; where that fails in one of several stores, the others have it and the exit code is 1.

            Examples:
              provision backup create --system towow --to /backups/towow --tag daily
              provision backup create --system towow --to /backups/towow --to s3://bucket/towow --key-file backup.key --incremental
              provision backup create --system querygpt --to /backups/for-developers --without-secrets
            """;
        var target = new TargetOptions(command);
        var options = new BackupRequestOptions(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            await OwnDatabase.RequireAsync(target.System, target.Database, token);
            var created = await options.RunAsync(target.System, target.Database, [], token);
            await report.WriteAsync(() => Json(created, options), () => Text(created, options), token, isSummary: true);
            if (created.Failures.Count > 0)
            {
                throw new ProvisioningException(
                    $"Set {created.Manifest.Id} is DEGRADED: "
                        + $"{string.Join(" ",
                            created.Failures.Select(failure => $"It is not in {failure.Location}. {failure.Why}"))}"
                );
            }

            return ExitCode.Done;
        });
    }

    /// <summary>What was backed up, in a line or two.</summary>
    public static string Text(CreatedBackup created, BackupRequestOptions options)
    {
        var (manifest, contents) = (created.Manifest, created.Contents);
        var omitted = contents.Omitted.Count == 0 ? "" : $"\nLeft out: {string.Join(", ", contents.Omitted)}.";
        var damage =
            contents.Damage.Count == 0
                ? ""
                : $"\nThe database itself is damaged, and so is its backup: {string.Join(" ", contents.Damage)}";
        var shared = manifest.Parent is null ? "" : ", the rest shared with earlier sets";
        var stores = options.Locations.Except(
            created.Failures.Select(failure => failure.Location),
            StringComparer.Ordinal
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Set {manifest.Id} is in {string.Join(" and ", stores)}: {contents.Tables.Count} tables with "
                + $"{contents.Rows():N0} rows at {Format.Version(contents.SchemaVersion)}, "
                + $"{Amount.Bytes(manifest.StoredBytes)} stored of {Amount.Bytes(manifest.PlainBytes)}{shared}, "
                + $"{(manifest.Key is null ? "not encrypted" : $"sealed with key {manifest.Key}")}.{omitted}{damage}"
        );
    }

    private static JsonObject Json(CreatedBackup created, BackupRequestOptions options)
    {
        var json = BackupListCommand.Json(created.Manifest);
        json["status"] = created.Failures.Count == 0 ? "OK" : "DEGRADED";
        json["stores"] = new JsonArray([
            .. options.Locations.Select(location => new JsonObject
            {
                ["location"] = location,
                ["failure"] = created.Failures.FirstOrDefault(failure => failure.Location == location)?.Why,
            }),
        ]);
        json["rows"] = created.Contents.Rows();
        json["omitted"] = new JsonArray([.. created.Contents.Omitted.Select(what => JsonValue.Create(what))]);
        json["checked"] = created.Contents.IsChecked;
        json["damage"] = new JsonArray([.. created.Contents.Damage.Select(what => JsonValue.Create(what))]);
        return json;
    }
}
