using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.IntegrationTests.Support;
using Provisioning.Security.Encryption;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>What reports and drills say.</summary>
public sealed partial class BackupReportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_counts_what_the_database_has_and_its_totals_add_up()
    {
        await using var folder = await BackupFolder.CreateAsync("nova");
        await folder.SucceedAsync("backup create --system nova --url @db --to @repo --key-file @key --tag daily");

        var json = await folder.JsonAsync("backup report --system nova --url @db --from @repo --key-file @key");
        var text = await folder.SucceedAsync("backup report --system nova --url @db --from @repo --key-file @key");
        var markdown = await folder.SucceedAsync(
            "backup report --system nova --url @db --from @repo --key-file @key --markdown"
        );
        var html = await folder.SucceedAsync(
            "backup report --system nova --url @db --from @repo --key-file @key --html"
        );

        var sum = 0L;
        await using var connection = await folder.OpenAsync();
        foreach (var table in json["tables"]!.AsArray())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM \"{table!["name"]}\"";
            Assert.Equal((long)(await command.ExecuteScalarAsync(Token))!, (long)table["rows"]!);
            Assert.True((long)table["bytes"]! > 0);
            sum += (long)table["rows"]!;
        }

        Assert.Equal(sum, (long)json["rows"]!);
        Assert.InRange(sum, 10, long.MaxValue);
        foreach (
            var (page, total) in new[]
            {
                (text, @"^total +([0-9,]+) "),
                (markdown, @"^\| total \| ([0-9,]+) \|"),
                (html, "<tr><td>total</td><td>([0-9,]+)</td>"),
            }
        )
        {
            var printed = Regex.Match(page, total, RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value;
            Assert.Equal(sum, long.Parse(printed, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        }

        Assert.Contains("projects by status", text, StringComparison.Ordinal);
        // Sealed: without its key nobody learns so much as the names of tables.
        Assert.DoesNotContain(
            "projects",
            await File.ReadAllTextAsync(
                Directory.GetFiles(folder.Repository, "manifest.json", SearchOption.AllDirectories)[0],
                Token
            ),
            StringComparison.Ordinal
        );
        await folder.FailAsync(6, "backup report --system nova --url @db --from @repo");
        await folder.FailAsync(
            2,
            "backup report --system nova --url @db --from @repo --key-file @key --markdown --html"
        );
    }

    [Fact]
    public async Task Two_reports_on_the_same_rows_differ_in_times_and_ids_only()
    {
        await using var folder = await BackupFolder.CreateAsync();
        var pages = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            await folder.SucceedAsync("backup create --system towow --url @db --to @repo");
            pages.Add(
                Varying().Replace(await folder.SucceedAsync("backup report --system towow --url @db --from @repo"), "…")
            );
        }

        Assert.Equal(pages[0], pages[1]);
    }

    [Fact]
    public async Task A_drill_restores_a_sample_and_holds_it_against_the_clock()
    {
        await using var folder = await BackupFolder.CreateAsync();
        for (var i = 0; i < 4; i++)
        {
            await folder.SucceedAsync(
                "backup create --system towow --url @db --to @repo --key-file @key --incremental"
            );
        }

        var first = await folder.JsonAsync(
            "backup drill --system towow --url @db --from @repo --key-file @key --sample 2 --seed 7"
        );
        var again = await folder.JsonAsync(
            "backup drill --system towow --url @db --from @repo --key-file @key --sample 2 --seed 7"
        );
        var late = await folder.FailAsync(
            3,
            "backup drill --system towow --url @db --from @repo --key-file @key --rpo-hours 0"
        );

        Assert.Equal(2, first["sets"]!.AsArray().Count);
        Assert.True((bool)first["planted_damage_noticed"]!);
        Assert.Empty(first["missed"]!.AsArray());
        Assert.Equal(
            first["sets"]!.AsArray().Select(set => $"{set!["set"]}"),
            again["sets"]!.AsArray().Select(set => $"{set!["set"]}")
        );
        Assert.Contains("hours old", late, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drill_that_rotates_daily_restores_every_set_each_day()
    {
        await using var folder = await BackupFolder.CreateAsync();
        for (var i = 0; i < 3; i++)
        {
            await folder.SucceedAsync(
                "backup create --system towow --url @db --to @repo --key-file @key --incremental"
            );
        }

        var all = await folder.JsonAsync(
            "backup drill --system towow --url @db --from @repo --key-file @key --rotate 1"
        );
        var some = await folder.JsonAsync(
            "backup drill --system towow --url @db --from @repo --key-file @key --rotate 10000"
        );
        var said = await folder.SucceedAsync(
            "backup drill --system towow --url @db --from @repo --key-file @key --rotate 1"
        );

        var listed = (await folder.JsonAsync("backup list --from @repo"))["sets"]!
            .AsArray()
            .Select(set => $"{set!["set"]}")
            .ToList();
        Assert.Equal(listed, all["sets"]!.AsArray().Select(set => $"{set!["set"]}"));
        Assert.Equal(listed[^1], $"{some["sets"]!.AsArray()[^1]!["set"]}");
        Assert.Equal(1, (int)all["rotate_days"]!);
        Assert.Contains("3 sets restored in a rotation of 1 day:", said, StringComparison.Ordinal);
        await folder.FailAsync(
            2,
            "backup drill --system towow --url @db --from @repo --key-file @key --rotate 1 --sample 2"
        );
        await folder.FailAsync(2, "backup drill --system towow --url @db --from @repo --key-file @key --rotate 0");
    }

    [Fact]
    public async Task A_drill_finds_that_encrypted_values_cannot_be_read_with_the_key_at_hand()
    {
        await using var folder = await BackupFolder.CreateAsync("querygpt");
        var (right, wrong) = (EncryptionKey.Generate(), EncryptionKey.Generate());
        foreach (var (name, key) in new[] { ("right", right), ("wrong", wrong) })
        {
            await File.WriteAllTextAsync(folder.Path(name), key.Export(), Token);
            File.SetUnixFileMode(folder.Path(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await folder.ExecuteAsync(
            $"UPDATE connections SET password_encrypted = '{new FernetCipher(right).Encrypt("secret")}'; UPDATE "
                + $"models SET api_key_encrypted = '{new AesGcmCipher(right).Encrypt("secret")}'"
        );
        await folder.SucceedAsync("backup create --system querygpt --url @db --to @repo --key-file @key");

        await folder.SucceedAsync(
            "backup drill --system querygpt --url @db --from @repo --key-file @key --column-key-file right"
        );
        var said = await folder.FailAsync(
            3,
            "backup drill --system querygpt --url @db --from @repo --key-file @key --column-key-file wrong"
        );

        Assert.Contains("password_encrypted of connections", said, StringComparison.Ordinal);
        Assert.Contains("api_key_encrypted of models", said, StringComparison.Ordinal);
        Assert.DoesNotContain(right.Export(), said, StringComparison.Ordinal);
    }

    [GeneratedRegex("Set: .*|Of the moment: .*|Stored: .*", RegexOptions.None, 1000)]
    private static partial Regex Varying();
}
