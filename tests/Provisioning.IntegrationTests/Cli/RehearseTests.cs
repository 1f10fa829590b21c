using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary><c>provision rehearse</c>.</summary>
public sealed class RehearseTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_copy_of_the_database_is_upgraded_and_the_database_stays_as_it_is(Engine engine)
    {
        await using var database = await TestDatabase.InitializedAsync("towow", engine, server, Token, "sample-data");
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["down", "--to", "2", "--yes", .. target]);

        var text = await ProvisionProcess.RunAsync(Token, ["rehearse", .. target]);
        var json = await ProvisionProcess.RunAsync(Token, ["rehearse", "--output", "json", .. target]);
        var status = await ProvisionProcess.RunAsync(Token, ["status", "--output", "json", .. target]);

        Assert.True((text.ExitCode, json.ExitCode) == (0, 0), text.Errors + json.Errors);
        Assert.Contains(", copied from ", text.Output, StringComparison.Ordinal);
        Assert.Contains("from version 2 to version 4", text.Output, StringComparison.Ordinal);
        Assert.Contains("applied again: the same structure", text.Output, StringComparison.Ordinal);
        var report = JsonNode.Parse(json.Output)!;
        Assert.Equal([3L, 4L], report["migrations"]!.AsArray().Select(each => (long)each!["version"]!));
        var rows = report["tables"]!.AsArray().Single(table => (string)table!["name"]! == "demands")!;
        Assert.True((long)rows["before"]! > 0);
        Assert.Equal((long)rows["before"]!, (long)rows["up_again"]!);
        Assert.Equal(2, (long)JsonNode.Parse(status.Output)!["version"]!);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_backup_set_and_an_older_version_are_rehearsed_without_the_database(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        using var workplace = new Workplace();
        var store = Path.Combine(workplace.Folder, "store");
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", "--to", "3", .. target]);
        await ProvisionProcess.RunAsync(Token, ["backup", "create", "--to", store, .. target]);

        var restored = await ProvisionProcess.RunAsync(Token, ["rehearse", "--backup-from", store, .. target]);
        var built = await ProvisionProcess.RunAsync(
            Token,
            ["rehearse", "--from", "1", "--to", "2", "--mock-agents-count", "7", "--output", "json", .. target]
        );

        Assert.True((restored.ExitCode, built.ExitCode) == (0, 0), restored.Errors + built.Errors);
        await using var other = await TestDatabase.CreateAsync(
            engine is Engine.Sqlite ? Engine.PostgreSql : Engine.Sqlite,
            server,
            Token
        );
        var elsewhere = await ProvisionProcess.RunAsync(
            Token,
            ["rehearse", "--backup-from", store, "--system", "towow", "--url", other.Url]
        );

        Assert.Equal(2, elsewhere.ExitCode);
        Assert.Contains("Give --url or --scratch", Flat(elsewhere.Errors), StringComparison.Ordinal);
        Assert.Contains($"restored from {store}: from", Flat(restored.Output), StringComparison.Ordinal);
        var tables = JsonNode.Parse(built.Output)!["tables"]!.AsArray();
        Assert.Contains(tables, table => (long)table!["before"]! == 7);
    }

    [Fact]
    public async Task No_copy_is_left_on_the_server()
    {
        await using var own = new PostgreSqlServer();
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, own, Token);
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", "--to", "1", .. target]);
        // A migration fails over a table that is in its way.
        await database.ExecuteAsync("CREATE INDEX ix_demands_user_id ON demands (status)", Token);

        var failed = await ProvisionProcess.RunAsync(Token, ["rehearse", .. target]);
        await ProvisionProcess.RunAsync(Token, ["rehearse", "--from", "1", .. target]);

        Assert.True(failed.ExitCode == 1, failed.Output + failed.Errors);
        Assert.Contains("2 M002_AddIndexes", failed.Errors, StringComparison.Ordinal);
        Assert.Empty(
            await database.RowsAsync("SELECT datname FROM pg_database WHERE datname LIKE 'provisioning%'", Token)
        );
    }

    [Fact]
    public async Task Options_that_contradict_each_other_are_wrong_usage()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        string[][] wrong =
        [
            ["--from", "1", "--backup-from", "x"],
            ["--sample-data"],
            ["--set", "latest"],
            ["--from", "99"],
            ["--from", "1", "--to", "99"],
        ];
        foreach (var arguments in wrong)
        {
            var run = await ProvisionProcess.RunAsync(
                Token,
                ["rehearse", "--system", "towow", "--url", database.Url, .. arguments]
            );
            Assert.True(run.ExitCode == 2, $"{string.Join(' ', arguments)}: {run.ExitCode} {run.Errors}");
        }
    }

    private static string Flat(string text) => text.ReplaceLineEndings(" ");
}
