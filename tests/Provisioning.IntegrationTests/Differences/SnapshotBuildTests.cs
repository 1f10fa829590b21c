using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Differences;

/// <summary>The structure in a file of <c>provision snapshot</c> is made again from the file alone, or refused by
/// name.</summary>
public sealed class SnapshotBuildTests(PostgreSqlServer server)
{
    private readonly StructureTurn _turn = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Engine, string> Structures() =>
        new()
        {
            {
                Engine.PostgreSql,
                """
                    CREATE SCHEMA app; CREATE TABLE app.t (a int);
                    CREATE TYPE mood AS ENUM ('bad', 'it''s');
                    CREATE DOMAIN d AS text CONSTRAINT full_d CHECK (VALUE <> '');
                    CREATE SEQUENCE s START 5 INCREMENT 2;
                    CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x + 1';
                    CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                    CREATE TABLE users (id serial PRIMARY KEY, "Mail" varchar(50) NOT NULL
                      CONSTRAINT users_mail UNIQUE, n bigint DEFAULT f(1),
                        m mood DEFAULT 'it''s', dd d, c text COLLATE "C", x int GENERATED ALWAYS AS (1 + 1) STORED,
                        boss int CONSTRAINT users_boss REFERENCES users (id) ON DELETE SET NULL
                        CONSTRAINT users_self CHECK (boss <> id));
                    CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY, u varchar(50),
                        CONSTRAINT fk_u FOREIGN KEY (u) REFERENCES users ("Mail") DEFERRABLE INITIALLY DEFERRED);
                    ALTER TABLE notes ADD CONSTRAINT later CHECK (id > 0) NOT VALID;
                    CREATE INDEX ix ON users (n DESC, id) WHERE n > 0; CREATE INDEX ix_l ON users (lower("Mail"));
                    CREATE VIEW b AS SELECT id, "Mail" FROM users; CREATE VIEW a AS SELECT id FROM b;
                    CREATE TRIGGER tr BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION tg();
                    ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON users FOR SELECT USING (n > 0);
                    COMMENT ON TABLE users IS 'those who use'; COMMENT ON COLUMN users."Mail" IS 'the mail';
                    CREATE TABLE ev (id int NOT NULL, at date NOT NULL,
                      CONSTRAINT ev_pk PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
                    """
            },
            {
                Engine.Sqlite,
                """
                    CREATE TABLE a (id integer PRIMARY KEY AUTOINCREMENT, b text NOT NULL DEFAULT 'x' COLLATE nocase,
                        c int REFERENCES a (id) ON DELETE CASCADE, d AS (c + 1),
                        CONSTRAINT bc UNIQUE (b, c), CONSTRAINT ck CHECK (c > 0));
                    CREATE INDEX i ON a (b DESC) WHERE c > 1; CREATE VIEW v AS SELECT id FROM a;
                    CREATE VIEW u AS SELECT id FROM v;
                    CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET c = 1; END;
                    CREATE TABLE w (k text PRIMARY KEY, v any) STRICT, WITHOUT ROWID;
                    CREATE TABLE p (x int, y int, PRIMARY KEY (x, y), FOREIGN KEY (x) REFERENCES a (id));
                    """
            },
        };

    [Theory]
    [MemberData(nameof(Structures))]
    public async Task The_structure_is_made_from_the_file_alone(Engine engine, string sql)
    {
        await using var database = await _turn.MadeAsync(engine, sql);
        var url = DatabaseUrl.Parse(database.Url);
        var kept = StructureSnapshot.Parse((await StructureTurn.ReadAsync(database)).Write("shop"));

        var built = await kept.BuiltAsync(url.Scratch("structure"), Token);

        Assert.NotNull(built.Structure);
        Assert.Equal(kept.Write("shop"), built.Write("shop"));
    }

    [Fact]
    public async Task A_line_that_is_not_carried_is_named()
    {
        await using var database = await _turn.MadeAsync(Engine.PostgreSql, "CREATE TABLE t (a int)");
        var url = DatabaseUrl.Parse(database.Url);
        var kept = StructureSnapshot.Parse(
            "# structure of shop on postgresql\n\ntable t\n  a integer\n\npublication p\n  all tables\n"
        );

        var error = await Assert.ThrowsAsync<StructureNotCarriedException>(() =>
            kept.BuiltAsync(url.Scratch("structure"), Token)
        );

        Assert.Contains("publication p: all tables", error.Message, StringComparison.Ordinal);
    }
}
