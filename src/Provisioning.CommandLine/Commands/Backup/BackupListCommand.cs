using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision backup list</c>.</summary>
internal static class BackupListCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Lists the sets in a repository, the oldest first. Needs no key; with one, signatures are checked. Exits with 3 where a set cannot be read, was made
            without the key or is missing.

            Examples:
              provision backup list --from /backups/towow
              provision backup list --from s3://bucket/towow --output json
            """;
        var options = new RepositoryOptions(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var repository = await options.OpenAsync(token);
            var sets = await repository.ListAsync(token);
            repository.EnsureKeyFitsOne(sets);
            var found = await BackupVerification.ListAsync(repository, sets, token);
            await report.WriteAsync(() => Json(repository, sets, found), () => Text(repository, sets, found), token);
            return found.Count > 0 ? ExitCode.Found : ExitCode.Done;
        });
    }

    /// <summary>A manifest as JSON.</summary>
    public static JsonObject Json(BackupManifest manifest) =>
        new()
        {
            ["set"] = manifest.Id,
            ["number"] = manifest.Sequence,
            ["system"] = manifest.System,
            ["engine"] = manifest.Engine,
            ["engine_version"] = manifest.EngineVersion,
            ["version"] = manifest.SchemaVersion,
            ["started"] = Moment(manifest.Started),
            ["finished"] = Moment(manifest.Finished),
            ["tags"] = new JsonArray([.. manifest.Tags.Select(tag => JsonValue.Create(tag))]),
            ["parent"] = manifest.Parent,
            ["without_secrets"] = manifest.IsWithoutSecrets,
            ["key"] = manifest.Key,
            ["bytes"] = manifest.PlainBytes,
            ["stored_bytes"] = manifest.StoredBytes,
            ["objects"] = manifest.Objects.Count,
        };

    private static string Text(
        BackupRepository repository,
        IReadOnlyList<BackupSet> sets,
        IReadOnlyList<VerifyFinding> found
    )
    {
        var rows = sets.Where(set => set.Manifest is not null)
            .Select(set => set.Manifest!)
            .Select(manifest =>
                new[]
                {
                    manifest.Id,
                    manifest.System,
                    manifest.Engine,
                    manifest.SchemaVersion.ToString(CultureInfo.InvariantCulture),
                    manifest.Started.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    Amount.Bytes(manifest.PlainBytes),
                    Amount.Bytes(manifest.StoredBytes),
                    string.Join(' ', manifest.Tags),
                }
            )
            .ToList();
        var table =
            rows.Count == 0
                ? ""
                : $"{Report.Table([ ["set", "system", "engine", "version", "begun (UTC)", "size", "stored", "tags"],
                    .. rows ])}\n\n";
        var damage = string.Concat(
            found.Select(finding => $"{(finding.Set is null ? "" : $"{finding.Set}: ")}{finding.Text}\n")
        );
        return $"{table}{damage}{Format.Count(rows.Count, "set", "")}in "
            + $"{repository.Store.Location}{(repository.Info.IsEncrypted ? ", encrypted" : ", not encrypted")}."
            + BackupVerifyCommand.Signatures(repository);
    }

    private static JsonObject Json(
        BackupRepository repository,
        IReadOnlyList<BackupSet> sets,
        IReadOnlyList<VerifyFinding> found
    ) =>
        new()
        {
            ["repository"] = repository.Store.Location,
            ["encrypted"] = repository.Info.IsEncrypted,
            ["sets"] = new JsonArray([
                .. sets.Where(set => set.Manifest is not null)
                    .Select(set =>
                    {
                        var json = Json(set.Manifest!);
                        json["signature_checked"] = set is { IsChecked: true, Manifest.Key: not null };
                        return json;
                    }),
            ]),
            ["found"] = new JsonArray([
                .. found.Select(finding => new JsonObject { ["set"] = finding.Set, ["text"] = finding.Text }),
            ]),
        };

    private static string Moment(DateTimeOffset moment) =>
        moment.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
