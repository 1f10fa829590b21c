using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Administration.Health;
using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>How a live database is.</summary>
internal sealed class LiveDoctor(LiveSubject subject, TimeProvider clock)
{
    /// <summary>What <c>provision doctor</c> says.</summary>
    public async Task<JsonObject> ReadAsync(CancellationToken token)
    {
        var newest = new List<DateTimeOffset?>();
        foreach (var store in subject.Backups)
        {
            var repository = await BackupRepository.FindAsync(store, BackupKeyring.Empty, token);
            newest.Add(
                (repository is null ? [] : await repository.ListAsync(token))
                    .Where(set => subject.System is null || set.Manifest?.System == subject.System.Name)
                    .Max(set => set.Manifest?.Finished)
            );
        }

        var options = new DoctorOptions
        {
            IsBackupPlaceKnown = newest.Count > 0,
            NewestBackup = newest.Contains(null) ? null : newest.Min(),
        };
        var report = await new Doctor(subject.Database, subject.System, options, clock).RunAsync(token);
        var json = new DoctorPage(report, subject.System, subject.Database.Location, isProduction: false).Json();
        json["taken"] = clock.GetUtcNow().ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return json;
    }
}
