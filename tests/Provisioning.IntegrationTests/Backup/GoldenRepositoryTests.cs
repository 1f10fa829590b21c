using System.Runtime.CompilerServices;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>Repositories that were made by released versions are restored by this one, for ever. Each folder beside
/// this file has one, and what is in it.</summary>
public sealed class GoldenRepositoryTests
{
    private const string KeyText = "DBKKEY1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8nZNqu";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Versions =>
        [
            .. Directory
                .GetDirectories(Golden())
                .Select(folder => Path.GetFileName(folder)!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_set_of_a_released_version_is_verified_and_restored(string version)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await File.WriteAllTextAsync(folder.KeyFile, KeyText, Token);
        Copy(Path.Combine(Golden(), version, "repository"), folder.Repository);
        var key = version.Contains("plain", StringComparison.Ordinal) ? "" : " --key-file @key";

        await folder.SucceedAsync($"backup verify --system towow --url @db --from @repo{key} --level 4");
        var sets = (await folder.JsonAsync("backup list --from @repo"))["sets"]!.AsArray();

        Assert.Equal(2, sets.Count);
        foreach (var (number, set) in sets.Index())
        {
            await folder.SucceedAsync(
                $"restore --system towow --from @repo{key} --set {set!["set"]} --into sqlite:///{number}.db"
            );
            await using var connection = await folder.OpenAsync(folder.Path($"{number}.db"));
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT group_concat(name, ',') FROM (SELECT name FROM agent_profiles ORDER BY name)";
            Assert.Equal(number == 0 ? "first" : "first,second", await command.ExecuteScalarAsync(Token));
        }
    }

    private static string Golden([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "Golden");

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
