using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Ledger;
using Provisioning.Systems;
using Provisioning.Transfer;
using Provisioning.Transfer.Format;
using Provisioning.Transfer.Subsets;

namespace Provisioning.IntegrationTests.Export;

/// <summary>Exports and imports through the library, from and into databases that no migration has made.</summary>
internal static class Exporting
{
    /// <summary>A folder that does not exist yet.</summary>
    public static string NewFolder() => Path.Combine(Path.GetTempPath(), $"provisioning-export-{Guid.NewGuid():N}");

    public static Task<ExportManifest> ExportAsync(
        TestDatabase from,
        string to,
        ExportLayout layout,
        CancellationToken token
    ) => ExportAsync(from, to, layout, subset: null, token);

    public static async Task<ExportManifest> ExportAsync(
        TestDatabase from,
        string to,
        ExportLayout layout,
        SubsetRequest? subset,
        CancellationToken token
    )
    {
        await using var session = await DatabaseUrl.Parse(from.Url).OpenAsync(token);
        return await new Exporter(
            session,
            new ExportRequest(BackupProfile.Default, new VersionTable()) { Subset = subset },
            TimeProvider.System
        ).RunAsync("test", layout, to, token);
    }

    public static async Task<ExportManifest> ForecastAsync(
        TestDatabase from,
        SubsetRequest? subset,
        CancellationToken token
    )
    {
        await using var session = await DatabaseUrl.Parse(from.Url).OpenAsync(token);
        return await new Exporter(
            session,
            new ExportRequest(BackupProfile.Default, new VersionTable()) { Subset = subset },
            TimeProvider.System
        ).ForecastAsync("test", token);
    }

    public static async Task<ExportManifest> ImportAsync(
        TestDatabase into,
        string from,
        CancellationToken token,
        bool replaces = false
    )
    {
        await using var session = await DatabaseUrl.Parse(into.Url).OpenAsync(token);
        return await new Importer(session, new VersionTable(), from).RunAsync(replaces, isDryRun: false, token);
    }

    public static void Delete(params string[] folders)
    {
        foreach (var folder in folders.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
