using Provisioning.Backup.Format;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores.Directories;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Backup;

/// <summary>Damage of every kind to every kind of object in a repository.</summary>
public sealed class BackupDamageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["repo.json", "manifest.json", "report.dbk", "packs", "leaves"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_turned_bit_is_found_without_the_key_and_keeps_a_restore_from_beginning(string kind)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        var file = folder.Path(
            "repository",
            folder.Files().First(name => name.Contains(kind, StringComparison.Ordinal))
        );
        var whole = await File.ReadAllBytesAsync(file, Token);
        var random = new Random(1);

        for (var round = 0; round < (Ladder.IsFull ? 1000 : 100); round++)
        {
            var damaged = whole.ToArray();
            var bit = random.Next(whole.Length * 8);
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(file, damaged, Token);
            Assert.True(
                await IsFoundAsync(folder, BackupKeyring.Empty, VerifyLevel.Hash),
                $"bit {bit} of {file} was turned, and level 2 did not see it"
            );
            FaultTable.Add($"B1 a bit turned: {kind}", "found without the key");
        }

        await folder.FailAsync(kind == "repo.json" ? 7 : 3, "backup verify --from @repo");
        await folder.FailAsync(7, "restore --system towow --from @repo --key-file @key --into sqlite:///copy.db");
        Assert.Empty(Directory.GetFiles(folder.Root, "copy.db*"));
        await File.WriteAllBytesAsync(file, whole, Token);
        await folder.SucceedAsync("backup verify --system towow --url @db --from @repo --key-file @key --level 4");
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("report.dbk")]
    [InlineData("packs")]
    [InlineData("leaves")]
    public async Task An_object_that_is_cut_missing_or_longer_is_found(string kind)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        var file = folder.Path(
            "repository",
            folder.Files().First(name => name.Contains(kind, StringComparison.Ordinal))
        );
        var whole = await File.ReadAllBytesAsync(file, Token);

        foreach (var bytes in new[] { whole[..^1], [.. whole, 0], whole[..(whole.Length / 2)], [] })
        {
            await File.WriteAllBytesAsync(file, bytes, Token);
            Assert.True(
                await IsFoundAsync(folder, BackupKeyring.Empty, VerifyLevel.Presence),
                $"{whole.Length} bytes became {bytes.Length} and level 1 did not see it"
            );
        }

        File.Delete(file);
        Assert.True(
            await IsFoundAsync(folder, BackupKeyring.Empty, VerifyLevel.Presence),
            "it was deleted and level 1 did not see it"
        );
    }

    [Fact]
    public async Task A_store_that_gives_another_sets_object_is_found_by_its_hash()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        var reports = folder
            .Files()
            .Where(name => name.EndsWith("report.dbk", StringComparison.Ordinal))
            .Select(name => folder.Path("repository", name))
            .ToList();
        // Each has the other's, as of sets made in one second the names don't say which one a restore takes.
        var first = await File.ReadAllBytesAsync(reports[0], Token);
        File.Copy(reports[1], reports[0], overwrite: true);
        await File.WriteAllBytesAsync(reports[1], first, Token);

        await folder.FailAsync(3, "backup verify --from @repo --level 2");
        await folder.FailAsync(7, "restore --system towow --from @repo --key-file @key --into sqlite:///copy.db");
    }

    [Fact]
    public async Task A_set_that_was_taken_away_is_missed_and_one_that_was_pruned_is_not()
    {
        await using var folder = await BackupFolder.CreateAsync();
        for (var i = 0; i < 3; i++)
        {
            await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        }

        await folder.SucceedAsync("backup prune --from @repo --key-file @key --keep-last 2 --apply");
        await folder.SucceedAsync("backup list --from @repo");
        // Of sets that were made in one second the names say nothing of their order.
        var second = folder
            .Files()
            .Where(name => name.EndsWith("manifest.json", StringComparison.Ordinal))
            .Single(name =>
                BackupManifest
                    .Parse(
                        File.ReadAllBytes(folder.Path("repository", name)),
                        Path.GetFileName(Path.GetDirectoryName(name))!,
                        "it"
                    )
                    .Sequence == 2
            );
        Directory.Delete(Path.GetDirectoryName(folder.Path("repository", second))!, recursive: true);

        Assert.Contains(
            "number 2 is missing",
            await folder.FailAsync(3, "backup list --from @repo"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "number 2 is missing",
            await folder.FailAsync(3, "backup verify --from @repo --level 0"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_manifest_that_was_written_without_the_key_is_refused()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        var name = folder.Path(
            "repository",
            folder.Files().First(file => file.EndsWith("manifest.json", StringComparison.Ordinal))
        );
        var manifest = BackupManifest.Parse(
            await File.ReadAllBytesAsync(name, Token),
            Path.GetFileName(Path.GetDirectoryName(name)!),
            "it"
        );

        // Whole by its own hash, signed with another key under the name of the right one.
        var forged = (manifest with { SchemaVersion = 1, Mac = new string('0', 64), Check = null });
        await File.WriteAllBytesAsync(name, Resign(forged), Token);
        Assert.False(await IsFoundAsync(folder, BackupKeyring.Empty, VerifyLevel.Hash));
        Assert.Contains(
            "not made with its key",
            await folder.FailAsync(3, "backup verify --system towow --url @db --from @repo --key-file @key --level 3"),
            StringComparison.Ordinal
        );
        await folder.FailAsync(7, "restore --system towow --from @repo --key-file @key --into sqlite:///copy.db");

        // Declared as not encrypted, in a repository where everything is.
        await File.WriteAllBytesAsync(name, Resign(manifest with { Key = null, Mac = null, Check = null }), Token);
        Assert.Contains(
            "made without the key",
            await folder.FailAsync(7, "restore --system towow --from @repo --key-file @key --into sqlite:///copy.db"),
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFiles(folder.Root, "copy.db*"));
    }

    [Fact]
    public async Task Another_key_is_no_damage_and_both_are_named()
    {
        await using var folder = await BackupFolder.CreateAsync();
        var other = BackupKey.Generate();
        other.Save(folder.Path("other.key"));
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");

        var said = await folder.FailAsync(
            6,
            "restore --system towow --from @repo --key-file other.key --into sqlite:///copy.db"
        );
        await folder.FailAsync(6, "backup verify --system towow --url @db --from @repo --key-file other.key --level 3");
        await folder.FailAsync(6, "backup verify --system towow --url @db --from @repo --level 3");

        Assert.Contains(other.Id, said, StringComparison.Ordinal);
        Assert.Contains(BackupKey.Load(folder.KeyFile).Id, said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Root, "copy.db*"));
        // Hashes need no key, so that a machine without it can look after the store.
        await folder.SucceedAsync("backup verify --from @repo --level 2");
    }

    private static byte[] Resign(BackupManifest manifest)
    {
        var bare = RepositoryJson.Write(manifest, RepositoryJson.Default.BackupManifest);
        return RepositoryJson.Write(
            manifest with
            {
                Check = RepositoryJson.Hash(bare),
            },
            RepositoryJson.Default.BackupManifest
        );
    }

    // As `backup verify` does it, within this process: the executable takes a tenth of a second to start.
    private static async Task<bool> IsFoundAsync(BackupFolder folder, BackupKeyring keys, VerifyLevel level)
    {
        try
        {
            var repository = await BackupRepository.OpenAsync(new DirectoryStore(folder.Repository), keys, Token);
            var sets = await repository.ListAsync(Token);
            var found = await BackupVerification.ListAsync(repository, sets, Token);
            var verification = new BackupVerification(repository, engine: null, check: null, TimeProvider.System);
            var isFound = found.Count > 0;
            foreach (var manifest in sets.Select(set => set.Manifest).OfType<BackupManifest>())
            {
                isFound |= !(await verification.RunAsync(manifest, level, Token)).IsWhole;
            }

            return isFound;
        }
        catch (BackupDamagedException)
        {
            return true;
        }
    }
}
