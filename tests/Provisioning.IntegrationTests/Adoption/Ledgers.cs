namespace Provisioning.IntegrationTests.Adoption;

/// <summary>The ledgers of other tools, written by hand as each tool makes them.</summary>
internal static class Ledgers
{
    public const string Flyway = """
        CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50),
            description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL,
              checksum INTEGER,
            installed_by VARCHAR(100) NOT NULL, installed_on {time} NOT NULL DEFAULT CURRENT_TIMESTAMP,
            execution_time INTEGER NOT NULL, success {bool} NOT NULL);
        """;

    public const string Liquibase = """
        CREATE TABLE databasechangelog (ID VARCHAR(255) NOT NULL, AUTHOR VARCHAR(255) NOT NULL,
            FILENAME VARCHAR(255) NOT NULL, DATEEXECUTED {time} NOT NULL, ORDEREXECUTED INTEGER NOT NULL,
            EXECTYPE VARCHAR(10) NOT NULL, MD5SUM VARCHAR(35), DESCRIPTION VARCHAR(255), COMMENTS VARCHAR(255),
            TAG VARCHAR(255), LIQUIBASE VARCHAR(20), CONTEXTS VARCHAR(255), LABELS VARCHAR(255),
              DEPLOYMENT_ID VARCHAR(10));
        CREATE TABLE databasechangeloglock (ID INTEGER PRIMARY KEY, LOCKED {bool} NOT NULL, LOCKGRANTED {time},
            LOCKEDBY VARCHAR(255));
        """;

    public const string Prisma = """
        CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at {time},
            migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at {time},
            started_at {time} NOT NULL DEFAULT CURRENT_TIMESTAMP, applied_steps_count INTEGER NOT NULL DEFAULT 0);
        """;

    public static IReadOnlyList<LedgerCase> All { get; } =
    [
        new(
            "Flyway: the last row of a version counts, in the order of its numbers",
            Flyway
                + """
                INSERT INTO flyway_schema_history VALUES
                    (0, NULL, 'schema', 'SCHEMA', 'public', NULL, 'ada', '2024-01-01 10:00:00', 0, {1}),
                    (1, '1', 'base', 'BASELINE', 'base', NULL, 'ada', '2024-01-01 10:00:00', 0, {1}),
                    (2, '1.9', 'nine', 'SQL', 'V1_9__nine.sql', 1, 'ada', '2024-01-02 10:00:00', 3, {1}),
                    (3, '1.10', 'ten', 'SQL', 'V1_10__ten.sql', 2, 'bob', '2024-01-03 10:00:00', 3, {1}),
                    (4, '2', 'two', 'SQL', 'V2__two.sql', 3, 'ada', '2024-01-04 10:00:00', 3, {1}),
                    (5, '2', 'two', 'UNDO_SQL', 'U2__two.sql', 3, 'ada', '2024-01-05 10:00:00', 3, {1}),
                    (6, '1.5', 'late', 'SQL', 'V1_5__late.sql', 3, 'ada', '2024-01-05 10:00:00', 3, {1}),
                    (7, '3', 'gone', 'SQL', 'V3__gone.sql', 3, 'ada', '2024-01-05 10:00:00', 3, {1}),
                    (8, '3.0', 'gone', 'DELETE', 'V3__gone.sql', 3, 'ada', '2024-01-05 10:00:00', 3, {1}),
                    (9, NULL, 'views', 'SQL', 'R__views.sql', 3, 'ada', '2024-01-05 10:00:00', 3, {1}),
                    (10, NULL, 'views', 'SQL', 'R__views.sql', 4, 'ada', '2024-01-06 10:00:00', 3, {1});
                """,
            "Flyway flyway_schema_history: R__views.sql=Repeatable 1=Baseline 1.5=Applied 1.9=Applied 1.10=Applied "
                + "2=RolledBack 3.0=RolledBack"
        ),
        new(
            "Flyway: a migration that failed blocks",
            Flyway
                + """
                INSERT INTO flyway_schema_history VALUES
                    (1, '1', 'one', 'SQL', 'V1__one.sql', 1, 'ada', '2024-01-02 10:00:00', 3, {1}),
                    (2, '2', 'two', 'SQL', 'V2__two.sql', 1, 'ada', '2024-01-02 10:00:00', 3, {0});
                """,
            "Flyway flyway_schema_history: 1=Applied 2=Failed"
        )
        {
            Cures = ["flyway repair"],
        },
        new(
            "Flyway: a table of another name",
            Flyway.Replace("flyway_schema_history", "our_own_history", StringComparison.Ordinal)
                + """
                INSERT INTO our_own_history VALUES
                    (1, '20240131', 'one', 'SQL', 'V1__one.sql', 1, 'ada', '2024-01-02 10:00:00', 3, {1});
                """,
            "Flyway our_own_history: 20240131=Applied"
        ),
        new("Flyway: an empty ledger", Flyway, "Flyway flyway_schema_history:"),
        new(
            "Liquibase: sets of changes, those that were only marked apart, and a lock",
            Liquibase
                + """
                INSERT INTO databasechangelog (ID, AUTHOR, FILENAME, DATEEXECUTED, ORDEREXECUTED, EXECTYPE) VALUES
                    ('2', 'bob', 'db.xml', '2024-01-02 10:00:00', 2, 'RERAN'),
                    ('1', 'ada', 'db.xml', '2024-01-01 10:00:00', 1, 'EXECUTED'),
                    ('3', 'ada', 'db.xml', '2024-01-01 10:00:00', 3, 'MARK_RAN'),
                    ('4', 'ada', 'db.xml', '2024-01-01 10:00:00', 4, 'FAILED');
                INSERT INTO databasechangeloglock VALUES (1, {1}, '2024-01-03 10:00:00', 'host (10.0.0.1)');
                """,
            "Liquibase databasechangelog: db.xml::1::ada=Applied db.xml::2::bob=Applied db.xml::3::ada=Skipped "
                + "db.xml::4::ada=Failed"
        )
        {
            Cures = ["liquibase releaseLocks", "liquibase update"],
        },
        new(
            "Alembic: one head",
            """
            CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
            INSERT INTO alembic_version VALUES ('a1b2c3d4e5f6');
            """,
            "Alembic alembic_version at: a1b2c3d4e5f6=Applied"
        ),
        new(
            "Alembic: several heads",
            """
            CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
            INSERT INTO alembic_version VALUES ('b2'), ('a1');
            """,
            "Alembic alembic_version at: a1=Applied b2=Applied"
        )
        {
            Cures = ["alembic merge heads"],
        },
        new(
            "EF Core: ids in the order of their text, and the lock that a killed run leaves",
            """
            CREATE TABLE "__EFMigrationsHistory" ("MigrationId" varchar(150) NOT NULL PRIMARY KEY,
                "ProductVersion" varchar(32) NOT NULL);
            INSERT INTO "__EFMigrationsHistory" VALUES ('20240201000000_Second', '9.0.0'), ('20240101000000_First',
              '9.0.0');
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2024-01-01');
            """,
            "EF Core __EFMigrationsHistory: 20240101000000_First=Applied 20240201000000_Second=Applied"
        )
        {
            Cures = ["__EFMigrationsLock"],
        },
        new(
            "EF Core: names with underscores",
            """
            CREATE TABLE __ef_migrations_history (migration_id varchar(150) PRIMARY KEY, product_version varchar(32));
            INSERT INTO __ef_migrations_history VALUES ('20240101000000_First', '9.0.0');
            """,
            "EF Core __ef_migrations_history: 20240101000000_First=Applied"
        ),
        new(
            "Entity Framework 6",
            """
            CREATE TABLE "__MigrationHistory" ("MigrationId" varchar(150), "ContextKey" varchar(300), "Model" text,
                "ProductVersion" varchar(32));
            INSERT INTO "__MigrationHistory" VALUES ('202401010000000_First', 'Shop', 'x', '6.4.4');
            """,
            "Entity Framework 6 __MigrationHistory: 202401010000000_First=Applied"
        ),
        new(
            "FluentMigrator: without our own table",
            """
            CREATE TABLE "VersionInfo" ("Version" bigint NOT NULL, "AppliedOn" timestamp, "Description" varchar(1024));
            INSERT INTO "VersionInfo" VALUES (2, '2024-01-01 10:00:00', 'Second'), (1, NULL, NULL);
            """,
            "FluentMigrator VersionInfo: 1=Applied 2=Applied"
        ),
        new(
            "golang-migrate: where it is",
            """
            CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty {bool} NOT NULL);
            INSERT INTO schema_migrations VALUES (20240101000000, {0});
            """,
            "golang-migrate schema_migrations at: 20240101000000=Applied"
        ),
        new(
            "golang-migrate: dirty",
            """
            CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty {bool} NOT NULL);
            INSERT INTO schema_migrations VALUES (7, {1});
            """,
            "golang-migrate schema_migrations at: 7=Failed"
        )
        {
            Cures = ["migrate force 7"],
        },
        new(
            "golang-migrate: before the first",
            """
            CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty {bool} NOT NULL);
            INSERT INTO schema_migrations VALUES (-1, {0});
            """,
            "golang-migrate schema_migrations at:"
        ),
        new(
            "Rails: numbers as text",
            """
            CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);
            CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY, value varchar, created_at {time},
              updated_at {time});
            INSERT INTO schema_migrations VALUES ('20240101120000'), ('9'), ('010');
            INSERT INTO ar_internal_metadata (key, value) VALUES ('environment', 'production');
            """,
            "Rails schema_migrations: 9=Applied 010=Applied 20240101120000=Applied"
        ),
        new(
            "dbmate",
            """
            CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);
            INSERT INTO schema_migrations VALUES ('20240101120000'), ('20230101120000');
            """,
            "dbmate schema_migrations: 20230101120000=Applied 20240101120000=Applied"
        ),
        new(
            "Ecto",
            """
            CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, inserted_at {time});
            INSERT INTO schema_migrations VALUES (20240101120000, '2024-01-01 10:00:00');
            """,
            "Ecto schema_migrations: 20240101120000=Applied"
        ),
        new(
            "Supabase",
            """
            CREATE SCHEMA supabase_migrations;
            CREATE TABLE supabase_migrations.schema_migrations (version text PRIMARY KEY, statements text[], name text);
            INSERT INTO supabase_migrations.schema_migrations VALUES ('0132', NULL, 'by hand'), ('20240101120000',
              '{x}', 'y');
            """,
            "Supabase supabase_migrations.schema_migrations: 0132=Applied 20240101120000=Applied"
        )
        {
            Only = Engine.PostgreSql,
        },
        new(
            "goose: the newest row of a version counts",
            """
            CREATE TABLE goose_db_version (id {serial}, version_id bigint NOT NULL, is_applied {bool} NOT NULL,
                tstamp {time} DEFAULT CURRENT_TIMESTAMP);
            INSERT INTO goose_db_version (version_id, is_applied) VALUES
                (0, {1}), (1, {1}), (2, {1}), (3, {1}), (3, {0}), (2, {0}), (2, {1});
            """,
            "goose goose_db_version: 1=Applied 2=Applied 3=RolledBack"
        ),
        new(
            "Prisma: attempts",
            Prisma
                + """
                INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, rolled_back_at) VALUES
                    ('1', 'x', '20240101000000_init', '2024-01-01 10:00:00', NULL),
                    ('2', 'x', '20240102000000_more', NULL, '2024-01-02 10:00:00'),
                    ('3', 'x', '20240102000000_more', '2024-01-02 11:00:00', NULL),
                    ('4', 'x', '20240103000000_back', NULL, '2024-01-03 10:00:00'),
                    ('5', 'x', '20240104000000_fail', NULL, NULL);
                """,
            "Prisma _prisma_migrations: 20240101000000_init=Applied 20240102000000_more=Applied "
                + "20240103000000_back=RolledBack 20240104000000_fail=Failed"
        )
        {
            Cures = ["prisma migrate resolve --rolled-back 20240104000000_fail"],
        },
        new(
            "Drizzle on a server",
            """
            CREATE SCHEMA drizzle;
            CREATE TABLE drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
            INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('bb', 1700000000002), ('aa',
              1700000000001);
            """,
            "Drizzle drizzle.__drizzle_migrations: aa=Applied bb=Applied"
        )
        {
            Only = Engine.PostgreSql,
        },
        new(
            "Drizzle in a file, where every id is null",
            """
            CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric);
            INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('bb', 1700000000002), ('aa', 1700000000001);
            """,
            "Drizzle __drizzle_migrations: aa=Applied bb=Applied"
        )
        {
            Only = Engine.Sqlite,
        },
        new(
            "Django: without the framework's own, each once",
            """
            CREATE TABLE django_migrations (id {serial}, app VARCHAR(255) NOT NULL, name VARCHAR(255) NOT NULL,
                applied {time} NOT NULL);
            INSERT INTO django_migrations (app, name, applied) VALUES
                ('auth', '0001_initial', '2024-01-01 10:00:00'), ('shop', '0001_initial', '2024-01-01 10:00:01'),
                ('users', '0001_initial', '2024-01-01 10:00:02'), ('shop', '0001_initial', '2024-01-01 10:00:03');
            """,
            "Django django_migrations: shop.0001_initial=Applied users.0001_initial=Applied"
        ),
        new(
            "Sqitch",
            """
            CREATE SCHEMA sqitch;
            CREATE TABLE sqitch.changes (change_id TEXT PRIMARY KEY, script_hash TEXT, change TEXT NOT NULL,
                project TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', committed_at timestamptz NOT NULL,
                committer_name TEXT NOT NULL, committer_email TEXT NOT NULL, planned_at timestamptz NOT NULL,
                planner_name TEXT NOT NULL, planner_email TEXT NOT NULL);
            CREATE TABLE sqitch.events (event TEXT, change_id TEXT, change TEXT, project TEXT,
              committed_at timestamptz);
            INSERT INTO sqitch.changes VALUES
                ('f2', 'x', 'orders', 'shop', '', '2024-01-02 10:00:00', 'Ada', 'a@x', '2024-01-02', 'Ada', 'a@x'),
                ('f1', 'x', 'users', 'shop', '', '2024-01-01 10:00:00', 'Ada', 'a@x', '2024-01-01', 'Ada', 'a@x');
            """,
            "Sqitch sqitch.changes: shop/users=Applied shop/orders=Applied"
        )
        {
            Only = Engine.PostgreSql,
        },
        new(
            "DbUp",
            """
            CREATE TABLE schemaversions (schemaversionsid {serial}, scriptname varchar(255) NOT NULL, applied {time});
            INSERT INTO schemaversions (scriptname, applied) VALUES ('App.Scripts.0001 - x.sql', '2024-01-01 10:00:00');
            """,
            "DbUp schemaversions: App.Scripts.0001 - x.sql=Applied"
        ),
        new(
            "DbUp in a file",
            """
            CREATE TABLE SchemaVersions (SchemaVersionID INTEGER PRIMARY KEY AUTOINCREMENT, ScriptName TEXT,
              Applied DATETIME);
            INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('App.Scripts.0001 - x.sql', '2024-01-01 10:00:00');
            """,
            "DbUp SchemaVersions: App.Scripts.0001 - x.sql=Applied"
        )
        {
            Only = Engine.Sqlite,
        },
        new(
            "Evolve",
            """
            CREATE TABLE changelog (id {serial}, type SMALLINT, version VARCHAR(50), description VARCHAR(200) NOT NULL,
                name VARCHAR(300) NOT NULL, checksum VARCHAR(32), installed_by VARCHAR(100) NOT NULL,
                installed_on {time} NOT NULL DEFAULT CURRENT_TIMESTAMP, success {bool} NOT NULL);
            INSERT INTO changelog (type, version, description, name, installed_by, success) VALUES
                (2, '0', 'empty', 'empty', 'ada', {1}), (3, '4', 'start', 'start', 'ada', {1}),
                (0, '10', 'ten', 'V10__ten.sql', 'ada', {0}), (0, '5', 'five', 'V5__five.sql', 'ada', {1}),
                (4, NULL, 'views', 'R__views.sql', 'ada', {1});
            """,
            "Evolve changelog: R__views.sql=Repeatable 4=Baseline 5=Applied 10=Failed"
        )
        {
            Cures = ["evolve migrate"],
        },
        new(
            "grate on a server",
            """
            CREATE SCHEMA grate;
            CREATE TABLE grate."ScriptsRun" (id bigint PRIMARY KEY, version_id bigint, script_name varchar(255),
                text_of_script text, text_hash varchar(512), one_time_script boolean, entry_date timestamp,
                modified_date timestamp, entered_by varchar(50));
            CREATE TABLE grate."Version" (id bigint PRIMARY KEY, repository_path varchar(255), version varchar(50),
                entry_date timestamp, modified_date timestamp, entered_by varchar(50), status varchar(50));
            INSERT INTO grate."ScriptsRun" VALUES (1, 1, '0001_users.sql', 'x', 'y', true, '2024-01-01', NULL, 'ada'),
                (2, 1, 'views.sql', 'x', 'y', false, '2024-01-01', NULL, 'ada');
            INSERT INTO grate."Version" (id, version, status) VALUES (1, '1.0', 'Finished'), (2, '1.1', 'InProgress');
            """,
            "grate grate.ScriptsRun: 0001_users.sql=Applied views.sql=Repeatable"
        )
        {
            Only = Engine.PostgreSql,
            Cures = ["`grate`"],
        },
        new(
            "Knex: a lock that a crash has left",
            """
            CREATE TABLE knex_migrations (id {serial}, name varchar(255), batch integer, migration_time {time});
            CREATE TABLE knex_migrations_lock ("index" {serial}, is_locked integer);
            INSERT INTO knex_migrations (name, batch, migration_time) VALUES ('20240101000000_users.js', 1,
              '2024-01-01');
            INSERT INTO knex_migrations_lock (is_locked) VALUES (1);
            """,
            "Knex knex_migrations: 20240101000000_users.js=Applied"
        )
        {
            Cures = ["knex migrate:unlock"],
        },
        new(
            "TypeORM",
            """
            CREATE TABLE migrations (id {serial}, timestamp bigint NOT NULL, name varchar NOT NULL);
            INSERT INTO migrations (timestamp, name) VALUES (1700000000002, 'B1700000000002'), (1700000000001,
              'A1700000000001');
            """,
            "TypeORM migrations: A1700000000001=Applied B1700000000002=Applied"
        ),
        new(
            "Laravel",
            """
            CREATE TABLE migrations (id {serial}, migration varchar(255) NOT NULL, batch integer NOT NULL);
            INSERT INTO migrations (migration, batch) VALUES ('2014_10_12_000000_create_users_table', 1);
            """,
            "Laravel migrations: 2014_10_12_000000_create_users_table=Applied"
        ),
        new(
            "Atlas: statements that were not done",
            """
            CREATE TABLE atlas_schema_revisions (version varchar PRIMARY KEY, description varchar NOT NULL,
                type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0,
                executed_at {time} NOT NULL, execution_time bigint NOT NULL, error text, error_stmt text,
                hash varchar NOT NULL, partial_hashes text, operator_version varchar NOT NULL);
            INSERT INTO atlas_schema_revisions VALUES
                ('.atlas_cloud_identifier', 'x', 2, 0, 0, '2024-01-01', 0, NULL, NULL, '', NULL, ''),
                ('20240101', 'base', 1, 0, 0, '2024-01-01', 0, NULL, NULL, '', NULL, ''),
                ('20240102', 'half', 2, 1, 3, '2024-01-02', 0, 'no', 'x', '', NULL, '');
            """,
            "Atlas atlas_schema_revisions: 20240101=Baseline 20240102=Failed"
        )
        {
            Cures = ["atlas migrate apply"],
        },
        new(
            "pgroll: one that is started and not completed",
            """
            CREATE SCHEMA pgroll;
            CREATE TABLE pgroll.migrations (schema name NOT NULL, name text NOT NULL, migration jsonb NOT NULL,
                created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(), parent text,
                done boolean NOT NULL DEFAULT false, resulting_schema jsonb, migration_type varchar(32));
            INSERT INTO pgroll.migrations (schema, name, migration, parent, done, migration_type, created_at) VALUES
                ('public', '01_users', '{}', NULL, true, 'pgroll', '2024-01-01'),
                ('public', 'sql_x', '{}', '01_users', true, 'inferred', '2024-01-02'),
                ('public', '02_orders', '{}', 'sql_x', false, 'pgroll', '2024-01-03');
            """,
            "pgroll pgroll.migrations: 01_users=Applied 02_orders=Failed"
        )
        {
            Only = Engine.PostgreSql,
            Cures = ["pgroll complete"],
        },
        new(
            "sqlx: partially applied",
            """
            CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL,
              installed_on {time} NOT NULL,
                success {bool} NOT NULL, checksum text NOT NULL, execution_time bigint NOT NULL);
            INSERT INTO _sqlx_migrations VALUES (1, 'users', '2024-01-01', {1}, '', 1), (2, 'orders', '2024-01-02',
              {0}, '', 1);
            """,
            "sqlx _sqlx_migrations: 1=Applied 2=Failed"
        )
        {
            Cures = ["_sqlx_migrations"],
        },
        new(
            "Diesel",
            """
            CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY, run_on {time} NOT NULL);
            INSERT INTO __diesel_schema_migrations VALUES ('20240101000000', '2024-01-01');
            """,
            "Diesel __diesel_schema_migrations: 20240101000000=Applied"
        ),
        new(
            "Sequelize",
            """
            CREATE TABLE "SequelizeMeta" (name varchar(255) PRIMARY KEY);
            INSERT INTO "SequelizeMeta" VALUES ('20240101000000-users.js');
            """,
            "Sequelize SequelizeMeta: 20240101000000-users.js=Applied"
        ),
        new(
            "node-pg-migrate",
            """
            CREATE TABLE pgmigrations (id {serial}, name varchar(255) NOT NULL, run_on {time} NOT NULL);
            INSERT INTO pgmigrations (name, run_on) VALUES ('1700000000001_users', '2024-01-01');
            """,
            "node-pg-migrate pgmigrations: 1700000000001_users=Applied"
        ),
        new(
            "MikroORM",
            """
            CREATE TABLE mikro_orm_migrations (id {serial}, name varchar(255), executed_at {time} DEFAULT CURRENT_TIMESTAMP);
            INSERT INTO mikro_orm_migrations (name) VALUES ('Migration20240101000000');
            """,
            "MikroORM mikro_orm_migrations: Migration20240101000000=Applied"
        ),
        new(
            "sql-migrate",
            """
            CREATE TABLE gorp_migrations (id text NOT NULL PRIMARY KEY, applied_at {time});
            INSERT INTO gorp_migrations VALUES ('1-init.sql', '2024-01-01 10:00:00');
            """,
            "sql-migrate gorp_migrations: 1-init.sql=Applied"
        ),
        new(
            "user_version, where no tool has a table",
            "PRAGMA user_version = 5; CREATE TABLE notes (id integer)",
            "user_version user_version at: 5=Applied"
        )
        {
            Only = Engine.Sqlite,
        },
    ];
}
