using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Fleets.Engines;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary><c>provision fleet add</c>.</summary>
internal static class FleetAddCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Makes the database or the schema of a new target at the newest version, and writes the target into the file. Where it is comes
            from --url, else from the file's template or pattern. What is there already stays, so that a second call changes nothing.

            With --template it is copied from a database beside it, which takes milliseconds where many migrations take seconds. The template
            is made where it is missing, and brought to the newest version first; rows that it has are copied, too.

            Examples:
              provision fleet add acme --system towow
              provision fleet add acme --system towow --template towow_template
              provision fleet add acme --system towow --url 'postgresql://app:${SHOP_PASSWORD}@db/acme' --label region=eu
            """;
        var name = command.Argument("name", "The name of the target.");
        var template = command.Value(
            "--template <NAME>",
            "Copy this database, on the same server or in the same folder."
        );
        var labels = command.Values(OptionGroup.Own, "--label <LABEL>", "A label for the file, as region=eu.");
        var fleet = new FleetOptions(command, chooses: false);
        var migrations = new MigrationOptions(command);
        var run = new RunOptions(command);
        var hooks = new HookOptions(command, fleet.Target);
        var dryRun = command.Flag("--dry-run", "Say what would be done, and do nothing.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var system = fleet.Target.System;
            var place = NewTarget.Find(
                FleetOptions.Name(name),
                fleet,
                [.. labels.Values.OfType<string>().Select(text => FleetOptions.Label("--label", text))]
            );
            var database = place.Target.Database;
            var exists = await database.ExistsAsync(token);
            var runner = Runner(migrations.Of(system), run.Value with { Hooks = hooks.Of(system, database) });
            var result = dryRun.HasValue()
                ? null
                : await MakeAsync(database, exists ? null : template.Value(), runner, token);
            if (result is not null)
            {
                place.Register();
            }

            await report.WriteAsync(
                () => Json(system.Name, place, exists, exists ? null : template.Value(), result),
                () => Text(place, exists, result, runner.Catalog.Latest),
                token,
                isSummary: true
            );
            return ExitCode.Done;
        });
    }

    private static string Text(NewTarget place, bool exists, ProvisioningResult? result, long newest) =>
        $"{place.Target.Name}: {place.Target.Database.Location} "
        + (
            result is null
                ? $"would be {(exists ? "kept, and brought" : "made, and brought")} to {Format.Version(newest)}."
                : $"{(exists ? "was there" : "is made")}, and is at {Format.Version(result.Plan.To)}. {place.Said}"
        );

    private static JsonObject Json(
        string system,
        NewTarget place,
        bool exists,
        string? template,
        ProvisioningResult? result
    ) =>
        new()
        {
            ["system"] = system,
            ["target"] = place.Target.Name,
            ["database"] = place.Target.Database.Location,
            ["created"] = !exists && result is not null,
            ["template"] = template,
            ["version"] = result?.Plan.To,
            ["registered"] = place.IsRegistered,
            ["dry_run"] = result is null,
            ["changed"] = result is not null && (!exists || result.HasChanged || place.IsRegistered),
        };

    private static async Task<ProvisioningResult> MakeAsync(
        Database database,
        string? template,
        MigrationRunner runner,
        CancellationToken token
    )
    {
        if (template is not null)
        {
            await CopyAsync(database.Beside(template), database, runner, token);
        }

        return await new Provisioner(database, runner).InitializeAsync([], seeding: null, token);
    }

    private static MigrationRunner Runner(MigrationCatalog catalog, RunnerOptions options) =>
        new(catalog, options, TimeProvider.System, new RunProgress());

    // The session to the template is closed before it is copied: a template may have none.
    private static async Task CopyAsync(
        Database template,
        Database database,
        MigrationRunner runner,
        CancellationToken token
    )
    {
        await new Provisioner(template, runner).InitializeAsync([], seeding: null, token);
        await FleetEngines.Of(database).CopyAsync(template, database, token);
    }
}
