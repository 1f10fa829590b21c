using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Settings;
using Provisioning.Ledger;
using Provisioning.Masking.Classification;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Commands.Mask;

/// <summary><c>provision mask check</c>.</summary>
internal static class MaskCheckCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Compares the masking file with the structure that the migrations make, or with --url that of the database: columns without a class, classes
            without a column, and masks that do not fit a type, are too long, or would break NOT NULL, a unique key, a CHECK or a reference. Reads no row,
            changes nothing, and exits with 3 where it finds something.

            Examples:
              provision mask check --system towow
              provision mask check --project src/My.Migrations --output json
            """;
        var target = new TargetOptions(command);
        var source = new MaskingSource(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var system = target.System;
            var file = source.Require(system);
            var model = await ModelAsync(target, token);
            var found = new List<(string? Profile, MaskFinding Finding)>(
                MaskingPlan.Unknown(file, model).Select(finding => (default(string), finding))
            );
            foreach (var profile in file.Profiles.Keys.DefaultIfEmpty(null!))
            {
                found.AddRange(
                    MaskingPlan.Of(file, profile, model).Findings.Select(finding => ((string?)profile, finding))
                );
            }

            // What is wrong in every profile is wrong once.
            var findings = found
                .GroupBy(each => each.Finding)
                .Select(each =>
                    each.Key.Kind is "unclassified" or "unknown" || each.Count() == Math.Max(1, file.Profiles.Count)
                        ? each.Key
                        : each.Key with
                        {
                            Message = $"{each.Key.Message} In {string.Join(", ", each.Select(one => one.Profile))}.",
                        }
                )
                .ToList();
            await report.WriteAsync(
                () => new() { ["system"] = system.Name, ["findings"] = MaskText.Json(findings) },
                () =>
                    findings.Count == 0
                        ? $"Every column of {system.Title} has a class, and every mask fits."
                        : string.Join('\n', findings.Select(each => $"{each.Column} {each.Message}"))
                            + $"\n{Format.Count(findings.Count, "finding", "in the masking file")}.",
                token
            );
            return findings.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
    }

    private static async Task<DatabaseModel> ModelAsync(TargetOptions target, CancellationToken token)
    {
        if (target.Sources.Find("url").Rank is not Rank.Option)
        {
            return MaskingSource.Migrated(target.System, target);
        }

        await using var session = await target.Database.OpenAsync(token);
        return (await session.InspectAsync(token)).WithoutLedger(
            target.System.Migrations.VersionTable,
            session.Database.Dialect
        );
    }
}
