using System.Text;
using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.PostgreSql;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.PostgreSql;

/// <summary>Backups by pg_dump: of one moment, restorable by an ordinary user, and refused before anything is written
/// where they would fail.</summary>
public sealed class PostgreSqlBackupTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_and_definitions_that_would_be_commands_are_only_names_and_definitions()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var mark = Path.Combine(Path.GetTempPath(), $"never-{Guid.NewGuid():N}");
        await database.ExecuteAsync(
            $"""
            CREATE TABLE "x
            \! touch {mark}
            " (id integer PRIMARY KEY, "a""b" text);
            INSERT INTO "x
            \! touch {mark}
            " VALUES (1, E'\\! touch {mark}\n\\.\n');
            COMMENT ON TABLE "x
            \! touch {mark}
            " IS E'first\n\\! touch {mark}';
            CREATE FUNCTION f() RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT 1';
            CREATE VIEW v AS SELECT f() AS n, random() AS r;
            """,
            Token
        );
        var engine = BackupEngines.For(DatabaseUrl.Parse(database.Url));

        var taken = await Taken.FromAsync(engine, Taken.Request, Token);

        Assert.Empty(await taken.DifferencesAsync(engine, Taken.Request, look: null, Token));
        Assert.Empty(await engine.CheckPartsAsync(taken.Contents, taken.Parts, Token));
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public async Task Tables_whose_names_with_their_schemas_read_alike_are_both_backed_up()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            """
            CREATE SCHEMA audit;
            CREATE TABLE audit.log AS SELECT 1 AS a;
            CREATE TABLE public."audit.log" AS SELECT generate_series(1, 2) AS a;
            """,
            Token
        );
        var engine = BackupEngines.For(DatabaseUrl.Parse(database.Url));

        var taken = await Taken.FromAsync(engine, Taken.Request, Token);

        Assert.Equal(3, taken.Contents.Rows());
        Assert.Empty(await taken.DifferencesAsync(engine, Taken.Request, look: null, Token));
    }

    [Fact]
    public async Task A_user_who_is_no_superuser_backs_up_and_restores_what_is_his()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var role = $"test_{Guid.NewGuid():N}";
        await database.ExecuteAsync(
            $"CREATE ROLE {role} LOGIN CREATEDB PASSWORD 'S3cret:with\\colon'; ALTER DATABASE {database.Name} OWNER "
                + $"TO {role}; ALTER SCHEMA public OWNER TO {role}",
            Token
        );
        try
        {
            var url = new UriBuilder(database.Url)
            {
                UserName = role,
                Password = Uri.EscapeDataString("S3cret:with\\colon"),
            }
                .Uri
                .OriginalString;
            await ProvisionProcess.RunAsync(Token, "init", "--system", "genesis", "--sample-data", "--url", url);
            var engine = BackupEngines.For(DatabaseUrl.Parse(url));
            await database.ExecuteAsync(
                $"ALTER DATABASE {database.Name} SET search_path TO public, pg_temp; GRANT CONNECT ON DATABASE "
                    + $"{database.Name} TO pg_monitor; GRANT SELECT ON users TO pg_monitor",
                Token
            );

            var taken = await Taken.FromAsync(engine, Taken.Request, Token);

            Assert.True(taken.Contents.Rows() > 10);
            Assert.Empty(
                await taken.DifferencesAsync(
                    engine,
                    Taken.Request,
                    async apart =>
                    {
                        await using var session = await apart.OpenAsync(Token);
                        Assert.Equal(
                            ["public, pg_temp"],
                            await session.QueryAsync(
                                "SELECT current_setting('search_path')",
                                row => row.GetString(0),
                                Token
                            )
                        );
                        Assert.Equal(
                            [true],
                            await session.QueryAsync(
                                "SELECT has_table_privilege('pg_monitor', 'users', 'SELECT')",
                                row => row.GetBoolean(0),
                                Token
                            )
                        );
                    },
                    Token
                )
            );
        }
        finally
        {
            await database.ExecuteAsync(
                $"REASSIGN OWNED BY {role} TO CURRENT_USER; DROP OWNED BY {role}; DROP ROLE {role}",
                CancellationToken.None
            );
        }
    }

    [Fact]
    public async Task A_role_that_the_server_lacks_is_named_before_anything_is_written()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var role = $"gone_{Guid.NewGuid():N}";
        await database.ExecuteAsync(
            $"CREATE ROLE {role}; CREATE TABLE t (id integer PRIMARY KEY); GRANT SELECT ON t TO {role}",
            Token
        );
        var engine = BackupEngines.For(DatabaseUrl.Parse(database.Url));
        var taken = await Taken.FromAsync(engine, Taken.Request, Token);
        await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}", Token);

        var error = await Assert.ThrowsAsync<ProvisioningException>(() =>
            taken.DifferencesAsync(engine, Taken.Request, look: null, Token)
        );

        Assert.Contains($"CREATE ROLE \"{role}\";", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"CREATE ROLE {role}",
            Encoding.UTF8.GetString(taken.Bytes["globals"]),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("PASSWORD", Encoding.UTF8.GetString(taken.Bytes["globals"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_without_secrets_holds_none_and_restores_with_all_keys()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, "Hash" text NOT NULL, key bytea, upper_name text GENERATED ALWAYS AS (upper(name)) STORED);
            CREATE TABLE tokens (id integer PRIMARY KEY, person bigint REFERENCES people (id), token text);
            CREATE TABLE posts (id integer PRIMARY KEY, person bigint NOT NULL REFERENCES people (id));
            INSERT INTO people (name, "Hash", key) VALUES ('Ada', 'canary-1', 'canary-2'), (E'B\tob', 'canary-3', NULL);
            INSERT INTO tokens VALUES (1, 1, 'canary-4'); INSERT INTO posts VALUES (1, 2);
            """,
            Token
        );
        var engine = BackupEngines.For(DatabaseUrl.Parse(database.Url));
        var request = Taken.Request with
        {
            WithoutSecrets = true,
            Profile = new()
            {
                SecretTables = ["tokens"],
                SecretColumns = [new("people", "Hash", "!"), new("people", "key")],
            },
        };

        var taken = await Taken.FromAsync(engine, request, Token);

        Assert.All(taken.Bytes.Values, bytes =>
            Assert.DoesNotContain("canary", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal)
        );
        Assert.Equal(["rows of tokens", "values of people.Hash", "values of people.key"], taken.Contents.Omitted);
        Assert.Empty(
            await taken.DifferencesAsync(
                engine,
                request,
                async apart =>
                {
                    await using var session = await apart.OpenAsync(Token);
                    Assert.Equal(
                        ["Ada!ADA", "B\tob!B\tOB"],
                        await session.QueryAsync(
                            "SELECT name || \"Hash\" || coalesce(key::text, '') || upper_name FROM people ORDER BY id",
                            row => row.GetString(0),
                            Token
                        )
                    );
                },
                Token
            )
        );
        var slip = request with { Profile = new() { SecretColumns = [new("people", "hash")] } };
        Assert.Contains(
            "people.hash",
            (await Assert.ThrowsAsync<ProvisioningException>(() => Taken.FromAsync(engine, slip, Token))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_dump_that_is_cut_or_breaks_off_leaves_no_database()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE t AS SELECT n AS id, repeat('x', 1000) AS text FROM generate_series(1, 5000) n",
            Token
        );
        var engine = BackupEngines.For(DatabaseUrl.Parse(database.Url));
        var taken = await Taken.FromAsync(engine, Taken.Request, Token);
        var before = await DatabasesAsync(database);
        var cut = new Dictionary<string, byte[]>(taken.Bytes) { ["dump"] = taken.Bytes["dump"][..^2_000_000] };
        var broken = new BackupParts([.. taken.Bytes.Keys], async (name, to, token) =>
        {
            await to.WriteAsync(
                taken.Bytes[name].AsMemory(0, name == "dump" ? 3_000_000 : taken.Bytes[name].Length),
                token
            );
            if (name == "dump")
            {
                throw new ProvisioningException("The chunk is damaged.");
            }
        });

        await Assert.ThrowsAsync<ProvisioningException>(() =>
            (taken with { Bytes = cut }).DifferencesAsync(engine, Taken.Request, look: null, Token)
        );
        var error = await Assert.ThrowsAsync<ProvisioningException>(() =>
            engine.Isolated().RestoreAsync(taken.Contents, broken, Token)
        );

        Assert.Equal("The chunk is damaged.", error.Message);
        Assert.NotEmpty(await engine.CheckPartsAsync(taken.Contents, (taken with { Bytes = cut }).Parts, Token));
        Assert.Equal(before, await DatabasesAsync(database));
    }

    [Fact]
    public async Task What_is_restored_takes_the_databases_place_and_the_old_one_is_kept_beside_it()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync("CREATE TABLE t (id integer PRIMARY KEY); INSERT INTO t VALUES (1)", Token);
        var engine = BackupEngines.For(DatabaseUrl.Parse(database.Url));
        var taken = await Taken.FromAsync(engine, Taken.Request, Token);
        await database.ExecuteAsync("INSERT INTO t VALUES (2)", Token);
        var beside = engine.Beside();
        await beside.RestoreAsync(taken.Contents, taken.Parts, Token);

        ProvisioningException refused;
        await using (await database.OpenAsync(Token))
        {
            refused = await Assert.ThrowsAsync<ProvisioningException>(() =>
                engine.ReplaceWithAsync(beside.Database, ReplacedContent.BackedUp, Token)
            );
        }

        var between = await database.RowsAsync("SELECT count(*) FROM t", Token);
        await engine.ReplaceWithAsync(beside.Database, ReplacedContent.BackedUp, Token);
        var aside = (await DatabasesAsync(database)).Single(name =>
            name.StartsWith($"{database.Name}_before_", StringComparison.Ordinal)
        );
        await using var old = await DatabaseUrl
            .Parse(database.Url.Replace(database.Name, aside, StringComparison.Ordinal))
            .OpenAsync(Token);
        var kept = await old.QueryAsync("SELECT count(*) FROM t", row => row.GetInt64(0), Token);
        await old.DisposeAsync();
        await DatabaseUrl.Parse(database.Url.Replace(database.Name, aside, StringComparison.Ordinal)).DropAsync(Token);

        Assert.Contains("pg_terminate_backend", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["2"], between);
        Assert.Equal(["1"], await database.RowsAsync("SELECT count(*) FROM t", Token));
        Assert.Equal([2], kept);
    }

    [Theory]
    [InlineData(15, "15.14", null)]
    [InlineData(15, "15.13", "fixed")]
    [InlineData(16, "15.18", "cannot read it")]
    [InlineData(14, "15.18", null)]
    public void Programs_that_are_too_old_are_refused(int major, string version, string? reason)
    {
        PostgreSqlTools[] found = [new("/somewhere", Version.Parse(version))];

        var error = Record.Exception(() => PostgreSqlTools.Choose(major, ["pg_dump"], found));

        Assert.Equal(reason is null, error is null);
        Assert.Contains(reason ?? "", error?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_itself_is_run_and_no_script_that_chooses_one()
    {
        var tools = await PostgreSqlTools.FindAsync(server: 10, ["pg_dump", "pg_restore"], Token);

        var file = new FileInfo(tools["pg_dump"]);
        Assert.Equal("pg_dump", (file.ResolveLinkTarget(returnFinalTarget: true) ?? file).Name);
    }

    private static Task<IReadOnlyList<string>> DatabasesAsync(TestDatabase database) =>
        database.RowsAsync($"SELECT datname FROM pg_database WHERE datname LIKE '{database.Name}%' ORDER BY 1", Token);
}
