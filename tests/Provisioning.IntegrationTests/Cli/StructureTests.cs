using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Cli;

/// <summary><c>provision snapshot</c> and <c>provision diff</c>.</summary>
public sealed class StructureTests(PostgreSqlServer server)
{
    private static readonly string[] Systems = ["towow", "querygpt", "genesis", "nova", "vibesurf"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_snapshot_is_the_same_each_time_and_is_what_a_database_of_the_system_has(Engine engine)
    {
        using var workplace = new Workplace();
        foreach (var system in Systems)
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            var (file, again) = (
                Path.Combine(workplace.Folder, $"{system}.structure"),
                Path.Combine(workplace.Folder, $"{system}.again")
            );
            string[] target = ["--system", system, "--url", database.Url];
            await ProvisionProcess.RunAsync(Token, ["up", .. target]);

            await ProvisionProcess.RunAsync(Token, ["snapshot", "--of", "live", "--out", file, .. target]);
            await ProvisionProcess.RunAsync(Token, ["snapshot", "--of", "live", "--out", again, .. target]);
            var migrated = await ProvisionProcess.RunAsync(Token, ["diff", "migrations", "live", .. target]);
            var kept = await ProvisionProcess.RunAsync(Token, ["diff", file, "live", .. target]);

            Assert.Equal(await File.ReadAllTextAsync(file, Token), await File.ReadAllTextAsync(again, Token));
            Assert.DoesNotContain(database.Url, await File.ReadAllTextAsync(file, Token), StringComparison.Ordinal);
            Assert.True((migrated.ExitCode, kept.ExitCode) == (0, 0), migrated.Output + kept.Output + kept.Errors);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task What_one_has_and_the_other_lacks_is_shown_with_its_sign(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        using var workplace = new Workplace();
        var file = Path.Combine(workplace.Folder, "towow.structure");
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);
        await ProvisionProcess.RunAsync(Token, ["snapshot", "--out", file, .. target]);
        await database.ExecuteAsync("DROP INDEX ix_demands_user_id", Token);
        await database.ExecuteAsync("CREATE TABLE by_hand (id INTEGER)", Token);

        var text = await ProvisionProcess.RunAsync(Token, ["diff", file, "live", .. target]);
        var json = await ProvisionProcess.RunAsync(
            Token,
            ["diff", "migrations", database.Url, "--output", "json", .. target]
        );
        var check = await ProvisionProcess.RunAsync(
            Token,
            ["snapshot", "--of", "live", "--out", file, "--check", .. target]
        );

        Assert.True((text.ExitCode, json.ExitCode, check.ExitCode) == (3, 3, 3), text.Errors + json.Errors);
        Assert.Contains("- CREATE INDEX \"ix_demands_user_id\"", text.Output, StringComparison.Ordinal);
        Assert.Contains("table by_hand\n  + id ", text.Output, StringComparison.Ordinal);
        var found = JsonNode.Parse(json.Output)!;
        Assert.Equal("table demands", (string)Assert.Single(found["missing"]!.AsArray())!["of"]!);
        Assert.All(found["extra"]!.AsArray(), line => Assert.Equal("table by_hand", (string)line!["of"]!));
        Assert.Contains("without --check writes it", check.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task Versions_are_compared_without_the_database(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        var diff = await ProvisionProcess.RunAsync(
            Token,
            ["diff", "2", "3", "--system", "towow", "--url", database.Url]
        );

        Assert.Equal(3, diff.ExitCode);
        Assert.Contains("+ CREATE INDEX", diff.Output, StringComparison.Ordinal);
        Assert.Contains("0 parts missing", diff.Output, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_database_is_checked_against_a_kept_file_without_another_database(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        using var workplace = new Workplace();
        var file = Path.Combine(workplace.Folder, "towow.structure");
        string[] target = ["--system", "towow", "--url", database.Url];
        string[] check = ["check", "--snapshot", file, .. target];
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);
        await ProvisionProcess.RunAsync(Token, ["snapshot", "--out", file, .. target]);

        await database.ExecuteAsync("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)", Token);

        var alike = await ProvisionProcess.RunAsync(Token, check);
        await database.ExecuteAsync("DROP INDEX ix_demands_user_id", Token);
        var drifted = await ProvisionProcess.RunAsync(Token, check);
        var both = await ProvisionProcess.RunAsync(Token, [.. check, "--scratch", database.Url]);

        Assert.True(alike.ExitCode == 0, alike.Output + alike.Errors);
        Assert.Contains("table alembic_version is Alembic's own", alike.Output, StringComparison.Ordinal);
        Assert.True(drifted.ExitCode == 3, drifted.Output + drifted.Errors);
        Assert.Contains("ix_demands_user_id", drifted.Output, StringComparison.Ordinal);
        Assert.Equal(2, both.ExitCode);
    }

    [Theory]
    [OnBothEngines]
    public async Task Migrations_and_any_database_are_described_alike(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        string[] target = ["--system", "towow", "--url", database.Url];
        var migrations = await ProvisionProcess.RunAsync(Token, ["describe", "--of", "migrations", .. target]);
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);

        var live = await ProvisionProcess.RunAsync(Token, ["describe", .. target]);
        var any = await ProvisionProcess.RunAsync(Token, ["describe", "--url", database.Url]);
        var json = await ProvisionProcess.RunAsync(
            Token,
            ["describe", "--of", "migrations", "--output", "json", .. target]
        );

        Assert.True(migrations.ExitCode == 0, migrations.Errors);
        Assert.Contains("table demands", migrations.Output, StringComparison.Ordinal);
        Assert.Equal(migrations.Output, live.Output);
        Assert.Equal(live.Output, any.Output);
        Assert.Null(JsonNode.Parse(json.Output)!["database"]);
    }

    [Fact]
    public async Task What_names_no_structure_is_wrong_usage()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await using var other = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        using var workplace = new Workplace();
        var file = Path.Combine(workplace.Folder, "no.structure");
        await File.WriteAllTextAsync(file, "# something else\n", Token);
        string[] target = ["--system", "towow", "--url", database.Url];
        string[][] wrong =
        [
            ["diff"],
            ["diff", "live"],
            ["diff", "nothing", "live"],
            ["diff", file, "live"],
            ["diff", "live", other.Url],
            ["diff", "99", "live"],
            ["snapshot", "--check"],
            ["snapshot", "--of", "nothing"],
        ];
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);
        foreach (var arguments in wrong)
        {
            var run = await ProvisionProcess.RunAsync(Token, [.. arguments, .. target]);
            Assert.True(run.ExitCode == 2, $"{string.Join(' ', arguments)}: {run.ExitCode} {run.Errors}");
        }
    }
}
