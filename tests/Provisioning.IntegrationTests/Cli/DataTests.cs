using System.Text.Json;
using Provisioning.IntegrationTests.Support;
using Provisioning.Security.Encryption;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary>A look at the rows: by <c>data</c>, and in the client of the engine.</summary>
public sealed class DataTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Rows_are_shown_in_the_order_of_the_key_and_filtered_by_a_column(Engine engine)
    {
        await using var database = await FilledAsync(engine);

        var first = await RunAsync("data items --limit 2 --output csv", database);
        var filtered = await RunAsync("data items --where name=two,2 --where count=2 --output json", database);
        var table = await RunAsync("data items", database);

        Assert.Equal("id,name,count,blob\n1,one,1,\n2,\"two,2\",2,2 bytes\n", first.Output.ReplaceLineEndings("\n"));
        using var document = JsonDocument.Parse(filtered.Output);
        var row = Assert.Single(document.RootElement.GetProperty("rows").EnumerateArray());
        Assert.Equal(2, row.GetProperty("count").GetInt64());
        Assert.Equal("two,2", row.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, (await FirstAsync(database)).GetProperty("blob").ValueKind);
        Assert.Contains("3 rows of items", table.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Values_in_a_filter_are_never_SQL_and_misspelt_names_are_guessed(Engine engine)
    {
        await using var database = await FilledAsync(engine);

        var injected = await RunAsync(["data", "items", "--where", "name=x' OR 1=1; DROP TABLE items --"], database);
        var table = await RunAsync("data itmes", database);
        var column = await RunAsync("data items --where nmae=x", database);
        var none = await RunAsync("data", database);

        Assert.Contains("0 rows", injected.Output, StringComparison.Ordinal);
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM items", Token));
        Assert.Equal(2, table.ExitCode);
        Assert.Contains("There is no table \"itmes\". Did you mean items?", table.Errors, StringComparison.Ordinal);
        Assert.Contains("has no column \"nmae\". Did you mean name?", column.Errors, StringComparison.Ordinal);
        Assert.Contains("Which table?", none.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Encrypted_columns_are_masked(Engine engine)
    {
        await using var database = await TestDatabase.ReserveAsync(engine, server, Token);
        var key = EncryptionKey.Generate().Export();
        await RunAsync(
            ["init", "--system", "querygpt", "--sample-data"],
            database,
            ("PROVISIONING_ENCRYPTION_KEY", key)
        );
        var stored = await database.RowsAsync("SELECT password_encrypted FROM connections", Token);

        var run = await RunAsync("data connections --system querygpt -o csv", database);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("password_encrypted", run.Output, StringComparison.Ordinal);
        Assert.Contains("********", run.Output, StringComparison.Ordinal);
        Assert.All(stored, value => Assert.DoesNotContain(value, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_shell_is_the_engines_client_on_the_database_with_the_rest_of_the_arguments(Engine engine)
    {
        await using var database = await FilledAsync(engine);
        Assert.SkipUnless(Shell.Has(engine is Engine.Sqlite ? "sqlite3" : "psql"), "the client is not installed");
        string[] arguments =
            engine is Engine.Sqlite ? ["select count(*) from items"] : ["-Atc", "select count(*) from items"];

        var run = await RunAsync(["shell", "--", .. arguments], database);
        var wrong = await RunAsync(["shell", "--", .. arguments[..^1], "select nothing_there"], database);

        Assert.Equal((0, "3"), (run.ExitCode, run.Output.Trim()));
        Assert.Equal(1, wrong.ExitCode);
    }

    [Fact]
    public async Task The_password_is_in_no_argument_and_no_variable_of_the_shell()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var client = Path.Combine(folder.Path, "psql");
        await File.WriteAllTextAsync(client, "#!/bin/sh\necho \"args: $*\"\nenv\ncat \"$PGPASSFILE\"\n", Token);
        File.SetUnixFileMode(client, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        var run = await ProvisionProcess.RunAsync(
            ["shell", "--", "-l"],
            new()
            {
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["DATABASE_URL"] = database.Url,
                    ["PGPASSWORD"] = "geheimnis-1234",
                    ["PGHOST"] = "elsewhere",
                    ["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}",
                },
            },
            Token
        );

        Assert.Contains("args: -l\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("PGPASSWORD=", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DATABASE_URL=", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_client_that_is_not_installed_and_a_database_that_is_not_there_are_said(Engine engine)
    {
        await using var database = await FilledAsync(engine);
        await using var missing = await TestDatabase.ReserveAsync(engine, server, Token);

        var uninstalled = await RunAsync(["shell"], database, ("PATH", "/nowhere"));
        var nothing = await RunAsync(["shell"], missing);

        Assert.Equal(1, uninstalled.ExitCode);
        Assert.Contains("Install it", uninstalled.Errors, StringComparison.Ordinal);
        Assert.Equal(4, nothing.ExitCode);
    }

    private async Task<TestDatabase> FilledAsync(Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        var bytes = engine is Engine.Sqlite ? "blob" : "bytea";
        var two = engine is Engine.Sqlite ? "x'0102'" : @"'\x0102'";
        await database.ExecuteAsync(
            $"CREATE TABLE items (id int PRIMARY KEY, name varchar(20), count bigint, \"blob\" {bytes})",
            Token
        );
        await database.ExecuteAsync(
            $"INSERT INTO items VALUES (3, NULL, NULL, NULL), (1, 'one', 1, NULL), (2, 'two,2', 2, {two})",
            Token
        );
        return database;
    }

    private static async Task<JsonElement> FirstAsync(TestDatabase database)
    {
        var run = await RunAsync("data items -l 1 -o json", database);
        return JsonDocument.Parse(run.Output).RootElement.GetProperty("rows")[0];
    }

    private static Task<ProvisionRun> RunAsync(string line, TestDatabase database) =>
        RunAsync(line.Split(' '), database);

    private static Task<ProvisionRun> RunAsync(
        string[] arguments,
        TestDatabase database,
        params (string Name, string? Value)[] more
    ) =>
        ProvisionProcess.RunAsync(
            arguments,
            new()
            {
                Environment = more.Append(("DATABASE_URL", database.Url))
                    .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal),
            },
            Token
        );
}
