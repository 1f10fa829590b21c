using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Connections;

/// <summary>Whoever may create things in a database that is migrated by somebody with more rights cannot get his own
/// called by that.</summary>
public sealed class SearchPathTests(PostgreSqlServer server)
{
    // Every function here raises an error: a call is a failed command.
    private const string Trap = """
        CREATE FUNCTION {0}.trap() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION 'the trap was called'; END $f$;
        """;

    // Operators between all types that a catalogue's columns have, where PostgreSQL has none of its own for exactly
    // those two. One with its types to the letter is taken before one that needs a cast, in whatever schema of the
    private const string Operators = """
        DO $do$
        DECLARE l text; r text; o text; result text;
          types text[] := ARRAY['text', 'name', 'oid', 'int2', 'int4', 'int8', 'bool', '"char"', 'varchar', 'regclass', 'regnamespace', 'regtype', 'text[]', 'name[]', 'oid[]', 'int2[]', 'int2vector', 'oidvector', 'jsonb', 'inet', 'timestamptz'];
        BEGIN
          FOREACH l IN ARRAY types LOOP FOREACH r IN ARRAY types LOOP
            FOREACH result IN ARRAY ARRAY['bool', 'text', 'int4'] LOOP
              EXECUTE format('CREATE FUNCTION {0}.trap_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION ''the operator between %s and %s was called''; END $f$', result, l, r, result, l, r);
            END LOOP;
            FOREACH o IN ARRAY ARRAY['=', '<>', '<', '>', '<=', '>=', '~~', '!~~', '||', '->>', '&', '+', '-', '~', '@>'] LOOP
              CONTINUE WHEN EXISTS (SELECT FROM pg_operator p WHERE p.oprname = o AND p.oprleft = l::regtype AND p.oprright = r::regtype AND p.oprnamespace = 'pg_catalog'::regnamespace);
              result := CASE WHEN o IN ('||', '->>') THEN 'text' WHEN o IN ('&', '+', '-') THEN 'int4' ELSE 'bool' END;
              EXECUTE format('CREATE OPERATOR {0}.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = {0}.trap_%s)', o, l, r, result);
            END LOOP;
          END LOOP; END LOOP;
        END $do$;
        """;

    // Functions of the names that catalogue queries call, with every argument replaced by the types that need no cast.
    private const string Functions = """
        DO $do$
        DECLARE f record; a text;
        BEGIN
          FOR f IN
            SELECT DISTINCT p.proname, p.pronargs, p.proargtypes[0]::regtype::text one, p.proargtypes[1]::regtype::text two, p.proargtypes[2]::regtype::text three, p.prorettype::regtype::text result
            FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.pronargs BETWEEN 1 AND 3 AND NOT p.proretset
              AND p.proname IN ('format_type', 'pg_get_expr', 'col_description', 'obj_description', 'array_to_string', 'chr', 'pg_get_indexdef', 'quote_ident', 'pg_get_triggerdef', 'pg_get_functiondef',
                'pg_get_viewdef', 'substr', 'length', 'set_config', 'current_setting', 'to_char', 'host', 'pg_get_function_result', 'pg_get_function_arguments', 'pg_opclass_is_visible', 'pg_try_advisory_lock',
                'pg_advisory_unlock', 'upper', 'lower', 'replace', 'position', 'array_length', 'has_database_privilege', 'pg_database_size', 'pg_get_userbyid', 'pg_encoding_to_char', 'to_jsonb', 'count')
          LOOP
            FOREACH a IN ARRAY ARRAY['text', 'name', 'varchar', 'oid', 'regclass', 'int2', 'int4', 'int8', '"char"', 'inet', 'timestamp', 'timestamptz', 'jsonb', 'text[]', 'name[]'] LOOP
              BEGIN
                EXECUTE format('CREATE FUNCTION {0}.%I(%s) RETURNS %s LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION ''%s was called''; END $f$',
                  f.proname, concat_ws(', ', a, f.two, f.three), f.result, f.proname);
              EXCEPTION WHEN OTHERS THEN NULL; END;
            END LOOP;
          END LOOP;
        END $do$;
        """;

    // Tables and views of the catalogue's names, in front of it where the database's own search path has its way.
    private const string Tables = """
        CREATE VIEW {0}.pg_class AS SELECT {0}.trap()::text AS relname, 0::oid AS oid;
        CREATE VIEW {0}.pg_namespace AS SELECT {0}.trap()::text AS nspname, 0::oid AS oid;
        CREATE VIEW {0}.pg_database AS SELECT {0}.trap()::text AS datname, 0::oid AS oid;
        CREATE TABLE {0}."VersionInfo" ("Version" bigint, "AppliedOn" timestamp, "Description" text);
        INSERT INTO {0}."VersionInfo" VALUES (99, now(), 'never applied');
        """;

    private static readonly string[][] Commands =
    [
        ["db", "wait"],
        ["db", "create"],
        ["init", "--system", "towow", "--sample-data"],
        ["status", "--system", "towow", "--check"],
        ["check", "--system", "towow"],
        ["describe", "--system", "towow"],
        ["redo", "--system", "towow", "--yes"],
        ["clean", "--system", "towow", "--yes"],
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_lies_in_a_writable_schema_that_comes_first_in_the_path_is_not_called()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        // The driver of this test reads the types of the database once, by names that would be trapped.
        Assert.Empty(await database.TablesAsync(Token));
        await database.ExecuteAsync(
            $"SET search_path = pg_catalog; CREATE SCHEMA evil; {Trap}{Operators}{Functions}{Tables}".Replace(
                "{0}",
                "evil",
                StringComparison.Ordinal
            ),
            Token
        );
        await database.ExecuteAsync(
            $"ALTER DATABASE {database.Name} SET search_path = evil, pg_catalog, public",
            Token
        );

        await RunAllAsync(database.Url);

        Assert.Contains("agent_profiles", await database.TablesAsync(Token));
        Assert.Equal(["1"], await database.RowsAsync("SELECT count(*) FROM evil.\"VersionInfo\"", Token));
    }

    [Fact]
    public async Task What_lies_in_public_is_not_called_where_the_catalogue_has_the_like()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            $"SET search_path = pg_catalog; {Trap}{Operators}{Functions}".Replace(
                "{0}",
                "public",
                StringComparison.Ordinal
            ),
            Token
        );

        await RunAllAsync(database.Url, check: 3);
    }

    [Fact]
    public async Task A_schema_of_the_role_s_own_name_is_not_looked_into()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            $"CREATE SCHEMA postgres; {Trap}{Tables}".Replace("{0}", "postgres", StringComparison.Ordinal),
            Token
        );

        var run = await ProvisionProcess.RunAsync(Token, "up", "--system", "towow", "--url", database.Url);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("agent_profiles", await database.TablesAsync(Token));
    }

    private static async Task RunAllAsync(string url, int check = 3)
    {
        foreach (var command in Commands)
        {
            var run = await ProvisionProcess.RunAsync(Token, [.. command, "--url", url]);

            // Its text may be in a report; that it ran is an error.
            Assert.DoesNotContain("was called (P0001)", run.Errors, StringComparison.Ordinal);
            // What the attacker put there is found by the check, and by nothing else.
            Assert.True(
                run.ExitCode == (command[0] is "check" ? check : 0),
                $"{string.Join(' ', command)}: {run.ExitCode} "
                    + $"{run.Errors}{(command[0] is "check" ? run.Output[..Math.Min(500, run.Output.Length)] : "")}"
            );
        }
    }
}
