using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Backup;

/// <summary>A repository that somebody made to do harm. It is not encrypted, so that its hashes are in order.</summary>
public sealed class HostileRepositoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names =>
        [
            "../../outside.dbk",
            "/etc/passwd",
            "sets/../../outside",
            "packs/../repo.json",
            "sets/other/report.dbk",
            "packs//x",
            "packs/.hidden",
            "packs/a\0b",
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_object_with_a_name_that_leads_elsewhere_is_refused(string name)
    {
        await using var folder = await PreparedAsync();
        await RewriteAsync(folder, manifest =>
            manifest with
            {
                Objects = [.. manifest.Objects, new(name, 1, new string('0', 64))],
            }
        );

        await RefusedAsync(folder);
    }

    [Fact]
    public async Task Numbers_that_cannot_be_are_refused()
    {
        await using var folder = await PreparedAsync();

        await RewriteAsync(folder, manifest =>
            manifest with
            {
                Objects = [.. manifest.Objects.Select(item => item with { Bytes = -1 })],
            }
        );
        await RefusedAsync(folder);
        await RewriteAsync(folder, manifest => manifest with { Sequence = -5 });
        await RefusedAsync(folder);
    }

    [Fact]
    public async Task A_manifest_of_a_gigabyte_and_one_that_is_nested_without_end_are_refused_soon()
    {
        await using var folder = await PreparedAsync();
        var manifest = ManifestOf(folder);
        await using (var file = File.OpenWrite(manifest))
        {
            file.SetLength(1L << 30);
        }

        await RefusedAsync(folder);
        await File.WriteAllTextAsync(manifest, string.Concat(Enumerable.Repeat("{\"a\":", 1_000_000)), Token);
        await RefusedAsync(folder);
        await File.WriteAllTextAsync(manifest, "[" + new string('[', 10_000_000), Token);
        await RefusedAsync(folder);
    }

    [Fact]
    public async Task A_report_that_unpacks_to_gigabytes_is_refused_soon()
    {
        await using var folder = await PreparedAsync();
        using var bomb = new MemoryStream();
        await using (
            var writer = await ContainerWriter.BeginAsync(bomb, key: null, isCompressed: true, salt: null, Token)
        )
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 512; i++)
            {
                await writer.Payload.WriteAsync(zeros, Token);
            }

            await writer.FinishAsync(Token);
        }

        await ReplaceReportAsync(folder, bomb.ToArray());

        await RefusedAsync(folder);
    }

    [Fact]
    public async Task Lists_of_pages_in_another_order_are_found_without_a_restore()
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync(
            "CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) "
                + "SELECT randomblob(1000) AS bytes FROM n"
        );
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        var repository = await BackupRepository.OpenAsync(
            new Provisioning.Backup.Stores.Directories.DirectoryStore(folder.Repository),
            BackupKeyring.Empty,
            Token
        );
        var report = await repository.ReadReportAsync((await repository.ListAsync(Token))[0].Manifest!, Token);
        var (part, bytes) = (report.Parts[0], new MemoryStream());
        await using (
            var writer = await ContainerWriter.BeginAsync(bytes, key: null, isCompressed: true, salt: null, Token)
        )
        {
            var swapped = report with
            {
                Parts = [part with { Leaves = [part.Leaves![1], part.Leaves[0], .. part.Leaves.Skip(2)] }],
            };
            await writer.Payload.WriteAsync(RepositoryJson.Write(swapped, RepositoryJson.Default.SealedReport), Token);
            await writer.FinishAsync(Token);
        }

        await ReplaceReportAsync(folder, bytes.ToArray());

        await folder.SucceedAsync("backup verify --from @repo");
        Assert.Contains(
            "not in their order",
            await folder.FailAsync(3, "backup verify --system towow --url @db --from @repo --level 3"),
            StringComparison.Ordinal
        );
        await RefusedAsync(folder);
    }

    [Fact]
    public async Task A_symbolic_link_in_the_repository_is_not_followed()
    {
        await using var folder = await PreparedAsync();
        var report = Path.Combine(Path.GetDirectoryName(ManifestOf(folder))!, "report.dbk");
        File.Move(report, folder.Path("elsewhere"));
        File.CreateSymbolicLink(report, folder.Path("elsewhere"));

        var run = await folder.RunAsync("restore --system towow --from @repo --into sqlite:///copy.db");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("symbolic link", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null\n")]
    [InlineData("{}\n")]
    [InlineData("not json")]
    [InlineData("{\"objects\":[null]}\n")]
    public async Task A_manifest_that_is_none_is_refused_and_reported(string text)
    {
        await using var folder = await PreparedAsync();
        await File.WriteAllTextAsync(ManifestOf(folder), text, Token);

        await RefusedAsync(folder);
        await folder.FailAsync(3, "backup list --from @repo");
    }

    private static async Task<BackupFolder> PreparedAsync()
    {
        var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
        return folder;
    }

    private static async Task ReplaceReportAsync(BackupFolder folder, byte[] bytes)
    {
        await File.WriteAllBytesAsync(
            Path.Combine(Path.GetDirectoryName(ManifestOf(folder))!, "report.dbk"),
            bytes,
            Token
        );
        await RewriteAsync(folder, manifest =>
            manifest with
            {
                Objects =
                [
                    .. manifest.Objects.Select(item =>
                        item.Name.EndsWith("report.dbk", StringComparison.Ordinal)
                            ? item with
                            {
                                Bytes = bytes.Length,
                                Sha256 = RepositoryJson.Hash(bytes),
                            }
                            : item
                    ),
                ],
            }
        );
    }

    private static string ManifestOf(BackupFolder folder) =>
        Directory.GetFiles(folder.Repository, "manifest.json", SearchOption.AllDirectories).Single();

    private static async Task RewriteAsync(BackupFolder folder, Func<BackupManifest, BackupManifest> change)
    {
        var file = ManifestOf(folder);
        var manifest = RepositoryJson.Read(
            await File.ReadAllBytesAsync(file, Token),
            RepositoryJson.Default.BackupManifest,
            file
        );
        var bare = change(manifest) with { Check = null };
        await File.WriteAllBytesAsync(
            file,
            RepositoryJson.Write(
                bare with
                {
                    Check = RepositoryJson.Hash(RepositoryJson.Write(bare, RepositoryJson.Default.BackupManifest)),
                },
                RepositoryJson.Default.BackupManifest
            ),
            Token
        );
    }

    // With 256 MB for all that .NET allocates, and nothing written anywhere.
    private static async Task RefusedAsync(BackupFolder folder)
    {
        var before = Directory.GetFileSystemEntries(folder.Root);
        var run = await folder.RunAsync(
            "restore --system towow --from @repo --into sqlite:///copy.db --set 2",
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = "0x10000000" }
        );

        Assert.True(run.ExitCode == 7, $"{run.ExitCode}: {run.Errors}{run.Output}");
        Assert.DoesNotContain("defect", run.Errors, StringComparison.Ordinal);
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(folder.Root).Order());
    }
}
