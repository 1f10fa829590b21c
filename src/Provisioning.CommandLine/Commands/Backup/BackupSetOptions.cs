using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.PostgreSql.PointInTime;
using Provisioning.Backup.Repository;
using Provisioning.CommandLine.Commands.Pitr;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary>The options that say which set is restored.</summary>
internal sealed class BackupSetOptions(CommandLineApplication command)
{
    private readonly CommandOption _set = command.Value(
        "--set <ID>",
        "The beginning of its id, or latest. Default: latest."
    );
    private readonly CommandOption _moment = command.Value(
        "--to-time <TIME>",
        "The newest set from that moment or before it, with its distance from UTC: 2026-01-31 12:00:00+00."
    );

    /// <summary>Whether one was asked for.</summary>
    public bool IsGiven => _set.HasValue() || _moment.HasValue();

    private DateTimeOffset? Moment => _moment.Value() is { } text ? PitrRestoreCommand.Moment(text, "--to-time") : null;

    /// <summary>The set of the system.</summary>
    /// <exception cref="UsageException">Both options were given, the set is another system's, or there are copies of a
    /// server where backups are looked for.</exception>
    public async Task<BackupManifest> FindAsync(
        RepositoryOptions options,
        DatabaseSystem system,
        CancellationToken token
    )
    {
        var moment = Moment;
        if (moment is not null && _set.HasValue())
        {
            throw new UsageException("Give --set or --to-time, not both.");
        }

        var place = options.Store.Location;
        if (PitrRestore.CanFrom(place))
        {
            var time = moment is { } asked ? $" --time \"{Text(asked)}\"" : "";
            throw new UsageException(
                $"{place} holds no sets, but copies and the log of a whole server. `provision pitr restore --from "
                    + $"{FollowUp.Quote(place)}{time} --to FOLDER` brings that server back, into a folder of its own."
            );
        }

        var repository = await options.OpenAsync(token);
        var manifest = moment is { } latest
            ? await repository.FindSetAsync(latest, system.Name, TimeProvider.System, token)
            : await repository.FindSetAsync(_set.Value() ?? "latest", system.Name, token);
        return manifest.System == system.Name
            ? manifest
            : throw new UsageException(
                $"Set {manifest.Id} is of {manifest.System}, not of {system.Name}. Give --system {manifest.System}."
            );
    }

    /// <summary>Which moment the set is of, and how long before the one that was asked for, as a line; nothing where
    /// none was.</summary>
    public string Line(BackupManifest manifest) =>
        Moment is not { } moment
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"\nIt is of {Text(manifest.Started)}, {Format.Duration(moment - manifest.Started)} before "
                    + $"{Text(moment)}."
            );

    /// <summary>Adds to a report which moment the set is of, and how long before the one that was asked for.</summary>
    public JsonObject Tell(JsonObject report, BackupManifest manifest)
    {
        report["moment"] = manifest.Started;
        report["to_time"] = Moment;
        report["seconds_before"] = Moment is { } moment
            ? Math.Round((moment - manifest.Started).TotalSeconds, 3)
            : null;
        return report;
    }

    private static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
