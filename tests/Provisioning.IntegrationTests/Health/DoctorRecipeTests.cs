using Npgsql;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Health;

/// <summary>Doctor on a server that was set up as ToWow's document has it, and on what goes wrong there
/// later.</summary>
public sealed class DoctorRecipeTests(OwnServer server) : IClassFixture<OwnServer>
{
    private const string Recipe = """
        CREATE ROLE towow_app LOGIN PASSWORD 'password';
        CREATE ROLE towow_migrate LOGIN PASSWORD 'password';
        GRANT CONNECT ON DATABASE towow TO towow_app;
        GRANT USAGE ON SCHEMA public TO towow_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO towow_app;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO towow_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO towow_app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO towow_app;
        GRANT CREATE ON SCHEMA public TO towow_migrate;
        GRANT ALL ON ALL TABLES IN SCHEMA public TO towow_migrate;
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_set_up_by_the_documents_recipe_shows_its_defects()
    {
        await ProvisionProcess.RunAsync(Token, "init", "--system", "towow", "--url", server.Url("towow"));
        await server.ExecuteAsync("towow", Recipe, Token);

        var run = await DoctorRun.OnAsync(
            $"{server.Url("towow")}?sslmode=prefer",
            Token,
            "--system",
            "towow",
            "--production",
            "--instances",
            "3",
            "--pool-size",
            "30",
            "--max-overflow",
            "50"
        );

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(("failed", "3 × (30 + 50) = 240"), run["pools"]);
        Assert.Equal(("failed", "ddl"), run["logged-passwords"]);
        Assert.Equal(("failed", "the server has no SSL"), run["ssl"]);
        Assert.Equal(("failed", "prefer"), run["sslmode"]);
        Assert.Equal(("failed", "towow_app: TEMPORARY on database towow"), run["application-role"]);
        Assert.Equal("failed", run["everybody"].Verdict);
        Assert.Contains("CONNECT on database towow", run["everybody"].Value, StringComparison.Ordinal);
        Assert.Equal(("failed", "host trust"), run["authentication"]);
        Assert.Equal("failed", run["login"].Verdict);
        Assert.Equal(("failed", "off"), run["checksums"]);
        Assert.Equal(("ok", "all applied"), run["migrations"]);
        Assert.All(
            ["durability", "password-encryption", "connections", "autovacuum", "transaction-age", "slow-query-log"],
            check => Assert.Equal("ok", run[check].Verdict)
        );
        Assert.All(run.Findings.Values.Where(finding => finding.Verdict is "failed" or "warning"), finding =>
            Assert.NotEmpty(finding.Advice)
        );
    }

    [Fact]
    public async Task A_role_that_owns_tables_is_reported()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE owned", Token);
        await server.ExecuteAsync(
            "owned",
            "CREATE ROLE querygpt_app LOGIN CREATEROLE; CREATE TABLE mine (id int PRIMARY KEY); ALTER TABLE mine "
                + "OWNER TO querygpt_app; GRANT CREATE ON SCHEMA public TO PUBLIC; REVOKE ALL ON DATABASE owned FROM "
                + "PUBLIC",
            Token
        );

        var run = await DoctorRun.OnAsync(server.Url("owned"), Token, "--system", "querygpt");

        Assert.Equal(
            ("warning", "querygpt_app: CREATEROLE, CREATE on schema public, owns mine"),
            run["application-role"]
        );
        Assert.Equal(("warning", "CREATE on schema public"), run["everybody"]);
        Assert.Equal("failed", run["migrations"].Verdict);
    }

    [Fact]
    public async Task A_role_without_rights_to_look_gets_not_known_and_the_rest()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE narrow", Token);
        await server.ExecuteAsync("narrow", "CREATE ROLE narrow LOGIN", Token);

        var run = await DoctorRun.OnAsync(server.Url("narrow", user: "narrow"), Token);

        Assert.All(["open-transactions", "idle-in-transaction", "authentication"], check =>
            Assert.Equal("not_known", run[check].Verdict)
        );
        Assert.Contains("pg_monitor", run.Findings["open-transactions"].Advice, StringComparison.Ordinal);
        Assert.Equal(("ok", "narrow, without further powers"), run["login"]);
        Assert.Equal("ok", run["connections"].Verdict);
    }

    [Fact]
    public async Task Deadlocks_are_counted_from_one_run_to_the_next()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE locked", Token);
        await server.ExecuteAsync(
            "locked",
            "CREATE TABLE pair (id int PRIMARY KEY, n int); INSERT INTO pair VALUES (1, 0), (2, 0)",
            Token
        );
        var file = Path.Combine(Directory.CreateTempSubdirectory("provision-").FullName, "sample.json");

        var first = await DoctorRun.OnAsync(server.Url("locked"), Token, "--since", file);
        await DeadlockAsync();
        var second = await UntilAsync(
            () => DoctorRun.OnAsync(server.Url("locked"), Token, "--since", file),
            run => run["deadlocks"].Verdict == "failed"
        );
        var third = await DoctorRun.OnAsync(server.Url("locked"), Token, "--since", file);

        Assert.Equal(("ok", "0"), first["deadlocks"]);
        Assert.Equal(3, second.ExitCode);
        Assert.StartsWith("1 in ", second["deadlocks"].Value, StringComparison.Ordinal);
        Assert.Equal("ok", third["deadlocks"].Verdict);
    }

    [Fact]
    public async Task A_transaction_left_open_is_found_with_whose_it_is()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE idle", Token);
        await using var connection = await server.OpenAsync("idle", Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand("SELECT pg_sleep(0.1)", connection, transaction);
        await command.ExecuteNonQueryAsync(Token);

        var run = await DoctorRun.OnAsync(
            server.Url("idle"),
            Token,
            "--limit",
            "transaction-seconds=0",
            "--limit",
            "idle-seconds=0"
        );

        Assert.Equal(3, run.ExitCode);
        Assert.All(["open-transactions", "idle-in-transaction"], check => Assert.Equal("failed", run[check].Verdict));
        Assert.Contains(
            $"process {connection.ProcessID} (postgres)",
            run["open-transactions"].Value,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_wears_out_in_a_database_is_found()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE worn", Token);
        await server.ExecuteAsync(
            "worn",
            """
            CREATE TABLE orders (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, customer int, note text) WITH (autovacuum_enabled = off);
            SELECT setval('orders_id_seq', 2000000000);
            CREATE TABLE lines (order_id int REFERENCES orders, text text);
            CREATE INDEX ix_a ON orders (customer); CREATE INDEX ix_b ON orders (customer);
            INSERT INTO orders (id, customer) SELECT n, 1 FROM generate_series(1, 3000) n;
            DELETE FROM orders WHERE id > 1000;
            INSERT INTO lines SELECT 1, 'same';
            INSERT INTO lines SELECT 1, 'same';
            """,
            Token
        );
        // One row too many for it to be unique: what CREATE INDEX CONCURRENTLY leaves then is invalid.
        await Assert.ThrowsAsync<PostgresException>(() =>
            server.ExecuteAsync("worn", "CREATE UNIQUE INDEX CONCURRENTLY broken ON lines (text)", Token)
        );
        await server.ExecuteAsync("worn", "SELECT pg_create_physical_replication_slot('left_behind', true)", Token);

        var run = await UntilAsync(
            () => DoctorRun.OnAsync(server.Url("worn"), Token),
            run => run["dead-rows"].Verdict == "failed"
        );
        await server.ExecuteAsync("worn", "SELECT pg_drop_replication_slot('left_behind')", Token);

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(("failed", "public.orders: 2,000 (67 %)"), run["dead-rows"]);
        Assert.Equal(("failed", "broken"), run["invalid-indexes"]);
        Assert.Equal(("failed", "orders.id (94 %)"), run["sequences"]);
        Assert.Equal(("warning", "off for orders"), run["autovacuum"]);
        Assert.Equal(("warning", "orders: ix_a = ix_b"), run["duplicate-indexes"]);
        Assert.Equal(("warning", "lines(order_id)"), run["foreign-keys"]);
        Assert.Equal(("warning", "lines"), run["primary-keys"]);
        Assert.Equal("warning", run["replication-slots"].Verdict);
        Assert.Contains("left_behind holds", run["replication-slots"].Value, StringComparison.Ordinal);
    }

    // Both take one row, then ask for the other's; the server ends one of them.
    private async Task DeadlockAsync()
    {
        await using var one = await server.OpenAsync("locked", Token);
        await using var two = await server.OpenAsync("locked", Token);
        await RunAsync(one, "BEGIN; UPDATE pair SET n = 1 WHERE id = 1");
        await RunAsync(two, "BEGIN; UPDATE pair SET n = 2 WHERE id = 2");

        var both = new[]
        {
            RunAsync(one, "UPDATE pair SET n = 1 WHERE id = 2"),
            RunAsync(two, "UPDATE pair SET n = 2 WHERE id = 1"),
        };

        await Assert.ThrowsAsync<PostgresException>(() => Task.WhenAll(both));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    // A session hands its counts in when it ends, which the server may notice a moment later.
    private static async Task<DoctorRun> UntilAsync(Func<Task<DoctorRun>> ask, Func<DoctorRun, bool> isThere)
    {
        var run = await ask();
        for (var i = 0; i < 50 && !isThere(run); i++)
        {
            await Task.Delay(100, Token);
            run = await ask();
        }

        return run;
    }
}
