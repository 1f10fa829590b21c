using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands.Backup;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary>What up, down and redo have in common: everything but the target.</summary>
internal sealed class MigrateRun
{
    private readonly TargetOptions _target;
    private readonly MigrationOptions _migrations;
    private readonly RunOptions _run;
    private readonly HookOptions _hooks;
    private readonly Confirmation? _confirmation;
    private readonly DryRun _dryRun;
    private readonly Report _report;

    /// <summary>Gives a command the options of all three.</summary>
    /// <param name="command">The command.</param>
    /// <param name="losesData">Whether it can lose data, and so asks.</param>
    public MigrateRun(CommandLineApplication command, bool losesData)
    {
        _target = new(command);
        _migrations = new(command);
        _run = new(command);
        _hooks = new(command, _target);
        _confirmation = losesData ? new(command) : null;
        _dryRun = new(command);
        _report = new(command);
    }

    /// <summary>Takes the database to the target and reports its version.</summary>
    /// <param name="target">The version to go to.</param>
    /// <param name="backUp">Backs the database up before anything is changed, and returns how to go back; null for
    /// none.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <param name="planFile">A plan that was kept, which alone may be applied; null for whatever is pending.</param>
    public async Task<int> RunAsync(
        MigrationTarget target,
        Func<TargetOptions, Task<RestorePoint?>>? backUp,
        CancellationToken token,
        string? planFile = null
    )
    {
        _ = _report.IsJson;
        var (system, database) = (_target.System, _target.Database);
        var catalog = _migrations.Of(system);
        var options = _run.Value with { Hooks = _hooks.Of(system, database) };
        if (planFile is not null)
        {
            target = await RequireAsync(planFile, system, new(catalog, database, options), database, token);
        }

        if (_dryRun.IsAsked)
        {
            return await DryRun.ShowAsync(
                system,
                catalog,
                database,
                target,
                [],
                [],
                options,
                isFresh: false,
                _report,
                token
            );
        }

        if (_confirmation is not null || backUp is not null)
        {
            await CheckAsync(catalog, database, target, options, token);
        }

        var back = backUp is null ? null : await backUp(_target);
        await using var session = await OpenAsync(database, target, token);
        var losses = _confirmation is null ? [] : await DataLossCheck.FindAsync(session, catalog, target, token);
        if (losses.Count > 0)
        {
            await _confirmation!.RequireAsync(database, Format.Losses(losses), token);
        }

        var plan = await RunProgress.WatchAsync(progress =>
            new MigrationRunner(catalog, options, TimeProvider.System, progress).RunAsync(session, target, token)
        );
        var done = Done(plan);
        await _report.WriteAsync(
            () =>
                new()
                {
                    ["system"] = system.Name,
                    ["database"] = database.Location,
                    ["from"] = plan.From,
                    ["version"] = plan.To,
                    ["steps"] = Format.Steps(plan.Steps),
                    ["lost"] = Format.Lost(losses),
                    ["unknown"] = new JsonArray([.. plan.Unknown.Select(version => JsonValue.Create(version))]),
                    ["out_of_order"] = Format.Steps(plan.OutOfOrder),
                    ["accepted_edits"] = Format.Accepted(plan.AcceptedEdits),
                    ["way_back"] = back?.Command,
                    ["way_back_lacks_password"] = back is null ? null : FollowUp.LacksPassword(back.Command),
                    ["backup_encrypted"] = back?.IsEncrypted,
                },
            () =>
                $"{(done.Length == 0 ? "Nothing to do" : string.Join(", ", done))}; {database.Location} is at "
                + $"{Format.Version(plan.To)}{Format.Unknown(plan, catalog)}."
                + (back is null ? "" : $"\nTo go back: {back.Command}{back.Warning}"),
            token,
            isSummary: true
        );
        return ExitCode.Done;
    }

    private static string[] Done(MigrationPlan plan)
    {
        var up = plan.Versions.Count(step => step.Direction is Direction.Up);
        var down = plan.Versions.Count() - up;
        return
        [
            .. new (int Count, string Noun, string Participle)[]
            {
                (down, "migration", "rolled back"),
                (up, "migration", "applied"),
                (plan.AcceptedEdits.Count, "edit", "accepted"),
            }
                .Where(part => part.Count > 0)
                .Select(part => Format.Count(part.Count, part.Noun, part.Participle)),
        ];
    }

    // The target of the plan, where everything is as it was when it was made.
    private static async Task<MigrationTarget> RequireAsync(
        string path,
        DatabaseSystem system,
        PlanReview review,
        Database database,
        CancellationToken token
    )
    {
        var plan = PlanFile.Read(path);
        if (plan.System != system.Name)
        {
            throw new UsageException($"The plan {path} is of the system {plan.System}, not of {system.Name}.");
        }

        var target = new MigrationTarget.Up(plan.Target);
        plan.Require(path, await review.StateAsync(target, token), database.Location);
        return target;
    }

    // Before the question, and before a backup is made for nothing. The run itself checks as well.
    private static async Task CheckAsync(
        MigrationCatalog catalog,
        Database database,
        MigrationTarget target,
        RunnerOptions options,
        CancellationToken token
    )
    {
        if (database.IsCreatedOnFirstUse && !await database.ExistsAsync(token))
        {
            return;
        }

        await using var session = await database.OpenAsync(token);
        await new MigrationRunner(catalog, options, TimeProvider.System).PlanAsync(session, target, token);
    }

    private static async Task<DatabaseSession> OpenAsync(
        Database database,
        MigrationTarget target,
        CancellationToken token
    )
    {
        if (database.IsCreatedOnFirstUse && target is MigrationTarget.Up)
        {
            // Creating a file needs no permission, so up creates it; a database on a server is created by its
            // administrator.
            await database.CreateAsync(token);
        }

        return await database.OpenAsync(token);
    }
}
