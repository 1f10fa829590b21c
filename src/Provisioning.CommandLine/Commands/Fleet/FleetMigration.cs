using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Settings;
using Provisioning.Fleets.Runs;
using Provisioning.Fleets.States;
using Provisioning.Fleets.Targets;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary>What fleet up, fleet down and fleet retry have in common: everything but where they go.</summary>
internal sealed class FleetMigration
{
    private readonly MigrationOptions _migrations;
    private readonly RunOptions _run;
    private readonly HookOptions _hooks;
    private readonly WaveOptions _waves;
    private readonly Confirmation? _confirmation;
    private readonly CommandOption? _yes;
    private readonly CommandOption _dryRun;
    private readonly Report _report;

    /// <summary>Gives a command the options of all three.</summary>
    /// <param name="command">The command.</param>
    /// <param name="losesData">Whether it can lose data, and so asks.</param>
    public FleetMigration(CommandLineApplication command, bool losesData)
    {
        Fleet = new(command);
        _waves = new(command);
        Record = new(command, Fleet);
        _migrations = new(command);
        _run = new(command);
        _hooks = new(command, Fleet.Target);
        _confirmation = losesData ? new(command) : null;
        _yes = losesData ? null : command.Flag("-y|--yes", "Do not ask between waves.");
        _dryRun = command.Flag("--dry-run", "Say what would be done, and do nothing.");
        _report = new(command);
    }

    /// <summary>Which targets.</summary>
    public FleetOptions Fleet { get; }

    /// <summary>Where it is kept what came of them.</summary>
    public RecordOption Record { get; }

    /// <summary>Takes the targets there and reports what came of each.</summary>
    /// <param name="command">The command, for the record.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="only">The names of those that are meant; null for all that were asked for.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task<int> RunAsync(
        string command,
        MigrationTarget to,
        IReadOnlyList<string>? only,
        CancellationToken token
    )
    {
        _ = _report.IsJson;
        var system = Fleet.Target.System;
        var catalog = _migrations.Of(system);
        var options = _waves.Of(_confirmation?.IsGiven ?? _yes!.HasValue()) with
        {
            To = to,
            Parallel = Fleet.AtOnce,
            Runner = target => _run.Value with { Hooks = _hooks.Of(system, target.Database) },
        };
        var targets = await Fleet.FindAsync(token);
        targets = only is null ? targets : Known(targets, only);
        var reader = new FleetReader(catalog, _run.Value, Fleet.AtOnce);
        if (_dryRun.HasValue())
        {
            var page = new FleetStatusPage(await reader.ReadAsync(targets, to, token), system, catalog);
            await _report.WriteAsync(page.Json, page.Plan, token);
            return ExitCode.Done;
        }

        var version = to is MigrationTarget.Up up ? up.Version : (to as MigrationTarget.DownTo)?.Version;
        using var record = FleetRecordWriter.Open(
            Record.Path,
            new(command, system.Name, version),
            TimeProvider.System,
            Secrets.MaskIn
        );
        // Read under the record's lock: no other run of this record changes them any more.
        var status = await reader.ReadAsync(targets, to, token);
        if (_confirmation is not null)
        {
            await ConfirmAsync(status, catalog, to, token);
        }

        var done = await new FleetRunner(catalog, options, TimeProvider.System, new FleetProgress()).RunAsync(
            status,
            record,
            token
        );
        return await WriteAsync(system, done, token);
    }

    private static IReadOnlyList<FleetTarget> Known(IReadOnlyList<FleetTarget> targets, IReadOnlyList<string> only)
    {
        foreach (var gone in only.Except(targets.Select(target => target.Name), StringComparer.Ordinal))
        {
            Terminal.Note($"warning: {gone} is not among the targets any more, and is left out");
        }

        return [.. targets.Where(target => only.Contains(target.Name, StringComparer.Ordinal))];
    }

    private async Task<int> WriteAsync(DatabaseSystem system, FleetRunReport done, CancellationToken token)
    {
        var page = new FleetRunPage(system.Name, done.Outcomes, done.Stopped, done.IsInterrupted);
        await _report.WriteAsync(page.Json, page.Text, CancellationToken.None, isSummary: page.IsFine);
        token.ThrowIfCancellationRequested();
        return page.Code;
    }

    private async Task ConfirmAsync(
        FleetStatus status,
        MigrationCatalog catalog,
        MigrationTarget to,
        CancellationToken token
    )
    {
        var found = await new FleetLosses(catalog, Fleet.AtOnce).FindAsync(status, to, token);
        if (found.Count > 0)
        {
            await _confirmation!.RequireAsync(
                [.. found.Select(target => target.Target.Database)],
                FleetLosses.Sentence(found),
                token
            );
        }
    }
}
