using System.Text.RegularExpressions;
using Provisioning.Backup.Repository;
using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>What somebody without the key can write into a repository.</summary>
internal static partial class ForgedSets
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The files of the manifests, the oldest first: by their numbers, because several sets may be made in
    /// one second.</summary>
    public static IReadOnlyList<string> Manifests(BackupFolder folder) =>
        [
            .. Directory
                .GetFiles(folder.Repository, "manifest.json", SearchOption.AllDirectories)
                .OrderBy(file => Number().Match(File.ReadAllText(file)).Groups["number"].Value.Length)
                .ThenBy(file => Number().Match(File.ReadAllText(file)).Groups["number"].Value, StringComparer.Ordinal),
        ];

    /// <summary>Reads a manifest.</summary>
    public static async Task<BackupManifest> ReadAsync(string file) =>
        RepositoryJson.Read(await File.ReadAllBytesAsync(file, Token), RepositoryJson.Default.BackupManifest, file);

    /// <summary>Writes a manifest with its plain checksum in order.</summary>
    public static async Task WriteAsync(string file, BackupManifest manifest)
    {
        var bare = manifest with { Check = null };
        var check = RepositoryJson.Hash(RepositoryJson.Write(bare, RepositoryJson.Default.BackupManifest));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(
            file,
            RepositoryJson.Write(bare with { Check = check }, RepositoryJson.Default.BackupManifest),
            Token
        );
    }

    /// <summary>A set that is a copy of the last one's manifest, with changes. Returns its id.</summary>
    public static async Task<string> AddAsync(BackupFolder folder, Func<BackupManifest, BackupManifest> change)
    {
        var last = await ReadAsync(Manifests(folder)[^1]);
        var id = $"20991231T235959Z-{Guid.NewGuid():N}";
        var forged = change(last) with { Id = id };
        forged = forged with
        {
            Mac = forged.Key is null ? null : new string('0', 64),
            Objects =
            [
                .. forged.Objects.Select(item =>
                    item with
                    {
                        Name = item.Name.Replace(last.Id, id, StringComparison.Ordinal),
                    }
                ),
            ],
        };
        await WriteAsync(folder.Path("repository", "sets", id, "manifest.json"), forged);
        return id;
    }

    [GeneratedRegex("\"sequence\": (?<number>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
