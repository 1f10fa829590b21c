using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>Stores that lack sets which no prune has deleted: copies that are not finished, mounted in part.</summary>
public sealed class MissingSetTests
{
    private const string Collect = "backup gc --from @repo";
    private const string Prune = "backup prune --from @repo --keep-last 1 --apply";

    [Theory]
    [InlineData(Collect, true)]
    [InlineData(Collect, false)]
    [InlineData(Prune, true)]
    [InlineData(Prune, false)]
    public async Task Nothing_that_a_missing_set_may_need_is_deleted_unless_it_is_said_to_be_gone(
        string command,
        bool isNewest
    )
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        await folder.SucceedAsync("seed --system towow --url @db --sample-data");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        await folder.SucceedAsync("seed --system towow --url @db --mock-agents --mock-agents-count 50");
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        var packs = Packs(folder);
        var manifests = Directory
            .GetFiles(folder.Repository, "manifest.json", SearchOption.AllDirectories)
            .OrderBy(file => (long)JsonNode.Parse(File.ReadAllText(file))!["sequence"]!)
            .ToList();
        var lost = isNewest ? manifests[2] : manifests[1];
        File.Move(lost, $"{folder.Root}/manifest.json");

        var left = await folder.SucceedAsync(command);
        var json = JsonNode.Parse(await folder.SucceedAsync($"{Collect} --dry-run --output json"))!;

        Assert.Contains($"Set number {(isNewest ? 3 : 2)} is missing", left, StringComparison.Ordinal);
        Assert.Contains("--ignore-missing", left, StringComparison.Ordinal);
        Assert.Single(json["missing"]!.AsArray());
        Assert.Equal(packs, Packs(folder));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(lost)!, "report.dbk")));

        // Where it comes back, it is whole.
        File.Move($"{folder.Root}/manifest.json", lost);
        await folder.SucceedAsync("backup verify --system towow --from @repo --level 3");

        File.Delete(lost);
        await folder.SucceedAsync($"{command} --ignore-missing");
        Assert.True(Packs(folder).Count < packs.Count);
    }

    [Fact]
    public async Task A_store_whose_manifests_are_all_gone_keeps_its_packs()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        var packs = Packs(folder);
        File.Delete(Directory.GetFiles(folder.Repository, "manifest.json", SearchOption.AllDirectories)[0]);

        await folder.SucceedAsync(Collect);

        Assert.NotEmpty(packs);
        Assert.Equal(packs, Packs(folder));
    }

    private static IReadOnlyList<string> Packs(BackupFolder folder) =>
        [
            .. Directory
                .GetFiles(Path.Combine(folder.Repository, "packs"), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];
}
