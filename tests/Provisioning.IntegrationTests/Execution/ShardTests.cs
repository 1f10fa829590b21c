using Provisioning.Administration.Retention;
using Provisioning.Databases;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Rows of a table whose partitions are on several servers, and what else is done with it.</summary>
public sealed class ShardTests(ShardServers servers) : ShardCase(servers)
{
    [Fact]
    public async Task Rows_land_on_their_servers_and_stay_there_when_the_table_goes_and_comes_back()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        var runner = Runner(Both(1, Events));

        await runner.RunAsync(session, new MigrationTarget.Up(), Token);
        await InsertAsync(session, 300);
        var before = await CountsAsync(shards);
        await runner.RunAsync(session, new MigrationTarget.DownBy(1), Token);
        var without = await CountsAsync(shards);
        await runner.RunAsync(session, new MigrationTarget.Up(), Token);
        var after = await CountsAsync(shards);

        Assert.All(before, rows => Assert.InRange(rows, 50, 150));
        Assert.Equal(300, before.Sum());
        Assert.Equal([0, before[1], before[2]], without);
        Assert.Equal([0, before[1], before[2]], after);
        Assert.Equal(
            [$"{before[1] + before[2]}"],
            await Servers.Coordinator.RowsAsync(shards.Name, "SELECT count(*) FROM events", Token)
        );
    }

    [Fact]
    public async Task Servers_are_made_outside_a_transaction_as_well_and_their_addresses_leave_the_session()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);

        await Runner(new Steps(1, Events, []) { Transactional = false })
            .RunAsync(session, new MigrationTarget.Up(), Token);

        var left = await session.QueryAsync(
            "SELECT coalesce(current_setting('provisioning.first_url', true), '')",
            row => row.GetString(0),
            Token
        );
        Assert.Equal([""], left);
        await InsertAsync(session, 30);
        Assert.Equal(30, (await CountsAsync(shards)).Sum());
    }

    [Fact]
    public async Task No_password_and_no_host_is_kept_where_migrations_are_remembered()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);

        await Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token);

        var kept = await Servers.Coordinator.RowsAsync(
            shards.Name,
            "SELECT l::text FROM provisioning_ledger l UNION ALL SELECT v::text FROM \"VersionInfo\" v",
            Token
        );
        var rendered = string.Join('\n', Events.SelectMany(each => shards.Database.Dialect.Render(each)));
        Assert.DoesNotContain(
            PasswordServer.AdminPassword,
            $"{rendered}{string.Concat(kept)}",
            StringComparison.Ordinal
        );
        Assert.DoesNotContain($"{Servers.First.Port}", rendered, StringComparison.Ordinal);
        Assert.Contains("FIRST_URL", rendered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_use_the_table_uses_all_of_it_and_does_not_see_the_password()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        await Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token);
        var role = PasswordServer.NewName("app");
        await Servers.Coordinator.ExecuteAsync(
            shards.Name,
            $"CREATE ROLE {role} LOGIN PASSWORD 'of-the-app'; GRANT SELECT, INSERT ON events TO {role}",
            Token
        );

        var written = await Servers.Coordinator.OutcomeAsync(
            shards.Name,
            role,
            "of-the-app",
            "INSERT INTO events SELECT n, 'x' FROM generate_series(1, 30) n; SELECT FROM events",
            Token
        );
        var looked = await Servers.Coordinator.OutcomeAsync(
            shards.Name,
            role,
            "of-the-app",
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_user_mappings WHERE umoptions IS NOT NULL) THEN "
                + "RAISE 'seen'; END IF; END $$",
            Token
        );

        Assert.Equal(("ok", "ok"), (written, looked));
        Assert.Equal(30, (await CountsAsync(shards)).Sum());
    }

    [Fact]
    public async Task A_server_that_has_moved_is_found_again_by_its_variable()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        var first = Both(1, Events);
        await Runner(first).RunAsync(session, new MigrationTarget.Up(), Token);
        var moved = await TableAsync(Servers.Second, "public", "events_1");
        shards.Variables["FIRST_URL"] = $"{Servers.Second.Url(moved)}?connect_timeout=5&application_name=events";
        var again = new CreateForeignServer("first", "FIRST_URL") { Replaces = true };

        await Runner(first, new Steps(2, [again], [])).RunAsync(session, new MigrationTarget.Up(), Token);
        await InsertAsync(session, 30);
        shards.Variables["FIRST_URL"] = Servers.Second.Url(moved);
        await Runner(first, new Steps(2, [again], []), new Steps(3, [again], []))
            .RunAsync(session, new MigrationTarget.Up(), Token);
        await InsertAsync(session, 30);

        Assert.Equal(0, (await CountsAsync(shards))[1]);
        Assert.NotEqual(["0"], await Servers.Second.RowsAsync(moved, "SELECT count(*) FROM events_1", Token));
        Assert.Equal(
            ["{dbname,host,port}"],
            await Servers.Coordinator.RowsAsync(
                shards.Name,
                "SELECT array_agg(option_name ORDER BY option_name)::text FROM pg_foreign_server, "
                    + "pg_options_to_table(srvoptions) WHERE srvname = 'first'",
                Token
            )
        );
    }

    [Fact]
    public async Task A_check_compares_servers_without_addresses_and_reaches_none_of_them()
    {
        var shards = await ShardsAsync();
        var made = Both(1, Events);
        await using (var session = await shards.Database.OpenAsync(Token))
        {
            await Runner(made).RunAsync(session, new MigrationTarget.Up(), Token);
        }

        // Whoever checks needs no variables.
        shards.Variables.Clear();
        var alike = await new StructureCheck(new([made]), shards.Database, shards.Database.Scratch("check")).RunAsync(
            Token
        );
        await Servers.Coordinator.ExecuteAsync(
            shards.Name,
            "ALTER SERVER first OPTIONS (ADD fetch_size '7'); "
                + "ALTER FOREIGN TABLE events_2 OPTIONS (SET table_name 'others')",
            Token
        );
        var changed = await new StructureCheck(new([made]), shards.Database, shards.Database.Scratch("check")).RunAsync(
            Token
        );

        Assert.Equal([], alike.Missing.Concat(alike.Extra));
        Assert.Contains(changed.Extra, line => line.Text.Contains("fetch_size=7", StringComparison.Ordinal));
        Assert.Contains(changed.Extra, line => line.Text.Contains("table_name=others", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_that_a_migration_inserts_do_not_get_out_of_a_temporary_copy()
    {
        var shards = await ShardsAsync();
        var scratch = (await shards.Database.OpenAsync(Token)).Database.Scratch("check");
        await scratch.CreateAsync(TimeSpan.FromSeconds(30), null, Token);
        try
        {
            await using var session = await scratch.OpenAsync(Token);
            await Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token);

            var failed = await Assert.ThrowsAsync<StatementFailedException>(() => InsertAsync(session, 30));

            Assert.Contains("user mapping not found", failed.Message, StringComparison.Ordinal);
            Assert.Equal([0, 0], (await CountsAsync(shards, hasTable: false))[1..]);
        }
        finally
        {
            await scratch.DropAsync(Token);
        }
    }

    [Fact]
    public async Task A_plan_is_observed_where_servers_are_new_and_where_they_are_old()
    {
        var shards = await ShardsAsync();
        Steps[] all =
        [
            Both(1, Events),
            new Steps(2, [new AddColumn("events", new("more", new(ColumnKind.Int32)) { IsNullable = true })], []),
        ];

        var fresh = await PlanAsync(shards, all);
        await using (var session = await shards.Database.OpenAsync(Token))
        {
            await Runner(all[0]).RunAsync(session, new MigrationTarget.Up(), Token);
        }

        var later = await PlanAsync(shards, all);

        Assert.All(fresh.Concat(later), note => Assert.Null(note));
        Assert.Equal(0, (await CountsAsync(shards)).Sum());
    }

    [Fact]
    public async Task Loaded_rows_land_on_their_servers_and_retention_is_left_to_them()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        await Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token);

        await session.BeginAsync(TransactionOptions.Default, Token);
        await session.WriteAsync(new("events", [.. Columns], [], 1_000, (n, row) =>
            {
                row.Integer(n);
                row.Text($"note {n}");
            }), null, Token);
        await session.CommitAsync(Token);
        await Servers.Coordinator.ExecuteAsync(shards.Name, "ALTER TABLE events ADD at timestamptz", Token);
        var retention = new DataRetention(
            shards.Database,
            [new("events", "events", "at", TimeSpan.FromDays(1))],
            TimeProvider.System
        );
        var refused = await Assert.ThrowsAnyAsync<ProvisioningException>(() => retention.PlanAsync(Token));

        var counts = await CountsAsync(shards);
        Assert.All(counts, rows => Assert.InRange(rows, 200, 500));
        Assert.Equal(1_000, counts.Sum());
        Assert.Contains(
            "events has partitions on other servers, such as events_1",
            refused.Message,
            StringComparison.Ordinal
        );
    }
}
