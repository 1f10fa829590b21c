using System.Text.Json;
using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Provisioning.Migrations;
using Xunit;

namespace Provisioning.IntegrationTests.Export;

/// <summary><c>provision export</c> and <c>provision import</c> on the systems that ship.</summary>
public sealed class ExportCommandTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Systems => [.. ShippedSystems.All.Select(system => system.Name)];

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task Rows_go_from_sqlite_to_postgresql_and_back_with_the_same_values(string system)
    {
        await using var sqlite = await InitializedAsync(Engine.Sqlite, "sample-data");
        await using var postgres = await InitializedAsync(Engine.PostgreSql);
        await using var back = await InitializedAsync(Engine.Sqlite);
        var (first, second) = (Exporting.NewFolder(), Exporting.NewFolder());

        Task<TestDatabase> InitializedAsync(Engine engine, params string[] seeds) =>
            TestDatabase.InitializedAsync(system, engine, server, Token, seeds);

        var runs = new[]
        {
            await RunAsync(["export", "--system", system, "--to", first, "--url", sqlite.Url]),
            await RunAsync([
                "import",
                "--system",
                system,
                "--from",
                first,
                "--replace",
                "--yes",
                "--url",
                postgres.Url,
            ]),
            await RunAsync(["export", "--system", system, "--to", second, "--url", postgres.Url]),
            await RunAsync(["import", "--system", system, "--from", second, "--replace", "--yes", "--url", back.Url]),
        };

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Errors));
        var rows = await RowsAsync(sqlite);
        Assert.NotEmpty(rows);
        Assert.Equal(rows, await RowsAsync(back));
        Exporting.Delete(first, second);
    }

    [Fact]
    public async Task A_folder_that_a_killed_export_has_left_is_named_with_the_command_that_removes_it()
    {
        await using var database = await TestDatabase.InitializedAsync("genesis", Engine.Sqlite, server, Token);
        var folder = Exporting.NewFolder();
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "001-users.csv.partial"), "id", Token);
        string[] export = ["export", "--system", "genesis", "--to", folder, "--url", database.Url];

        var refused = await RunAsync(export);
        Directory.Delete(folder, recursive: true);
        var done = await RunAsync(export);

        Assert.Equal((1, 0), (refused.ExitCode, done.ExitCode));
        Assert.Contains("001-users.csv.partial was left by an export", refused.Errors, StringComparison.Ordinal);
        Assert.Contains($"`rm -r '{folder}'` removes it", refused.Errors, StringComparison.Ordinal);
        Exporting.Delete(folder);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_dry_run_says_the_rows_of_each_table_and_writes_nothing(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync(
            "querygpt",
            engine,
            server,
            Token,
            "sample-data"
        );
        var folder = Exporting.NewFolder();
        string[] export =
        [
            "export",
            "--system",
            "querygpt",
            "--url",
            database.Url,
            "--root",
            "users",
            "--percent",
            "50",
        ];

        var plain = await RunAsync([.. export, "--dry-run"]);
        var json = await RunAsync([.. export, "--dry-run", "--to", folder, "--output", "json"]);
        Assert.False(Directory.Exists(folder));
        var done = await RunAsync([.. export, "--to", folder, "--output", "json"]);

        Assert.Equal((0, 0, 0), (plain.ExitCode, json.ExitCode, done.ExitCode));
        using var forecast = JsonDocument.Parse(json.Output);
        using var exported = JsonDocument.Parse(done.Output);
        Assert.True(forecast.RootElement.GetProperty("dry_run").GetBoolean());
        Assert.False(exported.RootElement.GetProperty("dry_run").GetBoolean());
        Assert.Equal(Rows(exported), Rows(forecast));
        var rows = forecast.RootElement.GetProperty("rows").GetInt64();
        Assert.Contains($"{rows} rows to be exported", plain.Output, StringComparison.Ordinal);
        Exporting.Delete(folder);

        static string[] Rows(JsonDocument document) =>
            [
                .. document
                    .RootElement.GetProperty("tables")
                    .EnumerateArray()
                    .Select(table =>
                        $"{table.GetProperty("table")} {table.GetProperty("rows")} {table.GetProperty("of")}"
                    ),
            ];
    }

    [Theory]
    [OnBothEngines]
    public async Task An_export_without_secrets_holds_none_of_them(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync(
            "querygpt",
            engine,
            server,
            Token,
            "sample-data"
        );
        var (with, without) = (Exporting.NewFolder(), Exporting.NewFolder());
        await database.ExecuteAsync(
            "UPDATE users SET hashed_password = 'canary-hash'; UPDATE connections SET password_encrypted = "
                + "'canary-password'",
            Token
        );
        await database.ExecuteAsync(
            "INSERT INTO refresh_tokens (id, user_id, token_hash, expires_at) SELECT id, id, 'canary-token', "
                + "'2030-01-01 00:00:00' FROM users LIMIT 1",
            Token
        );

        var all = await RunAsync(["export", "--system", "querygpt", "--to", with, "--url", database.Url]);
        var some = await RunAsync([
            "export",
            "--system",
            "querygpt",
            "--to",
            without,
            "--without-secrets",
            "--url",
            database.Url,
        ]);

        Assert.Equal((0, 0), (all.ExitCode, some.ExitCode));
        Assert.Contains(
            "Left out: rows of refresh_tokens, values of users.hashed_password",
            some.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("canary-hash", Text(with), StringComparison.Ordinal);
        Assert.Contains("canary-token", Text(with), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", Text(without), StringComparison.Ordinal);
        Exporting.Delete(with, without);
    }

    [Theory]
    [OnBothEngines]
    public async Task Tables_with_rows_and_another_version_are_refused_and_nothing_changes(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        await using var older = await TestDatabase.InitializedAsync("towow", engine, server, Token);
        var folder = await ExportedAsync(database);
        await RunAsync(["down", "--system", "towow", "--steps", "1", "--yes", "--url", older.Url]);
        var before = await RowsAsync(database);
        string[] import = ["import", "--system", "towow", "--from", folder, "--url"];

        var filled = await RunAsync([.. import, database.Url]);
        var version = await RunAsync([.. import, older.Url]);
        var dry = await RunAsync([.. import, database.Url, "--replace", "--dry-run"]);
        var unasked = await RunAsync([.. import, database.Url, "--replace"]);

        Assert.Equal((1, 1, 0, 2), (filled.ExitCode, version.ExitCode, dry.ExitCode, unasked.ExitCode));
        Assert.Contains("agent_profiles, demands", filled.Errors, StringComparison.Ordinal);
        Assert.Contains("--replace", filled.Errors, StringComparison.Ordinal);
        Assert.Contains("the database is at version", version.Errors, StringComparison.Ordinal);
        Assert.Contains("3 rows to be imported", dry.Output, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(database));
        Exporting.Delete(folder);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_damaged_or_unfinished_export_is_refused_and_no_export_is_overwritten(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        var folder = await ExportedAsync(database);
        var before = await RowsAsync(database);
        string[] import =
        [
            "import",
            "--system",
            "towow",
            "--from",
            folder,
            "--replace",
            "--yes",
            "--url",
            database.Url,
        ];

        var again = await RunAsync(["export", "--system", "towow", "--to", folder, "--url", database.Url]);
        var file = Directory.GetFiles(folder, "*agent_profiles.csv").Single();
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file, Token)).Replace(
                "Code Reviewer",
                "Code Reviewed",
                StringComparison.Ordinal
            ),
            Token
        );
        var damaged = await RunAsync(import);
        File.Delete(Path.Combine(folder, "manifest.json"));
        var unfinished = await RunAsync(import);

        Assert.Equal((1, 1, 1), (again.ExitCode, damaged.ExitCode, unfinished.ExitCode));
        Assert.Contains("not an empty folder", again.Errors, StringComparison.Ordinal);
        Assert.Contains("SHA-256", damaged.Errors, StringComparison.Ordinal);
        Assert.Contains("incomplete", unfinished.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(database));
        Exporting.Delete(folder);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_export_is_of_one_moment_while_others_write(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE a (id integer PRIMARY KEY, n integer); CREATE TABLE b (id integer PRIMARY KEY, n integer)",
            Token
        );
        await database.ExecuteAsync(
            $"{(engine is Engine.Sqlite ? "PRAGMA journal_mode = WAL;" : "")} INSERT INTO a VALUES (1, 500); INSERT "
                + $"INTO b VALUES (1, 500)",
            Token
        );
        using var stop = new CancellationTokenSource();
        var moves = 0;
        var writer = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await database.ExecuteAsync("BEGIN; UPDATE a SET n = n - 1; UPDATE b SET n = n + 1; COMMIT", Token);
                    moves++;
                }
            },
            Token
        );

        var sums = new List<long>();
        for (var round = 0; round < 10; round++)
        {
            var folder = Exporting.NewFolder();
            await Exporting.ExportAsync(database, folder, Provisioning.Transfer.Format.ExportLayout.Csv, Token);
            sums.Add(
                Directory
                    .GetFiles(folder, "*.csv")
                    .Sum(file =>
                        long.Parse(
                            File.ReadAllLines(file)[1].Split(',')[1],
                            System.Globalization.CultureInfo.InvariantCulture
                        )
                    )
            );
            Exporting.Delete(folder);
        }

        await stop.CancelAsync();
        await writer;
        Assert.All(sums, sum => Assert.Equal(1000, sum));
        Assert.True(moves > 0);
    }

    private static async Task<string> ExportedAsync(TestDatabase database)
    {
        var folder = Exporting.NewFolder();
        await RunAsync(["init", "--system", "towow", "--sample-data", "--url", database.Url]);
        await RunAsync(["export", "--system", "towow", "--to", folder, "--url", database.Url]);
        return folder;
    }

    private static Task<ProvisionRun> RunAsync(string[] arguments) =>
        ProvisionProcess.RunAsync(arguments, new(), Token);

    private static string Text(string folder) => string.Concat(Directory.GetFiles(folder).Select(File.ReadAllText));

    // JSON in one form, since jsonb keeps neither spaces nor the order of keys; moments without a fraction of nothing.
    private static async Task<IReadOnlyList<string>> RowsAsync(TestDatabase database)
    {
        var all = new List<string>();
        foreach (
            var table in (await database.TablesAsync(Token)).Where(table =>
                !table.StartsWith("provisioning", StringComparison.Ordinal) && table != "VersionInfo"
            )
        )
        {
            var rows = await database.RowsAsync($"SELECT * FROM \"{table}\"", Token);
            all.AddRange(
                rows.Select(row => $"{table}|{string.Join('|', row.Split('|').Select(Alike))}")
                    .Order(StringComparer.Ordinal)
            );
        }

        return all;
    }

    private static string Alike(string value)
    {
        try
        {
            return value is ['{' or '[', ..] ? Sorted(JsonNode.Parse(value))!.ToJsonString()
                : value.EndsWith(".000", StringComparison.Ordinal) ? value[..^4]
                : value;
        }
        catch (System.Text.Json.JsonException)
        {
            return value;
        }
    }

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject known => new JsonObject(
                known
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))
            ),
            JsonArray list => new JsonArray([.. list.Select(Sorted)]),
            _ => node?.DeepClone(),
        };
}
