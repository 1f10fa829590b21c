using System.Text.Json.Nodes;
using Provisioning.IntegrationTests.Support;
using Provisioning.Migrations;
using Xunit;

namespace Provisioning.IntegrationTests.Roles;

/// <summary>What the roles can do once they are made, tried by logins with their passwords.</summary>
[Collection(PasswordServerTests.Name)]
public sealed class PrivilegeTests(PasswordServer server)
{
    private const string Denied = "42501";

    // As migrations would, after the roles were made.
    private const string MadeLater = """
        CREATE TABLE later (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text);
        CREATE SEQUENCE later_numbers;
        CREATE VIEW later_view AS SELECT note FROM later;
        CREATE FUNCTION later_function() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE SCHEMA later_schema CREATE TABLE inside (id int)
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Systems => [.. ShippedSystems.All.Select(system => system.Name)];

    /// <summary>What each of four may do: application, migration, the database's owner without more,
    /// superuser.</summary>
    public static TheoryData<string, string, string> Matrix =>
        new()
        {
            // Rows.
            { "INSERT INTO later (note) VALUES ('x')", "ok ok 42501 ok", "" },
            { "SELECT * FROM later", "ok ok 42501 ok", "" },
            { "UPDATE later SET note = 'y'", "ok ok 42501 ok", "" },
            { "DELETE FROM later", "ok ok 42501 ok", "" },
            { "SELECT nextval('later_numbers'), currval('later_numbers')", "ok ok 42501 ok", "" },
            { "SELECT later_function()", "ok ok 42501 ok", "" },
            { "SELECT * FROM later_view", "ok ok 42501 ok", "" },
            { "SELECT * FROM \"VersionInfo\"", "ok ok 42501 ok", "" },
            { "INSERT INTO later_schema.inside VALUES (1)", "ok ok 42501 ok", "" },
            // Structure.
            { "TRUNCATE later", "42501 ok 42501 ok", "" },
            { "CREATE TABLE own (id int)", "42501 ok ok ok", "DROP TABLE own" },
            { "CREATE TEMPORARY TABLE passing (id int)", "42501 ok ok ok", "" },
            { "CREATE SCHEMA own", "42501 ok ok ok", "DROP SCHEMA own" },
            { "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'", "42501 ok ok ok", "DROP FUNCTION own()" },
            { "CREATE VIEW own AS SELECT 1 AS one", "42501 ok ok ok", "DROP VIEW own" },
            { "CREATE TYPE own AS ENUM ('a')", "42501 ok ok ok", "DROP TYPE own" },
            { "CREATE INDEX own ON later (note)", "42501 ok 42501 ok", "DROP INDEX own" },
            { "ALTER TABLE later ADD COLUMN own int", "42501 ok 42501 ok", "ALTER TABLE later DROP COLUMN own" },
            {
                "CREATE TRIGGER own BEFORE UPDATE ON later FOR EACH ROW EXECUTE FUNCTION "
                    + "suppress_redundant_updates_trigger()",
                "42501 ok 42501 ok",
                "DROP TRIGGER own ON later"
            },
            { "COMMENT ON TABLE later IS 'x'", "42501 ok 42501 ok", "" },
            { "CREATE EXTENSION citext", "42501 ok ok ok", "DROP EXTENSION citext" },
            { "SELECT setval('later_numbers', 1)", "42501 ok 42501 ok", "" },
            // The ledger.
            { "DELETE FROM \"VersionInfo\" WHERE false", "42501 ok 42501 ok", "" },
            { "SELECT * FROM provisioning_ledger", "42501 ok 42501 ok", "" },
            // The server.
            { "CREATE ROLE own", "42501 42501 42501 ok", "DROP ROLE own" },
            { "CREATE DATABASE own", "42501 42501 42501 ok", "DROP DATABASE own" },
            { "COPY later TO '/dev/null'", "42501 42501 42501 ok", "" },
            { "SELECT * FROM pg_authid", "42501 42501 42501 ok", "" },
            { "ALTER SYSTEM SET work_mem = '8MB'", "42501 42501 42501 ok", "ALTER SYSTEM RESET work_mem" },
        };

    [Fact]
    public async Task Each_of_four_roles_may_do_what_it_should_and_no_more()
    {
        using var set = await MadeAsync();
        var owner = PasswordServer.NewName("owner");
        const string password = "Owner-password-0001";
        await server.ExecuteAsync(
            set.Database,
            $"CREATE ROLE {owner} LOGIN PASSWORD '{password}'; ALTER DATABASE {set.Database} OWNER TO {owner}",
            Token
        );
        Assert.Equal("ok", await set.AsMigrationAsync(MadeLater));
        Func<string, Task<string>>[] four =
        [
            text => set.AsApplicationAsync(text),
            text => set.AsMigrationAsync(text),
            text => server.OutcomeAsync(set.Database, owner, password, text, Token),
            text => SuperuserAsync(set, text),
        ];

        var wrong = new List<string>();
        foreach (var row in Matrix)
        {
            var (sql, expected, undo) = row.Data;
            var outcomes = new List<string>();
            foreach (var run in four)
            {
                outcomes.Add(await run(sql));
                if (outcomes[^1] == "ok" && undo.Length > 0)
                {
                    Assert.Equal("ok", await SuperuserAsync(set, undo));
                }
            }

            if (string.Join(' ', outcomes) != expected)
            {
                wrong.Add($"{sql}: {string.Join(' ', outcomes)}, not {expected}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task Other_databases_are_named_and_closed_where_that_is_asked_for()
    {
        var other = await server.CreateDatabaseAsync(Token);
        using var set = await MadeAsync();
        var open = await set.AsApplicationAsync("SELECT 1", other);

        var told = await set.RolesAsync("check");
        var asked = await set.RolesAsync("check", "--close-others");
        await set.ApplyAsync("--close-others");
        var after = await set.RolesAsync("check", "--close-others");

        Assert.Equal("ok", open);
        Assert.Equal((0, 3, 0), (told.ExitCode, asked.ExitCode, after.ExitCode));
        Assert.Contains(other, told.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"REVOKE CONNECT, TEMPORARY ON DATABASE \"{other}\" FROM PUBLIC",
            asked.Output,
            StringComparison.Ordinal
        );
        foreach (var database in (string[])[other, "postgres", "template1"])
        {
            Assert.Equal(
                (Denied, Denied),
                (await set.AsApplicationAsync("SELECT 1", database), await set.AsMigrationAsync("SELECT 1", database))
            );
        }

        Assert.Equal("ok", await set.AsApplicationAsync("SELECT 1"));
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task The_migration_role_alone_brings_up_the_system_and_the_application_role_works_with_all_of_it(
        string system
    )
    {
        using var set = await RoleSet.CreateAsync(server, system);
        await set.ApplyAsync();

        var up = await set.MigrateAsync("up");
        var down = await set.MigrateAsync("down", "--to", "0", "--yes");
        var again = await set.MigrateAsync("up");
        var seeded = await set.MigrateAsync("seed", "--sample-data");
        var check = await set.RolesAsync("check");

        Assert.Equal((0, 0, 0, 0), (up.ExitCode, down.ExitCode, again.ExitCode, seeded.ExitCode));
        Assert.True(check.ExitCode == 0, check.Output);
        var tables = await server.RowsAsync(
            set.Database,
            "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE "
                + "'provisioning%' AND tablename <> 'VersionInfo'",
            Token
        );
        Assert.NotEmpty(tables);
        foreach (var table in tables)
        {
            Assert.Equal(
                "ok",
                await set.AsApplicationAsync(
                    $"BEGIN; SELECT * FROM {table}; INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM {table} "
                        + $"WHERE false; DELETE FROM {table} WHERE false; COMMIT"
                )
            );
            Assert.Equal(Denied, await set.AsApplicationAsync($"ALTER TABLE {table} ADD COLUMN own int"));
            Assert.Equal(Denied, await set.AsApplicationAsync($"TRUNCATE {table}"));
        }
    }

    [Fact]
    public async Task The_application_role_may_ask_whether_the_database_is_at_a_version()
    {
        using var set = await RoleSet.CreateAsync(server, "vibesurf");
        await set.ApplyAsync();
        var url = server.Url(set.Database, set.Application, set.ApplicationPassword);
        Task<ProvisionRun> AtLeastAsync(params string[] options) =>
            ProvisionProcess.RunAsync(
                Token,
                ["status", "--at-least", "newest", "--system", "vibesurf", "--url", url, .. options]
            );

        var before = await AtLeastAsync();
        await set.MigrateAsync("up");
        var after = await AtLeastAsync("--output", "json");
        var text = await AtLeastAsync();

        Assert.True((before.ExitCode, after.ExitCode) == (3, 0), before.Errors + after.Errors);
        Assert.True((bool)JsonNode.Parse(after.Output)!["ledger_closed"]!);
        Assert.Contains("This role may not read the ledger", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown", text.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task PUBLIC_has_nothing_in_a_system_that_was_there_before_its_roles(string system)
    {
        using var set = await RoleSet.CreateAsync(server, system);
        await ProvisionProcess.RunAsync(
            Token,
            ["init", "--sample-data", "--system", system, "--url", server.Url(set.Database)]
        );
        await set.ApplyAsync();

        var left = await server.RowsAsync(
            set.Database,
            """
            SELECT 'database' FROM pg_database, aclexplode(datacl) a WHERE datname = current_database() AND a.grantee = 0
            UNION ALL SELECT 'schema ' || nspname FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) a WHERE nspname = 'public' AND a.grantee = 0
            UNION ALL SELECT relname::text FROM pg_class, aclexplode(relacl) a WHERE relnamespace = 'public'::regnamespace AND a.grantee = 0
            UNION ALL SELECT proname::text FROM pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner))) a WHERE pronamespace = 'public'::regnamespace AND a.grantee = 0
                      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
            """,
            Token
        );
        var redo = await set.MigrateAsync("redo", "--steps", "1", "--yes");

        Assert.Empty(left);
        Assert.True(redo.ExitCode == 0, redo.Errors);
    }

    [Fact]
    public async Task A_schema_named_after_a_role_does_not_shadow_what_the_role_names()
    {
        using var set = await MadeAsync();
        await server.ExecuteAsync(
            set.Database,
            $"""
            CREATE SCHEMA "{set.Application}"; CREATE TABLE "{set.Application}".demands (stolen text);
            GRANT ALL ON SCHEMA "{set.Application}" TO PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA "{set.Application}" TO PUBLIC
            """,
            Token
        );

        Assert.Equal("ok", await set.AsApplicationAsync("SELECT title FROM demands"));
        Assert.Equal("42703", await set.AsApplicationAsync("SELECT stolen FROM demands"));
    }

    private async Task<string> SuperuserAsync(RoleSet set, string sql)
    {
        await server.ExecuteAsync(set.Database, sql, Token);
        return "ok";
    }

    private async Task<RoleSet> MadeAsync()
    {
        var set = await RoleSet.CreateAsync(server);
        await set.ApplyAsync();
        var up = await set.MigrateAsync("up");
        Assert.True(up.ExitCode == 0, up.Errors);
        return set;
    }
}
