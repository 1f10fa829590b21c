using System.Text.Json;
using Provisioning.IntegrationTests.Support;
using Provisioning.Migrations;
using Xunit;

namespace Provisioning.IntegrationTests.Masking;

/// <summary><c>provision mask</c>, <c>export --mask</c> and <c>restore --mask</c> on the systems that ship.</summary>
public sealed class MaskCommandTests(PostgreSqlServer server) : IDisposable
{
    private const string Person = "ada.lovelace@mail.test";

    private readonly Workplace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Systems => [.. ShippedSystems.All.Select(system => system.Name)];

    public void Dispose() => _work.Dispose();

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Every_column_of_a_shipped_system_has_a_class_and_every_mask_fits_on_both_engines(string system)
    {
        await using var sqlite = await TestDatabase.InitializedAsync(system, Engine.Sqlite, server, Token);
        await using var postgres = await TestDatabase.InitializedAsync(system, Engine.PostgreSql, server, Token);

        await RunAsync(0, "mask", "check", "--system", system);
        await RunAsync(0, "mask", "check", "--system", system, "--url", sqlite.Url);
        await RunAsync(0, "mask", "check", "--system", system, "--url", postgres.Url);
        await RunAsync(0, "lint", "--system", system, "--only", "L91");
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task The_sample_data_of_a_system_is_copied_masked_and_fits_its_migrations(string system)
    {
        await using var from = await SeededAsync(system, Engine.PostgreSql);
        await using var to = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);

        await RunAsync(
            0,
            "mask",
            "apply",
            "--system",
            system,
            "--mask",
            "staging",
            "--url",
            from.Url,
            "--into",
            to.Url
        );

        await RunAsync(0, "check", "--system", system, "--url", to.Url);
        foreach (var table in await from.TablesAsync(Token))
        {
            var count = $"SELECT count(*) FROM \"{table}\"";
            Assert.Equal(await from.RowsAsync(count, Token), await to.RowsAsync(count, Token));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task An_export_and_a_restore_with_the_same_key_have_the_same_pseudonyms_and_no_former_value(
        Engine engine
    )
    {
        await using var database = await WithPersonAsync(engine);
        await using var staging = await TestDatabase.ReserveAsync(engine, server, Token);
        var key = _work.Write("mask.key", "a key that the tests keep for masks");
        string[] mask = ["--mask", "staging", "--mask-key-file", key, "--output", "json"];

        var export = await RunAsync(
            0,
            ["export", "--system", "querygpt", "--url", database.Url, "--to", "rows", .. mask]
        );
        await RunAsync(0, "backup", "create", "--system", "querygpt", "--url", database.Url, "--to", "sets");
        var restore = await RunAsync(
            0,
            ["restore", "--system", "querygpt", "--from", "sets", "--into", staging.Url, .. mask]
        );

        var text = string.Concat(Directory.GetFiles(Path.Combine(_work.Folder, "rows")).Select(File.ReadAllText));
        Assert.DoesNotContain(Person, text, StringComparison.Ordinal);
        var made = Assert.Single((await staging.RowsAsync("SELECT email FROM users ORDER BY email", Token)), email =>
            text.Contains(email, StringComparison.Ordinal) && email.EndsWith("@example.com", StringComparison.Ordinal)
        );
        Assert.Contains(made, text, StringComparison.Ordinal);
        Assert.Equal(
            ["0"],
            await staging.RowsAsync("SELECT count(*) FROM users WHERE hashed_password NOT LIKE '$2b$10$%'", Token)
        );
        Assert.All([export.Output, restore.Output], output =>
        {
            using var document = JsonDocument.Parse(output);
            var report = document.RootElement.GetProperty("mask");
            Assert.Empty(report.GetProperty("scan").GetProperty("leaks").EnumerateArray());
            Assert.True(report.GetProperty("scan").GetProperty("remembered").GetInt64() > 0);
            Assert.DoesNotContain("a key that", output, StringComparison.Ordinal);
        });
    }

    [Theory]
    [OnBothEngines]
    public async Task A_part_of_a_database_is_masked_on_the_way_and_comes_back_whole(Engine engine)
    {
        await using var from = await SeededAsync("querygpt", engine);
        await using var to = await TestDatabase.InitializedAsync("querygpt", engine, server, Token);
        await from.ExecuteAsync($"UPDATE users SET email = '{Person}'", Token);
        string[] root = ["--root", "conversations", "--without-children", "--mask", "staging"];

        await RunAsync(0, ["export", "--system", "querygpt", "--url", from.Url, "--to", "part", .. root]);
        await RunAsync(0, "import", "--system", "querygpt", "--url", to.Url, "--from", "part", "--yes");

        Assert.Equal(
            await from.RowsAsync("SELECT count(*) FROM conversations", Token),
            await to.RowsAsync("SELECT count(*) FROM conversations", Token)
        );
        Assert.Equal(["0"], await to.RowsAsync("SELECT count(*) FROM messages", Token));
        Assert.Equal(["1"], await to.RowsAsync($"SELECT count(*) FROM users WHERE email <> '{Person}'", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_former_value_in_a_kept_text_ends_with_3_and_the_target_is_not_made(Engine engine)
    {
        await using var database = await WithPersonAsync(engine);
        await using var staging = await TestDatabase.ReserveAsync(engine, server, Token);
        await database.ExecuteAsync($"UPDATE users SET settings = '{{\"reply\": \"{Person}\"}}'", Token);
        await RunAsync(0, "mask", "suggest", "--system", "querygpt");
        var file = Path.Combine(_work.Folder, "masking.json");
        var open = (await File.ReadAllTextAsync(file, Token)).Replace(
            "\"settings\": \"free_text\"",
            "\"settings\": \"public\"",
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(file, open, Token);
        await RunAsync(0, "backup", "create", "--system", "querygpt", "--url", database.Url, "--to", "sets");

        var run = await RunAsync(
            3,
            ["restore", "--system", "querygpt", "--from", "sets", "--into", staging.Url, "--mask", "staging"]
        );
        var export = await RunAsync(
            3,
            ["export", "--system", "querygpt", "--url", database.Url, "--to", "rows", "--mask", "staging"]
        );

        Assert.Contains("users.settings (1 rows)", run.Output, StringComparison.Ordinal);
        Assert.Contains("users.settings (1 rows)", export.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Person, run.Output + run.Errors, StringComparison.Ordinal);
        await RunAsync(4, "status", "--system", "querygpt", "--url", staging.Url);
    }

    [Fact]
    public async Task A_column_without_a_class_stops_the_run_and_is_found_by_check_and_lint()
    {
        await using var database = await WithPersonAsync(Engine.Sqlite);
        await RunAsync(0, "mask", "suggest", "--system", "querygpt");
        var file = Path.Combine(_work.Folder, "masking.json");
        var text = await File.ReadAllTextAsync(file, Token);
        await File.WriteAllTextAsync(
            file,
            text.Replace("\"display_name\": \"personal\",", "", StringComparison.Ordinal),
            Token
        );

        var check = await RunAsync(3, "mask", "check", "--system", "querygpt");
        var lint = await RunAsync(3, "lint", "--system", "querygpt", "--only", "L91", "--output", "plain");
        var export = await RunAsync(
            1,
            ["export", "--system", "querygpt", "--url", database.Url, "--to", "rows", "--mask", "staging"]
        );

        Assert.Contains("users.display_name has no class", check.Output, StringComparison.Ordinal);
        Assert.Contains("L91: users.display_name has no class", lint.Output, StringComparison.Ordinal);
        Assert.Contains("users.display_name has no class", export.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_work.Folder, "rows")));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_preview_shows_masked_rows_and_former_ones_only_when_asked_for(Engine engine)
    {
        await using var database = await WithPersonAsync(engine);
        string[] preview =
        [
            "mask",
            "apply",
            "--system",
            "querygpt",
            "--url",
            database.Url,
            "--mask",
            "staging",
            "--dry-run",
        ];

        var masked = await RunAsync(0, preview);
        var both = await RunAsync(0, [.. preview, "--show-originals"]);

        Assert.DoesNotContain(Person, masked.Output, StringComparison.Ordinal);
        Assert.Contains("@example.com", masked.Output, StringComparison.Ordinal);
        Assert.Contains(Person, both.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hash-of-ada", both.Output, StringComparison.Ordinal);
        Assert.Equal(["1"], await database.RowsAsync($"SELECT count(*) FROM users WHERE email = '{Person}'", Token));
    }

    [Fact]
    public async Task In_place_it_asks_and_refuses_what_looks_like_production()
    {
        await using var database = await WithPersonAsync(Engine.Sqlite);
        var production = Path.Combine(_work.Folder, "production.db");
        File.Copy(database.Name, production);
        string[] apply = ["mask", "apply", "--system", "querygpt", "--mask", "staging", "--url"];

        var unasked = await RunAsync(2, [.. apply, database.Url]);
        var refused = await RunAsync(2, [.. apply, $"sqlite:///{production}", "--yes"]);
        await RunAsync(0, [.. apply, database.Url, "--yes"]);

        Assert.Contains("tables, which cannot be undone", unasked.Errors, StringComparison.Ordinal);
        Assert.Contains("looks like production", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(["0"], await database.RowsAsync($"SELECT count(*) FROM users WHERE email = '{Person}'", Token));
    }

    private Task<TestDatabase> SeededAsync(string system, Engine engine) =>
        TestDatabase.InitializedAsync(system, engine, server, Token, "sample-data");

    private async Task<TestDatabase> WithPersonAsync(Engine engine)
    {
        var database = await TestDatabase.InitializedAsync("querygpt", engine, server, Token);
        await database.ExecuteAsync(
            "INSERT INTO users (id, email, hashed_password, display_name, role, is_active) VALUES "
                + $"('6f9619ff-8b86-4d11-b42d-00c04fc964ff', '{Person}', 'hash-of-ada', 'Ada Lovelace', 'user', true)",
            Token
        );
        return database;
    }

    private async Task<ProvisionRun> RunAsync(int exit, params string[] arguments)
    {
        var run = await _work.RunAsync(Token, arguments);
        Assert.True(run.ExitCode == exit, $"{string.Join(' ', arguments)}: {run.ExitCode}\n{run.Output}\n{run.Errors}");
        return run;
    }
}
