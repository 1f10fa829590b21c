using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Systems;

/// <summary>Several systems in one PostgreSQL database, each in a schema of its own.</summary>
public sealed class SchemaTests(PostgreSqlServer server)
{
    private static readonly string[] Systems = ["towow", "querygpt", "genesis", "nova", "vibesurf"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_systems_fit_side_by_side_in_one_database_and_each_is_as_its_migrations_make_it()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        foreach (var system in Systems)
        {
            await SucceedsAsync(
                "init",
                "--sample-data",
                "--system",
                system,
                "--schema",
                $"{system} x",
                "--url",
                database.Url
            );
        }

        foreach (var system in Systems)
        {
            await SucceedsAsync("check", "--system", system, "--schema", $"{system} x", "--url", database.Url);
        }

        Assert.Empty(await database.TablesAsync(Token));
        Assert.Equal(
            ["1|1"],
            await database.RowsAsync(
                """SELECT (SELECT count(*) FROM "towow x".demands), (SELECT count(*) FROM "querygpt x".users)""",
                Token
            )
        );
    }

    [Fact]
    public async Task A_system_in_the_default_schema_does_not_see_those_in_schemas_of_their_own()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        await SucceedsAsync("init", "--system", "querygpt", "--url", database.Url);
        await SucceedsAsync("init", "--system", "genesis", "--schema", "genesis", "--url", database.Url);

        await SucceedsAsync("check", "--system", "querygpt", "--url", database.Url);
        await SucceedsAsync("check", "--system", "genesis", "--schema", "genesis", "--url", database.Url);
    }

    [Fact]
    public async Task Down_and_reset_leave_the_others_alone()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        await SucceedsAsync("init", "--sample-data", "--system", "querygpt", "--url", database.Url);
        await SucceedsAsync(
            "init",
            "--sample-data",
            "--system",
            "genesis",
            "--schema",
            "genesis",
            "--url",
            database.Url
        );

        await SucceedsAsync(
            "down",
            "--to",
            "0",
            "--yes",
            "--system",
            "genesis",
            "--schema",
            "genesis",
            "--url",
            database.Url
        );
        await SucceedsAsync("up", "--system", "genesis", "--schema", "genesis", "--url", database.Url);
        await SucceedsAsync("reset", "--yes", "--system", "genesis", "--schema", "genesis", "--url", database.Url);

        Assert.Equal(
            ["1|0"],
            await database.RowsAsync(
                "SELECT (SELECT count(*) FROM public.users), (SELECT count(*) FROM genesis.users)",
                Token
            )
        );
        await SucceedsAsync("check", "--system", "querygpt", "--url", database.Url);
    }

    [Fact]
    public async Task A_backup_holds_all_schemas_and_a_restore_over_them_wants_to_be_confirmed()
    {
        await using var database = await TestDatabase.ReserveAsync(Engine.PostgreSql, server, Token);
        using var folder = new TestFolder();
        string[] genesis = ["--system", "genesis", "--schema", "genesis", "--url", database.Url];
        await SucceedsAsync("init", "--sample-data", "--system", "querygpt", "--url", database.Url);
        await SucceedsAsync(["init", "--sample-data", .. genesis]);

        await SucceedsAsync(["backup", "create", "--to", folder.Path, .. genesis]);
        await SucceedsAsync(["backup", "drill", "--from", folder.Path, .. genesis]);
        await AreDroppedAsync(database);
        await database.ExecuteAsync("DELETE FROM genesis.system_config; DELETE FROM public.users", Token);
        var refused = await ProvisionProcess.RunAsync(Token, ["restore", "--from", folder.Path, "--force", .. genesis]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("other schemas would be replaced as well", refused.Errors, StringComparison.Ordinal);
        await SucceedsAsync(["restore", "--from", folder.Path, "--force", "--yes", .. genesis]);

        await SucceedsAsync(["check", .. genesis]);
        Assert.Equal(
            ["True|1"],
            await database.RowsAsync(
                "SELECT (SELECT count(*) > 0 FROM genesis.system_config), (SELECT count(*) FROM public.users)",
                Token
            )
        );
    }

    [Fact]
    public async Task A_script_for_a_schema_makes_what_a_run_makes()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var script = await ProvisionProcess.RunAsync(
            Token,
            "script",
            "--system",
            "querygpt",
            "--engine",
            "postgresql",
            "--schema",
            "query"
        );

        await database.ExecuteAsync(script.Output, Token);

        await SucceedsAsync("check", "--system", "querygpt", "--schema", "query", "--url", database.Url);
    }

    [Fact]
    public async Task What_has_no_such_schema_says_so()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        var missing = await ProvisionProcess.RunAsync(
            Token,
            "up",
            "--system",
            "towow",
            "--schema",
            "nowhere",
            "--url",
            database.Url
        );
        var embedded = await ProvisionProcess.RunAsync(
            Token,
            "up",
            "--system",
            "towow",
            "--schema",
            "nowhere",
            "--url",
            "sqlite:///none.db"
        );
        var reserved = await ProvisionProcess.RunAsync(
            Token,
            "up",
            "--system",
            "towow",
            "--schema",
            "pg_catalog",
            "--url",
            database.Url
        );

        Assert.Equal((4, 2, 2), (missing.ExitCode, embedded.ExitCode, reserved.ExitCode));
        Assert.Contains("There is no schema nowhere", missing.Errors, StringComparison.Ordinal);
        Assert.Contains("no schemas", embedded.Errors, StringComparison.Ordinal);
    }

    // Other tests drill on the server as well, and theirs go in their time; one that is left behind stays.
    private static async Task AreDroppedAsync(TestDatabase database)
    {
        const string Apart = "SELECT datname FROM pg_database WHERE datname LIKE 'provisioning_drill%'";
        var there = await database.RowsAsync(Apart, Token);
        for (
            var attempt = 0;
            attempt < 240 && there.Intersect(await database.RowsAsync(Apart, Token), StringComparer.Ordinal).Any();
            attempt++
        )
        {
            await Task.Delay(250, Token);
        }

        Assert.Empty(there.Intersect(await database.RowsAsync(Apart, Token), StringComparer.Ordinal));
    }

    private static async Task SucceedsAsync(params string[] arguments)
    {
        var run = await ProvisionProcess.RunAsync(Token, arguments);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', arguments)}\n{run.Output}{run.Errors}");
    }
}
