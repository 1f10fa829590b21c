using Provisioning.IntegrationTests.Support;
using Provisioning.Seeding.Filling;
using Xunit;
using static Provisioning.IntegrationTests.Seeding.LoadCase;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>Rows that are made from the structure of a database alone.</summary>
public sealed class StructureFillerTests(PostgreSqlServer server)
{
    private const string PostgreSqlTypes = """
        CREATE SCHEMA other;
        CREATE EXTENSION btree_gist;
        CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s');
        CREATE TYPE other.kind AS ENUM ('x', 'y');
        CREATE TYPE pair AS (a int, b text);
        CREATE DOMAIN positive AS integer CHECK (VALUE > 0 AND VALUE < 5000000);
        CREATE DOMAIN code AS varchar(5) NOT NULL CHECK (VALUE ~ '^[A-Z]{2}\d{3}$');
        CREATE TABLE kinds (
          id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, small smallserial, a smallint, b bigint, c numeric,
            d numeric(2,2), e numeric(20,4), f real,
          g double precision, h money, i text, j varchar, k varchar(3), l char(2), m "char", n name, o bytea,
            p boolean NOT NULL, q date, r time, s time(3) with time zone,
          t timestamp(3), u timestamptz NOT NULL, v interval, w uuid UNIQUE, x json, y jsonb, z xml, aa inet,
            ab cidr, ac macaddr, ad bit(3), ae varbit, af mood NOT NULL,
          ag other.kind NOT NULL, ah positive, ai code, aj int[] NOT NULL, ak text[], al mood[], am int4range,
            an tstzrange, ao daterange, ap tsvector, aq point, ar pair,
          as_ numeric(4), at_ timestamp(3)[], g2 integer GENERATED ALWAYS AS (id * 2) STORED,
            "odd ""name" text NOT NULL, ba oid, bb macaddr8, bc box, bd polygon);
        CREATE TABLE bookings (room int NOT NULL, during tstzrange NOT NULL, EXCLUDE USING gist (room WITH =,
          during WITH &&));
        CREATE TABLE other.notes (kind other.kind PRIMARY KEY, "Text" text NOT NULL);
        CREATE TABLE uses (code code PRIMARY KEY, mood mood REFERENCES moods);
        """;

    private const string SqliteTypes = """
        CREATE TABLE kinds (id INTEGER PRIMARY KEY AUTOINCREMENT, a VARCHAR(3) NOT NULL, b NUMERIC(5,2), c REAL,
          d BLOB, e DATETIME NOT NULL, f BOOLEAN, g JSON CHECK (json_valid(g)),
          h DATE, i UNIQUEIDENTIFIER, j, k BIGINT, g2 INTEGER AS (k * 2), `odd name` TEXT NOT NULL,
            l TEXT GENERATED ALWAYS AS (a || 'x') STORED);
        CREATE TABLE strict_one (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b REAL, c BLOB, d ANY, e INT NOT NULL) STRICT;
        CREATE TABLE keyed (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
        CREATE TABLE globbed (a TEXT NOT NULL CHECK (a GLOB '[A-Z][0-9]*'), `b` INT NOT NULL CHECK (`b` > 7),
          [c d] INT CHECK ([c d] < 0));
        """;

    // {0} is the type of a moment.
    private const string Tables = """
        CREATE TABLE users (id bigint PRIMARY KEY, email varchar(40) NOT NULL UNIQUE CHECK (email LIKE '%@%.%'),
          name text NOT NULL CHECK (length(name) BETWEEN 3 AND 20),
          manager bigint REFERENCES users, age integer CHECK (age >= 18 AND age < 120),
            state text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'active', 'it''s gone')));
        CREATE TABLE teams (id bigint PRIMARY KEY, slug varchar(4) NOT NULL UNIQUE, leader bigint);
        CREATE TABLE members (user_id bigint NOT NULL REFERENCES users, team_id bigint NOT NULL REFERENCES teams,
          role varchar(10) NOT NULL, PRIMARY KEY (user_id, team_id));
        CREATE TABLE tasks (team_id bigint NOT NULL, user_id bigint NOT NULL, title text,
          price numeric(10,2) NOT NULL CHECK (price > 0), share numeric(3,2) CHECK (share >= 0 AND share <= 1),
          starts_at {0} NOT NULL, ends_at {0} NOT NULL, parent_user bigint, parent_team bigint,
          PRIMARY KEY (team_id, user_id), FOREIGN KEY (user_id, team_id) REFERENCES members (user_id, team_id),
          FOREIGN KEY (parent_team, parent_user) REFERENCES tasks (team_id, user_id),
          CHECK (ends_at > starts_at), CHECK (title IS NULL OR title <> ''), CHECK (NOT (price < 0 OR price IS NULL)));
        CREATE TABLE profiles (user_id bigint PRIMARY KEY REFERENCES users, one boolean, bio text,
          CHECK ((bio IS NULL) OR (length(bio) > 2)));
        CREATE TABLE ways (id integer PRIMARY KEY, user_id bigint REFERENCES users, team_id bigint REFERENCES teams,
          CHECK ((user_id IS NULL) <> (team_id IS NULL)));
        CREATE TABLE self (id integer PRIMARY KEY, parent integer NOT NULL REFERENCES self);
        CREATE TABLE moods (id integer PRIMARY KEY CHECK (id % 3 = 1), label text);
        CREATE UNIQUE INDEX users_lower ON users (lower(email));
        CREATE UNIQUE INDEX teams_one_leader ON teams (leader) WHERE leader IS NOT NULL;
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Every_table_gets_its_rows_whatever_keys_and_checks_ask_for(Engine engine)
    {
        await using var database = await StartAsync(engine, Tables);

        var filled = await FillAsync(database, new() { Rows = 3, KeepsCounters = true });

        Assert.All(filled, table => Assert.Equal((table.Table, 3, null), (table.Table, table.Rows, table.Problem)));
        Assert.Equal(8, filled.Count);
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM users WHERE email LIKE '%@%'", Token));
        Assert.Equal(["2"], await database.RowsAsync("SELECT count(manager) FROM users", Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task Columns_of_every_type_are_filled(Engine engine)
    {
        var tables =
            engine is Engine.PostgreSql
                ? PostgreSqlTypes.Replace("mood mood REFERENCES moods", "mood mood", StringComparison.Ordinal)
                : SqliteTypes;
        await using var database = await StartAsync(engine, tables);

        var filled = await FillAsync(database, new() { Rows = 3, KeepsCounters = true });
        var numbered = await FillAnotherAsync(engine, tables, new() { Rows = 5, Seed = 7 });

        string[] few = ["other.notes"];
        Assert.All(filled.Where(table => !few.Contains($"{table.Table}")), table =>
            Assert.Equal((table.Table, 3, null), (table.Table, table.Rows, table.Problem))
        );
        Assert.All(numbered.Where(table => !few.Contains($"{table.Table}")), table =>
            Assert.Equal((table.Table, 5, null), (table.Table, table.Rows, table.Problem))
        );
        Assert.All(filled.Where(table => few.Contains($"{table.Table}")), table =>
            Assert.Equal((2, "no more rows of it can differ"), (table.Rows, table.Problem))
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_table_that_cannot_be_filled_is_named_with_the_reason(Engine engine)
    {
        var refuses =
            engine is Engine.Sqlite
                ? "CREATE TRIGGER no BEFORE INSERT ON refuses BEGIN SELECT RAISE(ABORT, 'no rows here'); END;"
                : """
                    CREATE FUNCTION no() RETURNS trigger LANGUAGE
                      plpgsql AS 'BEGIN RAISE EXCEPTION ''no rows here''; END';
                    CREATE TRIGGER no BEFORE INSERT ON refuses FOR EACH ROW EXECUTE FUNCTION no();
                    ALTER TABLE one ADD FOREIGN KEY (other) REFERENCES two;
                    """;
        await using var database = await StartAsync(
            engine,
            $"""
            CREATE TABLE one (id integer PRIMARY KEY, other integer NOT NULL{(
                engine is Engine.Sqlite ? " REFERENCES two" : ""
            )});
            CREATE TABLE two (id integer PRIMARY KEY, other integer NOT NULL REFERENCES one);
            CREATE TABLE child (id integer PRIMARY KEY, one integer NOT NULL REFERENCES one);
            CREATE TABLE parent (id integer PRIMARY KEY, child integer REFERENCES child);
            CREATE TABLE flag (on_or_off boolean PRIMARY KEY);
            CREATE TABLE refuses (id integer PRIMARY KEY);
            {refuses}
            """
        );

        var filled = await FillAsync(database, new() { Rows = 4 });

        Assert.Equal(
            [
                "child 0 it needs a row of one, which has none",
                "flag 2 no more rows of it can differ",
                "one 0 its foreign keys are a circle of columns that are NOT NULL: one → two → one",
                "parent 4 ",
                $"refuses 0 no rows here ({(engine is Engine.Sqlite ? "SQLITE_CONSTRAINT_TRIGGER" : "P0001")})",
                "two 0 it needs a row of one, which has none",
            ],
            filled.Select(table => $"{table.Table} {table.Rows} {table.Problem}").Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Rows_of_a_partitioned_table_fit_a_partition_that_there_is()
    {
        await using var database = await StartAsync(
            Engine.PostgreSql,
            """
            CREATE TABLE by_day (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL, PRIMARY KEY (id,
              at)) PARTITION BY RANGE (at);
            CREATE TABLE by_day_1 PARTITION OF by_day FOR VALUES FROM ('2026-03-01') TO ('2026-03-02');
            CREATE TABLE by_place (id integer, place text NOT NULL, n integer NOT NULL, PRIMARY KEY (id, place,
              n)) PARTITION BY LIST (place);
            CREATE TABLE by_place_eu PARTITION OF by_place FOR VALUES IN ('eu', 'it''s') PARTITION BY RANGE (n);
            CREATE TABLE by_place_eu_few PARTITION OF by_place_eu FOR VALUES FROM (100) TO (MAXVALUE);
            CREATE TABLE by_hash (id integer PRIMARY KEY) PARTITION BY HASH (id);
            CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 1, REMAINDER 0);
            CREATE TABLE any_other (at date NOT NULL) PARTITION BY RANGE (at);
            CREATE TABLE any_other_d PARTITION OF any_other DEFAULT;
            CREATE TABLE without (at date NOT NULL) PARTITION BY RANGE (at);
            """
        );

        var filled = await FillAsync(database, new() { Rows = 50, KeepsCounters = true });

        Assert.Equal([50, 50, 50, 50, 0], filled.Select(table => table.Rows));
        Assert.Equal("no partition of relation \"without\" found for row (23514)", filled[^1].Problem);
    }

    private async Task<IReadOnlyList<FilledTable>> FillAnotherAsync(Engine engine, string tables, FillOptions options)
    {
        await using var database = await StartAsync(engine, tables);
        return await FillAsync(database, options);
    }

    private async Task<TestDatabase> StartAsync(Engine engine, string tables)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            tables.Replace("{0}", engine is Engine.Sqlite ? "DATETIME" : "timestamptz", StringComparison.Ordinal),
            Token
        );
        return database;
    }
}
