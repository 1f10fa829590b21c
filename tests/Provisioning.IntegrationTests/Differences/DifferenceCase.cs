namespace Provisioning.IntegrationTests.Differences;

/// <summary>Two structures of an engine, as the SQL that makes them.</summary>
/// <param name="Name">What differs.</param>
/// <param name="Before">The first.</param>
/// <param name="After">The second.</param>
/// <param name="On">The engine; null for both.</param>
public sealed record DifferenceCase(string Name, string Before, string After, Engine? On = null)
{
    private const Engine Pg = Engine.PostgreSql;
    private const string Users = "CREATE TABLE users (id integer PRIMARY KEY, email varchar(50) NOT NULL, n integer);";

    public static IReadOnlyList<DifferenceCase> All { get; } =
    [
        new("nothing", Users, Users),
        new("a table", "", Users),
        new(
            "columns",
            Users,
            "CREATE TABLE users (id integer PRIMARY KEY, email varchar(50) NOT NULL, a integer DEFAULT 3, b text);"
        ),
        new(
            "nullability",
            Users,
            "CREATE TABLE users (id integer PRIMARY KEY, email varchar(50), n integer NOT NULL);"
        ),
        new(
            "defaults",
            Users,
            """
            CREATE TABLE users (id integer PRIMARY KEY, email varchar(50) NOT NULL DEFAULT 'none',
              n integer DEFAULT (1 + 2));
            """
        ),
        new("types", Users, "CREATE TABLE users (id integer PRIMARY KEY, email varchar(80) NOT NULL, n text);"),
        new(
            "a type back from text",
            "CREATE TABLE t (id integer PRIMARY KEY, a text, b text DEFAULT '1');",
            "CREATE TABLE t (id integer PRIMARY KEY, a date, b integer DEFAULT 1);",
            Pg
        ),
        new(
            "constraints",
            """
            CREATE TABLE t (a integer NOT NULL, b integer, CONSTRAINT t_pk PRIMARY KEY (a),
              CONSTRAINT t_b CHECK (b > 1));
            """,
            """
            CREATE TABLE t (a integer NOT NULL, b integer, CONSTRAINT t_b CHECK (b > 2),
              CONSTRAINT t_a CHECK (a <> b));
            """
        ),
        new(
            "foreign keys",
            "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (id integer PRIMARY KEY, p integer);",
            """
            CREATE TABLE p (id integer PRIMARY KEY);
            CREATE TABLE c (id integer PRIMARY KEY, p integer, CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE);
            """
        ),
        new(
            "tables that refer to each other",
            "",
            """
            CREATE TABLE c (id integer PRIMARY KEY, p integer);
            CREATE TABLE p (id integer PRIMARY KEY, c integer, CONSTRAINT p_c FOREIGN KEY (c) REFERENCES c (id));
            ALTER TABLE c ADD CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p (id);
            """,
            Pg
        ),
        new(
            "a key that others refer to",
            """
            CREATE TABLE p (id integer, code text NOT NULL, CONSTRAINT p_pk PRIMARY KEY (id), CONSTRAINT p_u UNIQUE (code));
            CREATE TABLE c (p integer, code text, CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p (id), CONSTRAINT c_c FOREIGN KEY (code) REFERENCES p (code));
            """,
            """
            CREATE TABLE p (id integer, code text NOT NULL, CONSTRAINT p_key PRIMARY KEY (id), CONSTRAINT p_u UNIQUE (code));
            CREATE TABLE c (p integer, code text, CONSTRAINT c_p FOREIGN KEY (p) REFERENCES p (id), CONSTRAINT c_c FOREIGN KEY (code) REFERENCES p (code));
            """,
            Pg
        ),
        new(
            "tables in each other's order",
            """
            CREATE TABLE z (id integer PRIMARY KEY);
            CREATE TABLE a (id integer PRIMARY KEY, z integer, CONSTRAINT a_z FOREIGN KEY (z) REFERENCES z (id));
            """,
            ""
        ),
        new(
            "indexes",
            $"{Users} CREATE INDEX ix_a ON users (email); CREATE UNIQUE INDEX ix_n ON users (n) WHERE n > 3;",
            $"{Users} CREATE INDEX ix_a ON users (email DESC, n); CREATE INDEX ix_l ON users (lower(email));"
        ),
        new(
            "indexes of methods and classes",
            "CREATE TABLE t (a integer, b text, c jsonb);",
            """
            CREATE TABLE t (a integer, b text, c jsonb);
            CREATE INDEX i1 ON t USING gin (c jsonb_path_ops);
            CREATE INDEX i2 ON t (b text_pattern_ops NULLS FIRST) INCLUDE (a) WITH (fillfactor = 70) WHERE a > 0;
            CREATE INDEX i3 ON t USING hash (b);
            CREATE INDEX i4 ON t (b COLLATE "C" DESC NULLS LAST);
            """,
            Pg
        ),
        new(
            "an index over a column that goes",
            $"{Users} CREATE INDEX ix ON users (n, email);",
            """
            CREATE TABLE users (id integer PRIMARY KEY, email varchar(50) NOT NULL);
            CREATE INDEX ix ON users (email);
            """
        ),
        new(
            "views",
            $"{Users} CREATE VIEW v AS SELECT id, n FROM users; CREATE VIEW w AS SELECT id FROM v;",
            """
            CREATE TABLE users (id integer PRIMARY KEY, email varchar(50) NOT NULL, n bigint);
            CREATE VIEW v AS SELECT id, n FROM users;
            CREATE VIEW w AS SELECT id FROM v;
            """
        ),
        new(
            "a view that changes",
            $"{Users} CREATE VIEW v AS SELECT id FROM users;",
            $"{Users} CREATE VIEW v AS SELECT id, email FROM users WHERE n > 0;"
        ),
        new(
            "a generated column",
            "CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);",
            "CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 2) STORED);"
        ),
        new(
            "sequences and identities",
            "CREATE TABLE t (a integer NOT NULL, b bigint);",
            """
            CREATE SEQUENCE s INCREMENT 5;
            CREATE TABLE t (a integer NOT NULL GENERATED ALWAYS AS IDENTITY, b bigint DEFAULT nextval('s'));
            """,
            Pg
        ),
        new(
            "serials",
            "CREATE TABLE t (a integer);",
            "CREATE TABLE t (a serial, b bigserial); CREATE TABLE \"Other\" (\"Id\" serial PRIMARY KEY);",
            Pg
        ),
        new(
            "a sequence's settings",
            "CREATE SEQUENCE s;",
            "CREATE SEQUENCE s INCREMENT 2 MINVALUE -5 MAXVALUE 100 START 7 CACHE 3 CYCLE;",
            Pg
        ),
        new(
            "a type that lists values",
            "CREATE TYPE mood AS ENUM ('bad', 'good'); CREATE TABLE t (m mood DEFAULT 'bad');",
            "CREATE TYPE mood AS ENUM ('bad', 'so', 'good', 'best'); CREATE TABLE t (m mood DEFAULT 'bad');",
            Pg
        ),
        new(
            "values that go, with a view over them",
            """
            CREATE TYPE mood AS ENUM ('bad', 'good');
            CREATE TABLE t (m mood DEFAULT 'bad', l mood[]);
            CREATE VIEW v AS SELECT m FROM t;
            """,
            """
            CREATE TYPE mood AS ENUM ('good', 'fine');
            CREATE TABLE t (m mood DEFAULT 'fine', l mood[]);
            CREATE VIEW v AS SELECT m FROM t;
            """,
            Pg
        ),
        new(
            "functions and triggers",
            """
            CREATE TABLE t (a integer);
            CREATE FUNCTION f(i integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT i';
            """,
            """
            CREATE TABLE t (a integer);
            CREATE FUNCTION f(i integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT i + 1';
            CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER tr BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION g();
            CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER own AFTER DELETE ON t FOR EACH STATEMENT EXECUTE FUNCTION own();
            CREATE FUNCTION rows() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM t';
            """,
            Pg
        ),
        new(
            "a function that a check calls",
            "CREATE TABLE t (a integer);",
            """
            CREATE FUNCTION ok(i integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT i > 0';
            CREATE TABLE t (a integer, CONSTRAINT t_ok CHECK (ok(a)));
            CREATE TABLE u (a integer DEFAULT 1, CONSTRAINT u_ok CHECK (ok(a)));
            """,
            Pg
        ),
        new(
            "triggers",
            $"{Users} CREATE TRIGGER g AFTER INSERT ON users BEGIN DELETE FROM users WHERE n = 9; END;",
            $"""
            {Users} CREATE TRIGGER g AFTER INSERT ON users BEGIN DELETE FROM users WHERE n = 8; END;
            CREATE VIEW v AS SELECT id FROM users;
            CREATE TRIGGER h INSTEAD OF DELETE ON v BEGIN DELETE FROM users WHERE id = OLD.id; END;
            """,
            Engine.Sqlite
        ),
        new(
            "policies",
            "CREATE TABLE t (a integer);",
            """
            CREATE TABLE t (a integer);
            ALTER TABLE t ENABLE ROW LEVEL SECURITY;
            ALTER TABLE t FORCE ROW LEVEL SECURITY;
            CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO postgres USING (a > 0) WITH CHECK (a > 1);
            """,
            Pg
        ),
        new(
            "schemas and extensions",
            "CREATE TABLE t (a integer);",
            """
            CREATE SCHEMA s;
            CREATE EXTENSION hstore;
            CREATE TABLE s.t (a integer, h hstore);
            CREATE INDEX i ON s.t (a);
            CREATE TABLE t (a integer);
            CREATE VIEW s.v AS SELECT a FROM s.t;
            """,
            Pg
        ),
        new(
            "domains and types",
            "CREATE TABLE t (a integer);",
            """
            CREATE DOMAIN d AS text NOT NULL DEFAULT 'x' CONSTRAINT d_c CHECK (length(VALUE) > 0);
            CREATE TYPE pair AS (a integer, b text);
            CREATE TYPE span AS RANGE (SUBTYPE = integer);
            CREATE TABLE t (a integer, d d, p pair, s span);
            """,
            Pg
        ),
        new(
            "partitions",
            "",
            """
            CREATE TABLE m (id integer, day date NOT NULL) PARTITION BY RANGE (day);
            CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            CREATE TABLE m2 PARTITION OF m DEFAULT;
            CREATE INDEX i ON m (id);
            """,
            Pg
        ),
        new(
            "what no operation describes",
            """
            CREATE TABLE t (a integer, b text);
            CREATE INDEX i ON t (a);
            CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g();
            """,
            """
            CREATE UNLOGGED TABLE t (a integer, b text) WITH (fillfactor = 70, autovacuum_enabled = off);
            ALTER TABLE t ALTER b SET STATISTICS 500, ALTER b SET COMPRESSION pglz, REPLICA IDENTITY FULL;
            CREATE INDEX i ON t (a); ALTER TABLE t CLUSTER ON i; COMMENT ON INDEX i IS 'it''s'; COMMENT ON COLUMN t.a IS 'the a'; COMMENT ON TABLE t IS 'tables';
            CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g(); ALTER TABLE t DISABLE TRIGGER tr;
            CREATE STATISTICS st ON a, b FROM t; CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
            CREATE PROCEDURE pr(x integer) LANGUAGE sql AS 'SELECT 1';
            CREATE MATERIALIZED VIEW mv AS SELECT a FROM t; CREATE UNIQUE INDEX mvi ON mv (a);
            COMMENT ON MATERIALIZED VIEW mv IS 'kept'; COMMENT ON COLUMN mv.a IS 'an a'; COMMENT ON FUNCTION g() IS 'g';
            COMMENT ON TRIGGER tr ON t IS 'a trigger'; COMMENT ON RULE r ON t IS 'a rule';
            CREATE TABLE x (during tsrange, CONSTRAINT x_ex EXCLUDE USING gist (during WITH &&) WHERE (NOT isempty(during)));
            """,
            Pg
        ),
        new(
            "constraints not valid",
            "CREATE TABLE t (a integer); CREATE TABLE p (id integer PRIMARY KEY);",
            """
            CREATE TABLE t (a integer);
            CREATE TABLE p (id integer PRIMARY KEY);
            ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
            ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED NOT VALID;
            """,
            Pg
        ),
        new(
            "names in quotes",
            "CREATE TABLE \"Select\" (\"a b\" integer, \"C\" text);",
            """
            CREATE TABLE "Select" ("a b" integer, "D""x" text DEFAULT 'a"b');
            CREATE INDEX "I x" ON "Select" ("D""x");
            """
        ),
        new(
            "without a rowid",
            "CREATE TABLE t (id integer PRIMARY KEY, a TEXT);",
            """
            CREATE TABLE t (id integer PRIMARY KEY, a TEXT);
            CREATE TABLE u (k text PRIMARY KEY, v any) STRICT, WITHOUT ROWID;
            """,
            Engine.Sqlite
        ),
    ];

    public override string ToString() => Name;
}
