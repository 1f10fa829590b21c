using System.Diagnostics;
using Provisioning.IntegrationTests.Support;
using Provisioning.Transfer.Format;
using Xunit;

namespace Provisioning.IntegrationTests.Export;

/// <summary>Values, names and shapes that a careless export loses come back as they were.</summary>
public sealed class AwkwardValueTests(PostgreSqlServer server)
{
    private const string OnPostgreSql = """"
        CREATE TYPE mood AS ENUM ('good', 'so, "so"');
        CREATE DOMAIN short AS character(5);
        CREATE SEQUENCE loose INCREMENT 5;
        CREATE TABLE everything (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t text, v varchar(10), c character(4), n numeric, f double precision, r real, b boolean, d date,
            ts timestamp, tz timestamptz, i interval, j json, jb jsonb, by bytea, a integer[], ta text[], m mood, s short, ip inet, u uuid, x int4range,
            twice numeric GENERATED ALWAYS AS (n * 2) STORED);
        CREATE TABLE bare (id integer PRIMARY KEY, t text);
        CREATE TABLE keyless (a text, b text);
        CREATE TABLE "odd ""name""" ("select" integer PRIMARY KEY, "a,b" text, "Ünï" text);
        CREATE TABLE tree (id integer PRIMARY KEY, parent integer REFERENCES tree (id));
        CREATE TABLE hen (id integer PRIMARY KEY, egg integer NOT NULL);
        CREATE TABLE egg (id integer PRIMARY KEY, hen integer NOT NULL REFERENCES hen (id));
        ALTER TABLE hen ADD CONSTRAINT hen_egg_fkey FOREIGN KEY (egg) REFERENCES egg (id);
        CREATE TABLE touched (id integer PRIMARY KEY, at timestamptz);
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END $$;
        CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON touched FOR EACH ROW EXECUTE FUNCTION touch();
        """";

    private const string RowsOnPostgreSql = """"
        INSERT INTO everything (t, v, c, n, f, r, b, d, ts, tz, i, j, jb, by, a, ta, m, s, ip, u, x) VALUES
            ('', 'x', 'ab', 'NaN', 'NaN', 'Infinity', true, 'infinity', '-infinity', 'infinity', '1 year -2 days 03:04:05.678901', '{"a" : 1,  "a":2}', '{"n": 123456789012345678901234567890.5}', '\x00ff0a', '{1,NULL,3}', '{"a,b","","NULL",NULL,"q\"q"}', 'so, "so"', 'abc', '10.0.0.1', '00000000-0000-0000-0000-000000000001', '[1,5)'),
            (E'line\nend\r\nand\ttab', E'"q",''q''', '', 123456789012345678901234567890.123456789, 0.1, 0.1, false, '0044-03-15 BC', '0001-01-01 00:00:00 BC', '294276-12-31 23:59:59.999999+00', '-1 mon', 'null', 'null', '', '{}', '{}', 'good', '', '::1/64', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'empty'),
            (E'\\.', E'\\N', ' ', -0.00000000000000000001, 1e308, -0.0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
            (E'a\n\\.\nb', 'NULL', NULL, 0, -1e-308, 1e-38, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
            (E'\n\\! touch /tmp/never\n', NULL, NULL, NULL, 9007199254740993, NULL, NULL, NULL, '2026-01-01 00:00:00.000001', '2026-01-01 00:00:00.1+05:30', NULL, NULL, '"\u00e9\ud83d\ude00"', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
            (repeat('long ', 50000), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, decode(repeat('00ff', 50000), 'hex'), NULL, NULL, NULL, NULL, NULL, NULL, NULL);
        DELETE FROM everything WHERE id = (SELECT max(id) FROM everything WHERE t = 'never');
        INSERT INTO keyless VALUES (NULL, NULL), ('', NULL), (NULL, ''), (' lead', 'trail ');
        INSERT INTO "odd ""name""" VALUES (1, 'a', 'ü'), (2, ',', '""');
        INSERT INTO tree VALUES (3, NULL); INSERT INTO tree VALUES (1, 3), (2, 1);
        BEGIN; ALTER TABLE hen ALTER CONSTRAINT hen_egg_fkey DEFERRABLE INITIALLY DEFERRED; INSERT INTO hen VALUES (1, 1), (2, 2); INSERT INTO egg VALUES (1, 2), (2, 1); COMMIT;
        ALTER TABLE hen ALTER CONSTRAINT hen_egg_fkey NOT DEFERRABLE;
        ALTER TABLE touched DISABLE TRIGGER touch; INSERT INTO touched VALUES (1, '2001-01-01'); ALTER TABLE touched ENABLE TRIGGER touch;
        SELECT nextval('loose'), nextval('loose'), nextval('everything_id_seq');
        """";

    private const string OnSqlite = """"
        CREATE TABLE everything (id INTEGER PRIMARY KEY AUTOINCREMENT, t TEXT, v VARCHAR(10), f REAL, n NUMERIC(10,2), b BOOLEAN, d DATETIME, by BLOB, j JSON, twice AS (id * 2));
        CREATE TABLE bare (id INTEGER PRIMARY KEY, t TEXT);
        CREATE TABLE keyless (a TEXT, b TEXT);
        CREATE TABLE "odd ""name""" ("select" INTEGER PRIMARY KEY, "a,b" TEXT, "Ünï" TEXT);
        CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree (id));
        CREATE TABLE hen (id INTEGER PRIMARY KEY, egg INTEGER NOT NULL REFERENCES egg (id));
        CREATE TABLE egg (id INTEGER PRIMARY KEY, hen INTEGER NOT NULL REFERENCES hen (id));
        CREATE TABLE touched (id INTEGER PRIMARY KEY, at DATETIME);
        CREATE TRIGGER touch AFTER INSERT ON touched BEGIN UPDATE touched SET at = datetime('now') WHERE id = NEW.id; END;
        """";

    private const string RowsOnSqlite = """"
        PRAGMA foreign_keys = OFF;
        INSERT INTO everything (t, v, f, n, b, d, by, j) VALUES
            ('', 'x', 9e999, 1.5, 1, '2026-01-01 00:00:00', x'00ff0a', '{"a" : 1}'), (char(10) || 'a' || char(13, 10) || '\n\r' || char(10), '"q",''q''', -9e999, 1234567890123, 0, 'soon', x'', '[]'),
            ('\.', '\N', 0.1, 'text in a number', 7, 1, NULL, 'null'), ('a' || char(10) || '\.' || char(10) || 'b', 'NULL', -0.0, -1, NULL, NULL, NULL, NULL),
            (char(10) || '.shell touch /tmp/never' || char(10), NULL, 1e300, 1e300, NULL, '2026-01-01T00:00:00.123456Z', NULL, '"é😀"');
        INSERT INTO everything (id) VALUES (100); DELETE FROM everything WHERE id = 100;
        INSERT INTO keyless VALUES (NULL, NULL), ('', NULL), (NULL, ''), (' lead', 'trail ');
        INSERT INTO "odd ""name""" VALUES (1, 'a', 'ü'), (2, ',', '""');
        INSERT INTO tree VALUES (1, 3), (3, NULL), (2, 1);
        INSERT INTO hen VALUES (1, 1), (2, 2); INSERT INTO egg VALUES (1, 2), (2, 1);
        INSERT INTO touched VALUES (1, NULL); UPDATE touched SET at = '2001-01-01 00:00:00.000';
        """";

    private static readonly string[] TableNames =
    [
        "everything",
        "bare",
        "keyless",
        "\"odd \"\"name\"\"\"",
        "tree",
        "hen",
        "egg",
        "touched",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.PostgreSql, ExportLayout.Csv)]
    [InlineData(Engine.PostgreSql, ExportLayout.Sql)]
    [InlineData(Engine.Sqlite, ExportLayout.Csv)]
    [InlineData(Engine.Sqlite, ExportLayout.Sql)]
    public async Task They_come_back_as_they_were(Engine engine, ExportLayout layout)
    {
        await using var from = await FilledAsync(engine);
        await using var into = await EmptyAsync(engine);
        var folder = Exporting.NewFolder();

        var exported = await Exporting.ExportAsync(from, folder, layout, Token);
        await Exporting.ImportAsync(into, folder, Token);

        Assert.Equal(await StateAsync(from), await StateAsync(into));
        Assert.Equal(TableNames.Length, exported.Tables.Count);
        Assert.True(exported.Rows > 15);
        Exporting.Delete(folder);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_file_of_sql_runs_in_the_shell_of_its_engine_whole_or_not_at_all(Engine engine)
    {
        await using var from = await FilledAsync(engine);
        await using var into = await EmptyAsync(engine);
        await using var taken = await EmptyAsync(engine);
        await taken.ExecuteAsync("INSERT INTO tree (id) VALUES (2)", Token);
        var folder = Exporting.NewFolder();
        await Exporting.ExportAsync(from, folder, ExportLayout.Sql, Token);
        var before = await StateAsync(taken);

        var (good, bad) = (
            await ShellAsync(into, Path.Combine(folder, "export.sql")),
            await ShellAsync(taken, Path.Combine(folder, "export.sql"))
        );

        Assert.Equal(0, good);
        Assert.Equal(await StateAsync(from), await StateAsync(into));
        Assert.NotEqual(0, bad);
        Assert.Equal(before, await StateAsync(taken));
        Assert.False(File.Exists("/tmp/never"));
        Exporting.Delete(folder);
    }

    [Theory]
    [OnBothEngines]
    public async Task Numbers_go_on_where_they_were_and_triggers_and_keys_are_as_they_were(Engine engine)
    {
        await using var from = await FilledAsync(engine);
        await using var into = await EmptyAsync(engine);
        var folder = Exporting.NewFolder();
        await Exporting.ExportAsync(from, folder, ExportLayout.Csv, Token);
        await Exporting.ImportAsync(into, folder, Token);

        foreach (var database in new[] { from, into })
        {
            await database.ExecuteAsync(
                "INSERT INTO everything (t) VALUES ('new'); INSERT INTO touched (id) VALUES (2)",
                Token
            );
            Assert.Equal(
                ["1"],
                await database.RowsAsync("SELECT count(*) FROM touched WHERE id = 2 AND at IS NOT NULL", Token)
            );
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
                database.ExecuteAsync(
                    engine is Engine.Sqlite
                        ? "PRAGMA foreign_keys = ON; INSERT INTO hen VALUES (9, 99)"
                        : "INSERT INTO hen VALUES (9, 99)",
                    Token
                )
            );
        }

        Assert.Equal(
            await from.RowsAsync("SELECT id FROM everything WHERE t = 'new'", Token),
            await into.RowsAsync("SELECT id FROM everything WHERE t = 'new'", Token)
        );
        Exporting.Delete(folder);
    }

    [Fact]
    public async Task A_value_that_csv_would_turn_into_another_is_refused_by_name()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, anything); INSERT INTO t VALUES (1, 5), (2, '5')",
            Token
        );
        var folder = Exporting.NewFolder();

        var error = await Assert.ThrowsAsync<ProvisioningException>(() =>
            Exporting.ExportAsync(database, folder, ExportLayout.Csv, Token)
        );

        Assert.Contains("Column anything of row 1 of t", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    private async Task<TestDatabase> EmptyAsync(Engine engine)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(engine is Engine.Sqlite ? OnSqlite : OnPostgreSql, Token);
        return database;
    }

    private async Task<TestDatabase> FilledAsync(Engine engine)
    {
        var database = await EmptyAsync(engine);
        await database.ExecuteAsync(engine is Engine.Sqlite ? RowsOnSqlite : RowsOnPostgreSql, Token);
        return database;
    }

    // Every value as its engine writes it, with its type.
    private static async Task<IReadOnlyList<string>> StateAsync(TestDatabase database)
    {
        var state = new List<string>();
        foreach (var table in TableNames)
        {
            if (database.Engine is Engine.PostgreSql)
            {
                state.AddRange(await database.RowsAsync($"SELECT '{table}', t::text FROM {table} t ORDER BY 2", Token));
                continue;
            }

            var columns = await database.RowsAsync(
                $"SELECT name FROM "
                    + $"pragma_table_xinfo('"
                    + $"{(table[0] == '"' ? table[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : table)}') "
                    + $"ORDER BY cid",
                Token
            );
            var values = columns
                .Select(column => $"\"{column}\"")
                .Select(column => $"typeof({column}) || coalesce(quote({column}), '')");
            state.AddRange(
                await database.RowsAsync(
                    $"SELECT {string.Join(", ", values)} FROM {table} ORDER BY "
                        + $"{string.Join(", ", Enumerable.Range(1, columns.Count))}",
                    Token
                )
            );
        }

        return state;
    }

    private static async Task<int> ShellAsync(TestDatabase database, string file)
    {
        var start =
            database.Engine is Engine.Sqlite
                ? Shell.Redirected("sqlite3", database.Name)
                : Shell.Redirected("psql", "-X", "-q", "-d", database.Url, "-f", file);
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        var reading = Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(Token),
            process.StandardError.ReadToEndAsync(Token)
        );
        try
        {
            await process.StandardInput.WriteAsync(
                database.Engine is Engine.Sqlite ? await File.ReadAllTextAsync(file, Token) : ""
            );
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It stopped at an error and reads no more.
        }

        await reading;
        await process.WaitForExitAsync(Token);
        return process.ExitCode;
    }
}
