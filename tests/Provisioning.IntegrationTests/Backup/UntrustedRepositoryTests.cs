using System.Diagnostics;
using Provisioning.Backup.Repository;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>A repository that somebody without the key can write to.</summary>
public sealed class UntrustedRepositoryTests
{
    private const string Create = "backup create --system towow --url @db --to @repo --key-file @key";
    private const string Verify = "backup verify --system towow --url @db --from @repo --key-file @key";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_set_that_was_made_without_the_key_decides_nothing(bool isPlain)
    {
        await using var folder = await PreparedAsync(sets: 2);
        var forged = await ForgedSets.AddAsync(folder, manifest =>
            (isPlain ? manifest with { Key = null } : manifest) with
            {
                Sequence = 1000,
            }
        );

        await folder.SucceedAsync("backup prune --from @repo --key-file @key --keep-last 2 --apply");
        await folder.SucceedAsync("backup gc --from @repo --key-file @key");
        Assert.Equal(3, ForgedSets.Manifests(folder).Count);
        var list = await folder.FailAsync(3, "backup list --from @repo --key-file @key");
        Assert.Contains(forged, list, StringComparison.Ordinal);
        Assert.Contains(isPlain ? "made without the key" : "not made with its key", list, StringComparison.Ordinal);
        Assert.Contains(forged, await folder.FailAsync(3, Verify), StringComparison.Ordinal);
        var made = await folder.JsonAsync($"{Create} --incremental");
        Assert.Equal(4, (long?)made["number"]);
        await folder.FailAsync(
            7,
            $"restore --system towow --from @repo --key-file @key --set {forged} --into sqlite:///x"
        );
        await folder.FailAsync(3, "backup drill --system towow --url @db --from @repo --key-file @key");
        await folder.SucceedAsync(
            $"restore --system towow --from @repo --key-file @key --set {made["set"]} --into sqlite:///copy.db"
        );
    }

    [Theory]
    [InlineData(1_000_000_000_000, false)]
    [InlineData(long.MaxValue, false)]
    [InlineData(long.MaxValue, true)]
    public async Task A_number_that_jumps_is_reported_as_a_range_and_the_next_set_is_numbered_as_before(
        long number,
        bool isPlain
    )
    {
        var key = isPlain ? "" : " --key-file @key";
        await using var folder = await BackupFolder.CreateAsync();
        var create = $"backup create --system towow --url @db --to @repo{key}";
        await folder.SucceedAsync(create);
        // Without the key at hand nobody knows that it is forged.
        await ForgedSets.AddAsync(folder, manifest => manifest with { Sequence = number });

        var start = Stopwatch.GetTimestamp();
        var said = await folder.FailAsync(3, "backup verify --from @repo --level 0");
        Assert.Contains($"number 2 to {number - 1}, are missing", said, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.Equal(3, (long?)(await folder.JsonAsync(create))["number"]);
        if (isPlain)
        {
            await folder.SucceedAsync("backup prune --from @repo --keep-last 2 --apply");
            Assert.Equal(3, ForgedSets.Manifests(folder).Count);
        }
    }

    [Fact]
    public async Task A_key_that_is_given_is_used_at_every_level_and_without_one_it_says_what_was_not_checked()
    {
        await using var folder = await PreparedAsync(sets: 1);
        var other = folder.Path("other.key");
        Provisioning.Backup.Format.BackupKey.Generate().Save(other);
        for (var level = 0; level <= 2; level += 2)
        {
            await folder.FailAsync(6, $"backup verify --from @repo --key-file {other} --level {level}");
        }

        await folder.FailAsync(6, $"backup list --from @repo --key-file {other}");
        await folder.FailAsync(6, $"backup prune --from @repo --key-file {other} --keep-last 1 --apply");
        await folder.FailAsync(6, $"backup gc --from @repo --key-file {other}");

        // An object and what the manifest says of it, changed together.
        var file = ForgedSets.Manifests(folder)[0];
        var manifest = await ForgedSets.ReadAsync(file);
        var pack = manifest.Objects.First(item => item.Name.StartsWith("packs/", StringComparison.Ordinal));
        var path = folder.Path("repository", pack.Name);
        var bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Token);
        await ForgedSets.WriteAsync(
            file,
            manifest with
            {
                Objects =
                [
                    .. manifest.Objects.Select(item =>
                        item == pack ? item with { Sha256 = RepositoryJson.Hash(bytes) } : item
                    ),
                ],
            }
        );

        Assert.Contains(
            "No key was given: whether the sets were made with it was not checked.",
            await folder.SucceedAsync("backup verify --from @repo"),
            StringComparison.Ordinal
        );
        Assert.Contains("not made with its key", await folder.FailAsync(3, Verify), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newest_set_that_was_taken_away_is_missed()
    {
        await using var folder = await PreparedAsync(sets: 3);
        var gone = ForgedSets.Manifests(folder)[^1];
        Directory.Delete(Path.GetDirectoryName(gone)!, recursive: true);

        foreach (
            var line in (string[])
                [
                    "backup list --from @repo",
                    "backup verify --from @repo --level 0",
                    Verify,
                    "backup drill --system towow --url @db --from @repo --key-file @key",
                ]
        )
        {
            Assert.Contains("Set number 3 is missing", await folder.FailAsync(3, line), StringComparison.Ordinal);
        }

        Assert.Equal(4, (long?)(await folder.JsonAsync(Create))["number"]);
    }

    [Fact]
    public async Task A_repository_that_was_encrypted_stays_so_whatever_its_unsigned_document_says()
    {
        await using var folder = await PreparedAsync(sets: 1);
        var document = folder.Path("repository", "repo.json");
        var before = await File.ReadAllBytesAsync(document, Token);
        var info = RepositoryInfo.Parse(before, document) with { IsEncrypted = false };
        await File.WriteAllBytesAsync(document, info.ToBytes(), Token);
        var forged = await ForgedSets.AddAsync(folder, manifest => manifest with { Key = null, Sequence = 2 });

        await folder.FailAsync(1, "backup create --system towow --url @db --to @repo");
        await folder.FailAsync(7, $"restore --system towow --from @repo --set {forged} --into sqlite:///copy.db");
        await folder.FailAsync(
            7,
            $"restore --system towow --from @repo --key-file @key --set {forged} --into sqlite:///copy.db"
        );
        Assert.Contains("it was changed", await folder.FailAsync(3, Verify), StringComparison.Ordinal);
        Assert.Contains("sealed with key", await folder.SucceedAsync(Create), StringComparison.Ordinal);
        Directory.Delete(folder.Path("repository", "sets", forged), recursive: true);
        await folder.SucceedAsync("backup repair --from @repo --key-file @key");
        Assert.Equal(before, await File.ReadAllBytesAsync(document, Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_document_is_reported_and_written_again_and_nothing_is_begun_over_the_sets(bool isDamaged)
    {
        await using var folder = await PreparedAsync(sets: 2);
        var document = folder.Path("repository", "repo.json");
        File.Delete(document);
        if (isDamaged)
        {
            await File.WriteAllTextAsync(document, "{}\n", Token);
        }

        foreach (var line in (string[])[Create, "backup list --from @repo", Verify])
        {
            Assert.Contains("backup repair", await folder.FailAsync(7, line), StringComparison.Ordinal);
        }

        await folder.FailAsync(1, "backup repair --from @repo");
        await folder.SucceedAsync("backup repair --from @repo --key-file @key");
        await folder.SucceedAsync(Create);
        await folder.SucceedAsync($"{Verify} --level 4");
        Assert.Contains(
            "Nothing was changed",
            await folder.SucceedAsync("backup repair --from @repo --key-file @key"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_missing_object_is_damage()
    {
        await using var folder = await PreparedAsync(sets: 1);
        File.Delete(Directory.GetFiles(folder.Repository, "report.dbk", SearchOption.AllDirectories).Single());

        var said = await folder.FailAsync(
            7,
            "restore --system towow --from @repo --key-file @key --into sqlite:///copy.db"
        );

        Assert.Contains("is missing from", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_in_the_store_is_named_and_waited_for_by_no_command()
    {
        await using var folder = await PreparedAsync(sets: 1);
        var manifest = ForgedSets.Manifests(folder)[0];
        var pipe = Path.Combine(Path.GetDirectoryName(manifest)!, "pipe.dbk");
        using (var made = Process.Start("mkfifo", [pipe]))
        {
            await made.WaitForExitAsync(Token);
        }

        foreach (
            var line in (string[])
                [
                    "backup list --from @repo",
                    Verify,
                    Create,
                    "backup gc --from @repo --key-file @key",
                    "restore --system towow --from @repo --key-file @key --into sqlite:///copy.db",
                ]
        )
        {
            Assert.Contains("a pipe", await folder.FailAsync(1, line), StringComparison.Ordinal);
        }

        File.Delete(pipe);
        File.Delete(manifest);
        using (var made = Process.Start("mkfifo", [manifest]))
        {
            await made.WaitForExitAsync(Token);
        }

        await folder.FailAsync(1, "backup list --from @repo");
    }

    private static async Task<BackupFolder> PreparedAsync(int sets)
    {
        var folder = await BackupFolder.CreateAsync();
        for (var made = 0; made < sets; made++)
        {
            await folder.SucceedAsync(Create);
        }

        return folder;
    }
}
