using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision backup verify</c>.</summary>
internal static class BackupVerifyCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Looks for damage. Level 0 reads the manifests and misses sets that are gone; 1 sees that every object is there with its length; 2 reads
            every object and compares its hash; 3 decrypts and unpacks everything; 4 restores each set apart and compares structure, rows and answers.
            Levels 0 to 2 need neither key nor system; with a key, every level checks the signatures. Levels below 4 need no database.
            Exits with 3 where it finds something or could not look, with 6 where the key is another.

            Examples:
              provision backup verify --from /backups/towow
              provision backup verify --system towow --from /backups/towow --key-file backup.key --level 4 --set latest
            """;
        var target = new TargetOptions(command);
        var options = new RepositoryOptions(command);
        var level = command.Value("-l|--level <LEVEL>", "0 to 4. Default: 2.");
        var which = command.Value("--set <ID>", "One set: the beginning of its id, or latest. Default: all.");
        var fieldKey = new FieldKeyOption(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var depth = (VerifyLevel)(level.Number(most: 4) ?? 2);
            var repository = await options.OpenAsync(token);
            var sets = await repository.ListAsync(token);
            var found = await BackupVerification.ListAsync(repository, sets, token);
            List<BackupManifest> chosen = which.Value() is { } id
                ? [await repository.FindSetAsync(id, id == "latest" ? target.System.Name : "", token)]
                : [.. sets.Select(set => set.Manifest).OfType<BackupManifest>()];
            repository.EnsureKeysFit(sets.Where(set => set.Manifest is { } own && chosen.Any(one => one.Id == own.Id)));
            List<VerifiedSet> verified = [];
            if (depth > VerifyLevel.List && chosen.Count > 0)
            {
                var verification = Verification(repository, depth, target, fieldKey);
                foreach (
                    var manifest in chosen.Where(manifest =>
                        depth < VerifyLevel.Decrypt || manifest.System == target.System.Name
                    )
                )
                {
                    verified.Add(await verification.RunAsync(manifest, depth, token));
                }
            }

            await report.WriteAsync(
                () => Json(repository, depth, verified, found),
                () => Text(repository, depth, verified, found),
                token
            );
            return found.Count > 0 || verified.Any(set => !set.IsWhole) ? ExitCode.Found : ExitCode.Done;
        });
    }

    /// <summary>A set that was looked through, as JSON.</summary>
    public static JsonObject Json(VerifiedSet set) =>
        new()
        {
            ["set"] = set.Manifest.Id,
            ["whole"] = set.IsWhole,
            ["not_looked_at"] = set.Unseen,
            ["seconds"] = Math.Round(set.Duration.TotalSeconds, 3),
            ["found"] = new JsonArray([.. set.Found.Select(text => JsonValue.Create(text))]),
        };

    private static BackupVerification Verification(
        BackupRepository repository,
        VerifyLevel depth,
        TargetOptions target,
        FieldKeyOption fieldKey
    ) =>
        depth < VerifyLevel.Restore
            ? new(repository, engine: null, check: null, TimeProvider.System)
            : new(repository, BackupEngines.For(target.Database), fieldKey.CheckOf(target.System), TimeProvider.System);

    private static string Text(
        BackupRepository repository,
        VerifyLevel depth,
        List<VerifiedSet> verified,
        IReadOnlyList<VerifyFinding> found
    )
    {
        var lines = verified
            .Select(set =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Word(set)}  {set.Manifest.Id}  {set.Duration.TotalSeconds:0.0} s"
                )
            )
            .Concat(verified.SelectMany(set => set.Found.Select(text => $"{set.Manifest.Id}: {text}")))
            .Concat(verified.Where(set => set.Unseen is not null).Select(set => $"{set.Manifest.Id}: {set.Unseen}"))
            .Concat(found.Select(finding => finding.Set is null ? finding.Text : $"{finding.Set}: {finding.Text}"));
        var (damaged, unseen) = (
            verified.Count(set => set.Found.Count > 0),
            verified.Count(set => set is { Found.Count: 0, Unseen: not null })
        );
        var verdict =
            damaged + found.Count + unseen == 0
                ? "nothing is wrong"
                : $"{Format.Count(damaged, "set", "damaged")}, {Format.Count(found.Count, "finding", "in the list")}"
                    + (unseen == 0 ? "" : $", {Format.Count(unseen, "set", "not looked at so deep")}");
        return $"{string.Concat(lines.Select(line => $"{line}\n"))}"
            + $"{Format.Count(verified.Count, "set", "looked through")} in {repository.Store.Location} at level "
            + $"{(int)depth}: {verdict}.{Signatures(repository)}";
    }

    /// <summary>What was not checked of signatures, as a line; nothing where they were.</summary>
    public static string Signatures(BackupRepository repository) =>
        !repository.Info.IsEncrypted
            ? "\nNothing here is encrypted or signed: who can write to the store can change the sets unnoticed."
            : repository.HasKeys
                ? ""
                : "\nNo key was given: whether the sets were made with it was not checked.";

    private static string Word(VerifiedSet set) =>
        set.IsWhole ? "whole  "
        : set.Found.Count > 0 ? "DAMAGED"
        : "unseen ";

    private static JsonObject Json(
        BackupRepository repository,
        VerifyLevel depth,
        List<VerifiedSet> verified,
        IReadOnlyList<VerifyFinding> found
    ) =>
        new()
        {
            ["repository"] = repository.Store.Location,
            ["level"] = (int)depth,
            ["signatures_checked"] = repository is { Info.IsEncrypted: true, HasKeys: true },
            ["sets"] = new JsonArray([.. verified.Select(Json)]),
            ["found"] = new JsonArray([
                .. found.Select(finding => new JsonObject { ["set"] = finding.Set, ["text"] = finding.Text }),
            ]),
        };
}
