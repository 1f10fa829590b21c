using Provisioning.Administration.Retention;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>A table whose partitions are on three servers: one here, two by postgres_fdw.</summary>
public sealed class ShardTests(ShardServers servers) : IClassFixture<ShardServers>
{
    private static readonly Column[] Columns = [new("id", new(ColumnKind.Int64)), new("note", new(ColumnKind.String))];

    private static readonly Operation[] Events =
    [
        new CreateExtension("postgres_fdw"),
        new CreateForeignServer("first", "FIRST_URL"),
        new CreateForeignServer("second", "SECOND_URL"),
        new CreateTable(new("events", [.. Columns]) { Partitioning = "HASH (id)" }),
        new CreatePartition("events", "events_0", Part(0)),
        new CreatePartition("events", "events_1", Part(1)) { Server = "first" },
        new CreatePartition("events", "events_2", Part(2)) { Server = "second", RemoteTable = new("app", "events") },
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
            await servers.Coordinator.RowsAsync(shards.Name, "SELECT count(*) FROM events", Token)
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

        var kept = await servers.Coordinator.RowsAsync(
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
        Assert.DoesNotContain($"{servers.First.Port}", rendered, StringComparison.Ordinal);
        Assert.Contains("FIRST_URL", rendered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_may_use_the_table_uses_all_of_it_and_does_not_see_the_password()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        await Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token);
        var role = PasswordServer.NewName("app");
        await servers.Coordinator.ExecuteAsync(
            shards.Name,
            $"CREATE ROLE {role} LOGIN PASSWORD 'of-the-app'; GRANT SELECT, INSERT ON events TO {role}",
            Token
        );

        var written = await servers.Coordinator.OutcomeAsync(
            shards.Name,
            role,
            "of-the-app",
            "INSERT INTO events SELECT n, 'x' FROM generate_series(1, 30) n; SELECT FROM events",
            Token
        );
        var looked = await servers.Coordinator.OutcomeAsync(
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
        var moved = await TableAsync(servers.Second, "public", "events_1");
        shards.Variables["FIRST_URL"] = $"{servers.Second.Url(moved)}?connect_timeout=5&application_name=events";
        var again = new CreateForeignServer("first", "FIRST_URL") { Replaces = true };

        await Runner(first, new Steps(2, [again], [])).RunAsync(session, new MigrationTarget.Up(), Token);
        await InsertAsync(session, 30);
        shards.Variables["FIRST_URL"] = servers.Second.Url(moved);
        await Runner(first, new Steps(2, [again], []), new Steps(3, [again], []))
            .RunAsync(session, new MigrationTarget.Up(), Token);
        await InsertAsync(session, 30);

        Assert.Equal(0, (await CountsAsync(shards))[1]);
        Assert.NotEqual(["0"], await servers.Second.RowsAsync(moved, "SELECT count(*) FROM events_1", Token));
        Assert.Equal(
            ["{dbname,host,port}"],
            await servers.Coordinator.RowsAsync(
                shards.Name,
                "SELECT array_agg(option_name ORDER BY option_name)::text FROM pg_foreign_server, "
                    + "pg_options_to_table(srvoptions) WHERE srvname = 'first'",
                Token
            )
        );
    }

    [Fact]
    public async Task A_table_that_is_not_there_yet_fails_the_migration_and_is_named()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        await servers.First.ExecuteAsync(shards.First, "DROP TABLE events_1", Token);

        var failed = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains(
            "the table public.events_1 of server first cannot be read: relation \"public.events_1\" does not exist",
            failed.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("Apply the migrations of that server first", failed.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["0"],
            await servers.Coordinator.RowsAsync(shards.Name, "SELECT count(*) FROM pg_foreign_server", Token)
        );
    }

    [Fact]
    public async Task A_server_that_is_down_fails_the_migration_and_is_named()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        shards.Variables["SECOND_URL"] = "postgresql://postgres:secret-of-second@127.0.0.1:1/events";

        var failed = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            Runner(Both(1, Events)).RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains("of server second cannot be read: could not connect", failed.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-second", $"{failed}", StringComparison.Ordinal);
    }

    public static TheoryData<string, Operation[]> Refused =>
        new()
        {
            {
                "postgresql cannot create partition keyed_1 of keyed on server first: keyed has a primary key",
                [
                    new CreateTable(
                        new("keyed", [.. Columns]) { Partitioning = "HASH (id)", PrimaryKey = new("pk", ["id"]) }
                    ),
                    new CreatePartition("keyed", "keyed_1", Part(1)) { Server = "first" },
                ]
            },
            {
                "postgresql cannot add unique constraint uq to events: unique constraint uq of events would have to "
                    + "hold for partition events_1 on server first",
                [.. Events, new AddUnique("events", new("uq", ["id"]))]
            },
            {
                "postgresql cannot create index ux on events: unique index ux",
                [.. Events, new CreateIndex("events", new("ux", [new("id")]) { IsUnique = true })]
            },
            {
                "postgresql cannot add foreign key fk to events: its partition events_1 is on server first",
                [.. Events, new AddForeignKey("events", new("fk", ["id"], "others", ["id"]))]
            },
        };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_PostgreSQL_refuses_is_refused_before_anything_runs(string reason, Operation[] operations)
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        var runner = Runner(
            new Steps(1, [new ExecuteSql("CREATE TABLE first (id integer)")], []),
            new Steps(2, operations, [])
        );

        var refused = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(
            [""],
            await servers.Coordinator.RowsAsync(shards.Name, "SELECT coalesce(to_regclass('first')::text, '')", Token)
        );
        // PostgreSQL says the same.
        await using var bare = await shards.Database.OpenAsync(Token);
        await Assert.ThrowsAsync<StatementFailedException>(async () =>
        {
            await bare.BeginAsync(TransactionOptions.Default, Token);
            await bare.ExecuteAsync(
                [
                    .. Events[..3]
                        .Concat(operations.Except(Events[..3]))
                        .SelectMany(each => shards.Database.Dialect.Render(each)),
                ],
                Token
            );
        });
    }

    public static TheoryData<string?, string> Urls =>
        new()
        {
            { null, "the variable SECOND_URL is not set. Set it to the URL" },
            { "sqlite:///events.db", "the variable SECOND_URL is not the URL of a PostgreSQL database" },
            { "postgresql://app:s%20ecret@db", "SECOND_URL: The URL names no database" },
            { "postgresql://app:s%20ecret@db/x?min_pool_size=2", "SECOND_URL sets Minimum Pool Size" },
        };

    [Theory]
    [MemberData(nameof(Urls))]
    public async Task An_address_that_cannot_be_is_refused_before_anything_runs(string? url, string reason)
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);
        shards.Variables["SECOND_URL"] = url;
        var runner = Runner(new Steps(1, [new CreateSchema("first")], []), new Steps(2, Events, []));

        var refused = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            runner.RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains("Cannot create foreign server second", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ecret", $"{refused}", StringComparison.Ordinal);
        Assert.DoesNotContain("first", (await session.InspectAsync(Token)).Schemas);
    }

    [Fact]
    public async Task A_database_without_the_extension_is_refused_with_the_way_out()
    {
        var shards = await ShardsAsync();
        await using var session = await shards.Database.OpenAsync(Token);

        var refused = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            Runner(new Steps(1, [.. Events.Skip(1)], [])).RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains("Create.Extension(\"postgres_fdw\")", refused.Message, StringComparison.Ordinal);
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
        await servers.Coordinator.ExecuteAsync(
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
        await servers.Coordinator.ExecuteAsync(shards.Name, "ALTER TABLE events ADD at timestamptz", Token);
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

    private static string Part(int remainder) => $"FOR VALUES WITH (MODULUS 3, REMAINDER {remainder})";

    private static Steps Both(long version, Operation[] up) =>
        new(version, up, [.. up.Reverse().Select(operation => operation.Inverse!)]);

    private static MigrationRunner Runner(params Steps[] steps) => new(new([.. steps]), new(), TimeProvider.System);

    private static Task InsertAsync(DatabaseSession session, int rows) =>
        session.ExecuteAsync($"INSERT INTO events SELECT n, 'note' FROM generate_series(1, {rows}) n", Token);

    private static async Task<IReadOnlyList<string?>> PlanAsync(Shards shards, Steps[] steps)
    {
        var plan = await new PlanReview(new([.. steps]), shards.Database, new()).RunAsync(
            new MigrationTarget.Up(),
            shards.Database.Scratch("plan"),
            looksAround: false,
            Token
        );
        return [.. plan.Steps.SelectMany(step => step.Statements).Select(statement => statement.NotObserved)];
    }

    private async Task<List<int>> CountsAsync(Shards shards, bool hasTable = true)
    {
        async Task<int> CountAsync(PasswordServer server, string database, string table) =>
            int.Parse(
                (
                    await server.RowsAsync(
                        database,
                        $"SELECT CASE WHEN to_regclass('{table}') IS NULL THEN 0 ELSE (xpath('/row/n/text()', "
                            + $"query_to_xml('SELECT count(*) AS n FROM {table}', false, true, '')))[1]::text::int END",
                        Token
                    )
                )[0],
                System.Globalization.CultureInfo.InvariantCulture
            );

        return
        [
            hasTable ? await CountAsync(servers.Coordinator, shards.Name, "events_0") : 0,
            await CountAsync(servers.First, shards.First, "events_1"),
            await CountAsync(servers.Second, shards.Second, "app.events"),
        ];
    }

    private async Task<Shards> ShardsAsync()
    {
        var name = await servers.Coordinator.CreateDatabaseAsync(Token);
        var first = await TableAsync(servers.First, "public", "events_1");
        var second = await TableAsync(servers.Second, "app", "events");
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FIRST_URL"] = servers.First.Url(first),
            ["SECOND_URL"] = servers.Second.Url(second),
        };
        var database = DatabaseUrl
            .Read(servers.Coordinator.Url(name))
            .ToDatabase(new() { Variables = variable => variables.GetValueOrDefault(variable) });
        return new(database, name, first, second, variables);
    }

    // As the migrations of that server would have made it.
    private static async Task<string> TableAsync(PasswordServer server, string schema, string table)
    {
        var name = await server.CreateDatabaseAsync(Token);
        await server.ExecuteAsync(
            name,
            $"CREATE SCHEMA IF NOT EXISTS {schema}; CREATE TABLE {schema}.{table} (id bigint NOT NULL, note text)",
            Token
        );
        return name;
    }

    private sealed record Shards(
        Database Database,
        string Name,
        string First,
        string Second,
        Dictionary<string, string?> Variables
    );
}
