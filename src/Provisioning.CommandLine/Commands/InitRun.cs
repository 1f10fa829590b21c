using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands.Roles;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary>What init and reset have in common: everything but the dropping.</summary>
internal sealed class InitRun
{
    private readonly TargetOptions _target;
    private readonly MigrationOptions _migrations;
    private readonly RunOptions _run;
    private readonly HookOptions _hooks;
    private readonly SeedCommandOptions _seeds;
    private readonly Confirmation? _confirmation;
    private readonly CommandOption _makesRoles;
    private readonly RoleWork _roles;
    private readonly DryRun _dryRun;
    private readonly Report _report;

    /// <summary>Gives a command its options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isReset">Whether it drops what is there first, and so asks.</param>
    public InitRun(CommandLineApplication command, bool isReset)
    {
        _target = new(command);
        _seeds = new(command);
        _migrations = new(command);
        // Rebuilding is the way to take an edit on.
        _run = new(command, takesEdits: isReset);
        _hooks = new(command, _target);
        _makesRoles = command.Flag(
            "--roles",
            "Make the system's two roles as well, as `roles apply` does. PostgreSQL only."
        );
        _roles = new(command);
        _confirmation = isReset ? new(command) : null;
        _dryRun = new(command);
        _report = new(command);
    }

    /// <summary>Runs the command.</summary>
    public async Task<int> RunAsync(CancellationToken token)
    {
        _ = _report.IsJson;
        var (system, database) = (_target.System, _target.Database);
        var catalog = _migrations.Of(system);
        var seeds = _seeds.For(system, allByDefault: false);
        var options = _run.Value with { Hooks = _hooks.Of(system, database) };
        if (_makesRoles.HasValue())
        {
            _roles.Validate(system, database);
        }

        if (_confirmation is not null && await database.ExistsAsync(token))
        {
            await CheckAsync(catalog, database, options, token);
        }

        if (_dryRun.IsAsked)
        {
            return await DryRun.ShowAsync(
                system,
                catalog,
                database,
                new MigrationTarget.Up(),
                seeds,
                _makesRoles.HasValue() ? _roles.Names(system) : [],
                options,
                isFresh: _confirmation is not null,
                _report,
                token
            );
        }

        var wasDropped = false;
        IReadOnlyList<DataLoss> losses = [];
        if (_confirmation is not null && await database.ExistsAsync(token))
        {
            losses = await LossesAsync(database, token);
            var tables = losses.Count == 0 ? "" : $": {string.Join(", ", losses.Select(loss => loss.Summary))}";
            await _confirmation.RequireAsync(
                database,
                $"drops the {(database.HasOwnSchema ? "schema" : "database")} with everything in it{tables}",
                token
            );
            wasDropped = await database.EmptyAsync(token);
        }

        var result = await RunProgress.WatchAsync(progress =>
        {
            var runner = new MigrationRunner(catalog, options, TimeProvider.System, progress);
            return new Provisioner(database, runner).InitializeAsync(seeds, progress, token);
        });
        var roles = _makesRoles.HasValue() ? await _roles.ApplyAsync(system, database, token) : null;
        var summary = await DatabaseSummary.ReadAsync(database, catalog.VersionTable, token);
        await _report.WriteAsync(
            () =>
                Json(
                    system,
                    wasDropped,
                    losses,
                    result,
                    summary,
                    roles is null ? null : _roles.Json(system, database, roles)
                ),
            () =>
                Text(system, catalog, database, wasDropped, result, summary)
                + (roles is null ? "" : $"\n{_roles.Text(system, database, roles)}"),
            token,
            isSummary: true
        );
        return ExitCode.Done;
    }

    // What cannot be read can be dropped all the same.
    private static async Task<IReadOnlyList<DataLoss>> LossesAsync(Database database, CancellationToken token)
    {
        try
        {
            await using var session = await database.OpenAsync(token);
            return await DataLossCheck.FindAllAsync(session, token);
        }
        catch (ProvisioningException)
        {
            return [];
        }
    }

    private static async Task CheckAsync(
        MigrationCatalog catalog,
        Database database,
        RunnerOptions options,
        CancellationToken token
    )
    {
        await using var session = await database.OpenAsync(token);
        await HistoryCheck.RequireAsync(session, catalog, options, TimeProvider.System, isDryRun: true, token);
    }

    private static string Text(
        DatabaseSystem system,
        MigrationCatalog catalog,
        Database database,
        bool wasDropped,
        ProvisioningResult result,
        DatabaseSummary summary
    )
    {
        var container = database.HasOwnSchema ? "schema" : "database";
        var made = new List<string>();
        if (wasDropped)
        {
            made.Add($"{container} dropped");
        }

        if (result.IsCreated || wasDropped)
        {
            made.Add($"{container} created");
        }

        if (result.Plan.Versions.Any())
        {
            made.Add(Format.Count(result.Plan.Versions.Count(), "migration", "applied"));
        }

        if (result.Plan.AcceptedEdits is { Count: > 0 } edits)
        {
            made.Add(Format.Count(edits.Count, "edit", "accepted"));
        }

        made.AddRange(
            result.Seeded.Select(seed =>
                $"{seed.Seeder}: {Format.Count(seed.Tables.Sum(table => table.Added), "row", "added")}"
            )
        );
        var done = result.HasChanged || wasDropped ? string.Join(", ", made) : "nothing to do, everything is there";
        return $"{summary.ToText()}\n\n{system.Title} in {summary.Location}: {done}; the database is at "
            + $"{Format.Version(summary.Version)}{Format.Unknown(result.Plan, catalog)}.";
    }

    private static JsonObject Json(
        DatabaseSystem system,
        bool wasDropped,
        IReadOnlyList<DataLoss> losses,
        ProvisioningResult result,
        DatabaseSummary summary,
        JsonObject? roles
    )
    {
        var json = summary.ToJson();
        json.Insert(0, "system", system.Name);
        json["dropped"] = wasDropped;
        json["lost"] = Format.Lost(losses);
        json["created"] = result.IsCreated || wasDropped;
        json["changed"] = result.HasChanged || wasDropped;
        json["steps"] = Format.Steps(result.Plan.Steps);
        json["accepted_edits"] = Format.Accepted(result.Plan.AcceptedEdits);
        json["seeded"] = new JsonArray([.. result.Seeded.Select(Format.Seeded)]);
        if (roles is not null)
        {
            json["roles"] = roles;
        }

        return json;
    }
}
