using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Ledger;
using Provisioning.Systems;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A backup held in memory: what an engine gave, without the container and the stores.</summary>
internal sealed record Taken(BackupContents Contents, IReadOnlyDictionary<string, byte[]> Bytes)
{
    public BackupParts Parts => new([.. Bytes.Keys], (name, to, token) => to.WriteAsync(Bytes[name], token).AsTask());

    public static SnapshotRequest Request { get; } = new(BackupProfile.Default, new VersionTable());

    public static async Task<Taken> FromAsync(BackupEngine engine, SnapshotRequest request, CancellationToken token)
    {
        await using var snapshot = await engine.SnapshotAsync(request, token);
        var bytes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var part in snapshot.Parts)
        {
            using var to = new MemoryStream();
            await part.CopyToAsync(to, token);
            bytes[part.Name] = to.ToArray();
        }

        return new(await snapshot.ContentsAsync(), bytes);
    }

    /// <summary>Restores into a database apart, and says how what is there parts from what was backed up.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(
        BackupEngine engine,
        SnapshotRequest request,
        Func<Database, Task>? look,
        CancellationToken token
    )
    {
        var apart = engine.Isolated();
        try
        {
            await apart.RestoreAsync(Contents, Parts, token);
            await using var session = await apart.Database.OpenAsync(token);
            await session.BeginSnapshotAsync(token);
            var now = await ContentsReader.ReadAsync(engine.Name, Contents.EngineVersion, 0, session, request, token);
            await (look?.Invoke(apart.Database) ?? Task.CompletedTask);
            await session.RollbackAsync();
            var structure = await StructureComparison.OfAsync(Contents.Structure!, now.Structure!, session, token);
            return
            [
                .. Contents.DifferencesTo(now),
                .. structure.Missing.Concat(structure.Extra).Select(line => line.ToString()),
                .. await apart.CheckAsync(token),
            ];
        }
        finally
        {
            await apart.DropAsync(CancellationToken.None);
        }
    }
}
