using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Provisioning.Administration.Health;
using Provisioning.Backup.Format;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores;
using Provisioning.CommandLine.Commands.Backup;

namespace Provisioning.CommandLine.Page.Live;

/// <summary>The backups of a live database, and what drills of them came to. Needs no key.</summary>
internal sealed class LiveBackups(LiveSubject subject, TimeProvider clock)
{
    /// <summary>What <c>provision backup list</c> says of each place, and the documents of <c>provision backup
    /// drill</c>.</summary>
    public async Task<JsonObject> ReadAsync(CancellationToken token)
    {
        var places = new JsonArray();
        foreach (var store in subject.Backups)
        {
            places.Add((JsonNode)await PlaceAsync(store, token));
        }

        return new() { ["places"] = places, ["drills"] = new JsonArray([.. subject.Drills.Select(Drill)]) };
    }

    private async Task<JsonObject> PlaceAsync(BackupStore store, CancellationToken token)
    {
        try
        {
            if (await BackupRepository.FindAsync(store, BackupKeyring.Empty, token) is not { } repository)
            {
                return Refused(store, "There are no backups in it.");
            }

            var sets = await repository.ListAsync(token);
            var found = await BackupVerification.ListAsync(repository, sets, token);
            return new()
            {
                ["place"] = store.Location,
                ["encrypted"] = repository.Info.IsEncrypted,
                ["sets"] = new JsonArray([
                    .. sets.Select(set => set.Manifest)
                        .OfType<BackupManifest>()
                        .Where(manifest => subject.System is null || manifest.System == subject.System.Name)
                        .OrderByDescending(manifest => manifest.Started)
                        .Select(Set),
                ]),
                ["found"] = new JsonArray([.. found.Select(finding => JsonValue.Create(finding.Text))]),
            };
        }
        catch (Exception error) when (error is ProvisioningException or IOException or UnauthorizedAccessException)
        {
            return Refused(store, error.Message);
        }
    }

    private JsonObject Set(BackupManifest manifest)
    {
        var json = BackupListCommand.Json(manifest);
        json["age"] = Amount.Time(clock.GetUtcNow() - manifest.Finished);
        return json;
    }

    private static JsonObject Refused(BackupStore store, string why) =>
        new() { ["place"] = store.Location, ["refused"] = PageText.Masked(why) };

    private static JsonObject Drill(string file)
    {
        try
        {
            var drill = JsonNode.Parse(File.ReadAllText(file)) as JsonObject;
            return drill?["sets"] is JsonArray
                ? new()
                {
                    ["file"] = file,
                    ["ended"] = drill["ended"]?.DeepClone() ?? Written(file),
                    ["sets"] = drill["sets"]!.DeepClone(),
                    ["missed"] = drill["missed"]?.DeepClone(),
                    ["age_hours"] = drill["age_hours"]?.DeepClone(),
                    ["longest_restore_seconds"] = drill["longest_restore_seconds"]?.DeepClone(),
                }
                : new() { ["file"] = file, ["refused"] = "It is no report of `provision backup drill`." };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return new() { ["file"] = file, ["refused"] = error.Message };
        }
    }

    private static string Written(string file) =>
        File.GetLastWriteTimeUtc(file).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
