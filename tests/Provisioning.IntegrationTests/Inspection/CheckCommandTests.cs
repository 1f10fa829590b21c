using System.Text.Json.Nodes;
using Npgsql;
using Provisioning.Databases;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Inspection;

/// <summary><c>provision check</c> and the databases that it makes for a while.</summary>
public sealed class CheckCommandTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Pending_migrations_are_counted_and_are_no_drift(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", "--to", "2", .. target]);

        var text = await ProvisionProcess.RunAsync(Token, ["check", .. target]);
        var json = await ProvisionProcess.RunAsync(Token, ["check", "--output", "json", .. target]);

        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        Assert.Contains(
            "at version 2: as its migrations make it (2 pending).\nNot compared: rows",
            text.Output,
            StringComparison.Ordinal
        );
        var report = JsonNode.Parse(json.Output)!;
        Assert.Equal(2, (int)report["pending"]!);
        Assert.NotEmpty(report["not_compared"]!.AsArray());
        Assert.Empty(report["warnings"]!.AsArray());
    }

    [Fact]
    public async Task A_role_that_may_not_create_databases_is_shown_the_way_out()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--url", database.Url);
        var role = $"reader_{Guid.NewGuid():N}";
        await database.ExecuteAsync(
            $"CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
            Token
        );
        var url = new UriBuilder(database.Url) { UserName = role }
            .Uri
            .AbsoluteUri;

        var refused = await ProvisionProcess.RunAsync(Token, "check", "--system", "towow", "--url", url);
        var elsewhere = await ProvisionProcess.RunAsync(
            Token,
            "check",
            "--system",
            "towow",
            "--url",
            url,
            "--scratch",
            database.Url
        );
        await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}", Token);

        Assert.Equal((1, 0), (refused.ExitCode, elsewhere.ExitCode));
        Assert.Contains("`--scratch URL`", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_check_left_goes_with_the_next_one_and_nothing_else_does()
    {
        // On a server of its own: a check of another test would drop what is left here.
        await using var own = new PostgreSqlServer();
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, own, Token);
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);
        // A killed run's, with and without the comment that follows its creation; a living run's; others' databases
        // that have such a name.
        string[] left = [ScratchName.New("check"), ScratchName.New("check"), ScratchName.New("check")];
        var (living, marked) = (ScratchName.New("check"), ScratchName.New("check"));
        var others = (string[])[$"provisioning_check_{Guid.NewGuid():N}", "provisioning_check_1", marked];
        foreach (var name in (string[])[.. left, .. others])
        {
            await OnAsync(own, $"CREATE DATABASE {name}");
        }

        await OnAsync(
            own,
            $"""
            COMMENT ON DATABASE {left[0]} IS 'temporary database of provision check, which drops it';
            COMMENT ON DATABASE {marked} IS 'kept';
            """
        );
        await using var user = new NpgsqlConnection(await own.ConnectionStringAsync(left[2], Token));
        await user.OpenAsync(Token);
        await using var holder = await LockAsync(own, living);
        await OnAsync(own, $"CREATE DATABASE {living}");

        var check = await ProvisionProcess.RunAsync(Token, ["check", .. target]);
        var there = await database.RowsAsync(
            "SELECT datname FROM pg_database WHERE datname LIKE 'provisioning\\_check\\_%'",
            Token
        );
        await user.DisposeAsync();
        await holder.DisposeAsync();
        foreach (var name in (string[])[.. others, living, left[2]])
        {
            await OnAsync(own, $"DROP DATABASE {name} WITH (FORCE)");
        }

        Assert.True(check.ExitCode == 0, check.Errors);
        Assert.Empty(there.Intersect([left[0], left[1]]));
        Assert.Empty(((string[])[.. others, living, left[2]]).Except(there));
    }

    [Theory]
    [OnBothEngines]
    public async Task Several_checks_at_once_do_not_meet(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        string[] target = ["--system", "towow", "--url", database.Url];
        await ProvisionProcess.RunAsync(Token, ["up", .. target]);

        var runs = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => ProvisionProcess.RunAsync(Token, ["check", .. target]))
        );

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Errors));
    }

    [Fact]
    public async Task A_folder_of_a_killed_check_of_SQLite_goes_with_the_next_one()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        using var workplace = new Workplace();
        workplace.Environment["TMPDIR"] = workplace.Folder;
        await workplace.RunAsync(Token, "up", "--system", "towow", "--url", database.Url);
        string[] folders =
        [
            .. new[]
            {
                ScratchName.New("check"),
                ScratchName.New("check"),
                $"provisioning_check_{Guid.NewGuid():N}",
            }.Select(name => Path.Combine(workplace.Folder, name)),
        ];
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "scratch.db"), "", Token);
        }

        await using (
            new FileStream(Path.Combine(folders[1], "lock"), FileMode.Create, FileAccess.Write, FileShare.None)
        )
        {
            var check = await workplace.RunAsync(Token, "check", "--system", "towow", "--url", database.Url);
            Assert.True(check.ExitCode == 0, check.Errors);
        }

        Assert.Equal(
            folders[1..].Order(StringComparer.Ordinal),
            Directory.GetDirectories(workplace.Folder, "provisioning_check_*").Order(StringComparer.Ordinal)
        );
    }

    // A session that holds the lock of a temporary database, as the check that made it does.
    private static async Task<NpgsqlConnection> LockAsync(PostgreSqlServer server, string name)
    {
        var holder = new NpgsqlConnection(await server.ConnectionStringAsync("postgres", Token));
        await holder.OpenAsync(Token);
        await using var hold = new NpgsqlCommand(
            $"SELECT pg_advisory_lock(1886547830, {Convert.ToInt32(name[^8..], 16)})",
            holder
        );
        await hold.ExecuteNonQueryAsync(Token);
        return holder;
    }

    private static async Task OnAsync(PostgreSqlServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(await server.ConnectionStringAsync("postgres", Token));
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
