using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision status</c>.</summary>
internal static class StatusCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows every version: applied, pending, interrupted (began outside a transaction and did not end), unknown (applied, but no migration
            has it), excluded (left out by its tags). With --check it also compares applied migrations with what was run (edited), and exits with 3 unless all is applied and known.

            Examples:
              provision status --system towow
              provision status --system towow --check --output json
            """;
        var target = new TargetOptions(command);
        var migrations = new MigrationOptions(command);
        var report = new Report(command);
        var check = command.Flag("--check", "Exit with 3 where anything is pending, interrupted, unknown or edited.");
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var catalog = migrations.Of(system);
            await using var session = await database.OpenAsync(token);
            var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
            var versions = MigrationStatus.Of(catalog, ledger);
            if (check.HasValue())
            {
                versions = MigrationStatus.WithEdits(versions, catalog, database.Dialect);
            }

            await report.WriteAsync(
                () => Json(system, database.Location, ledger, versions),
                () => Text(system, database.Location, ledger, versions),
                token
            );
            return
                check.HasValue()
                && versions.Any(version => version.State is not (VersionState.Applied or VersionState.Excluded))
                ? ExitCode.Found
                : ExitCode.Done;
        });
    }

    private static string Text(
        DatabaseSystem system,
        string location,
        LedgerState ledger,
        IReadOnlyList<VersionStatus> versions
    )
    {
        var table = versions.Select(version =>
            new[]
            {
                version.Version.ToString(CultureInfo.InvariantCulture),
                version.State.ToString().ToLowerInvariant(),
                version.AppliedOn is { } on ? on.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "",
                version.Name,
            }
        );
        var counts = new List<string>();
        foreach (var state in Enum.GetValues<VersionState>())
        {
            if (versions.Count(version => version.State == state) is > 0 and var count)
            {
                counts.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{count} {state.ToString().ToLowerInvariant()}")
                );
            }
        }

        var errors = versions
            .Where(version => version.Error is not null)
            .Select(version =>
                string.Create(CultureInfo.InvariantCulture, $"\n{version.Version} stopped: {version.Error}")
            );
        return $"{Report.Table([ ["version", "state", "applied on (UTC)", "name"], .. table ])}\n"
            + $"{string.Concat(errors)}\n"
            + $"{system.Title} in {location}: {string.Join(", ", counts)}; the database is at "
            + $"{Format.Version(ledger.Current)}.";
    }

    private static JsonObject Json(
        DatabaseSystem system,
        string location,
        LedgerState ledger,
        IReadOnlyList<VersionStatus> versions
    ) =>
        new()
        {
            ["system"] = system.Name,
            ["database"] = location,
            ["version"] = ledger.Current,
            ["pending"] = versions.Count(version => version.State is VersionState.Pending),
            ["versions"] = new JsonArray([
                .. versions.Select(version => new JsonObject
                {
                    ["version"] = version.Version,
                    ["state"] = version.State.ToString().ToLowerInvariant(),
                    ["name"] = version.Name,
                    ["applied_on"] = version.AppliedOn?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                    ["duration_ms"] = version.DurationMs,
                    ["error"] = version.Error,
                }),
            ]),
        };
}
