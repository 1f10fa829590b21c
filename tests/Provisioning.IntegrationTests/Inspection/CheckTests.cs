using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Inspection;

/// <summary>What a check finds of what was changed by hand.</summary>
public sealed class CheckTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Every_kind_of_change_by_hand_is_seen_on_PostgreSQL() =>
        EachIsSeenAsync(Engine.PostgreSql, PostgreSqlChanges.Before, PostgreSqlChanges.All);

    [Fact]
    public Task Every_kind_of_change_by_hand_is_seen_on_SQLite() =>
        EachIsSeenAsync(Engine.Sqlite, SqliteChanges.Before, SqliteChanges.All);

    [Theory]
    [OnBothEngines]
    public async Task What_is_not_compared_is_listed(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        var report = await CheckAsync(database, "CREATE TABLE notes (id integer PRIMARY KEY)");

        Assert.True(report.IsAlike);
        Assert.Contains(report.NotCompared, text => text.StartsWith("rows", StringComparison.Ordinal));
        Assert.Contains(report.NotCompared, text => text.Contains("order of columns", StringComparison.Ordinal));
        Assert.Contains(report.NotCompared, text => text.Contains("ledger's own tables", StringComparison.Ordinal));
        Assert.True(report.NotCompared.Count >= 4);
    }

    [Theory]
    [OnBothEngines]
    public async Task Tables_and_what_they_have_may_be_called_as_ours_begin(Engine engine)
    {
        const string sql = """
            CREATE TABLE provisioning_requests (id integer PRIMARY KEY, provisioning_state text);
            CREATE INDEX provisioning_by_state ON provisioning_requests (provisioning_state);
            """;
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        var alike = await CheckAsync(database, sql);
        await database.ExecuteAsync("ALTER TABLE provisioning_requests ADD COLUMN provisioning_note text", Token);
        await database.ExecuteAsync("DROP INDEX provisioning_by_state", Token);
        await database.ExecuteAsync("CREATE TABLE provisioning_ledger_x (id integer)", Token);
        var changed = await CheckAsync(database, sql);

        Assert.True(alike.IsAlike);
        Assert.Equal(["table provisioning_requests"], changed.Missing.Select(line => line.Of).Distinct());
        Assert.Equal(
            ["table provisioning_ledger_x", "table provisioning_requests"],
            changed.Extra.Select(line => line.Of).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_schema_and_a_sequence_may_be_called_as_our_tables_begin()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        await CheckAsync(database, "CREATE TABLE notes (id integer)");
        await database.ExecuteAsync("CREATE SCHEMA provisioning_x; CREATE SEQUENCE provisioning_numbers", Token);
        var report = await CheckAsync(database, "CREATE TABLE notes (id integer)");

        Assert.Equal(["schemas", "sequence provisioning_numbers"], report.Extra.Select(line => line.Of));
    }

    [Theory]
    [OnBothEngines]
    public async Task How_SQL_is_laid_out_is_no_difference(Engine engine)
    {
        var (made, other) =
            engine is Engine.Sqlite
                ? (
                    "CREATE TRIGGER touch AFTER UPDATE ON notes BEGIN UPDATE notes "
                        + "SET text = upper(text) WHERE id = 1; END",
                    "create trigger touch after update on notes\nBEGIN -- by hand\n  "
                        + "UPDATE notes\n  SET text = UPPER(text)\n  WHERE id=1;\nend"
                )
                : (
                    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS "
                        + "'BEGIN NEW.text = upper(NEW.text); RETURN NEW; END'; "
                        + "CREATE TRIGGER touch BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch()",
                    "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$\nbegin\n  -- by hand\n"
                        + "  new.text = UPPER(NEW.text);\n  return new;\nend$$; "
                        + "CREATE TRIGGER touch BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch()"
                );
        const string table =
            "CREATE TABLE notes (id integer PRIMARY KEY, text text, CONSTRAINT ck CHECK (text <> 'A  b'));\n";
        const string sameTable =
            "DROP TABLE notes; CREATE TABLE notes (id INTEGER primary key, text TEXT, "
            + "CONSTRAINT ck check ( text<>'A  b' ))";
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);

        await CheckAsync(database, table + made);
        await database.ExecuteAsync(sameTable, Token);
        await database.ExecuteAsync(other, Token);
        var same = await CheckAsync(database, table + made);
        await database.ExecuteAsync(sameTable.Replace("A  b", "a  b", StringComparison.Ordinal), Token);
        await database.ExecuteAsync(other, Token);
        var changed = await CheckAsync(database, table + made);

        Assert.True(same.IsAlike, string.Join('\n', same.Missing.Concat(same.Extra)));
        Assert.StartsWith("check ck", Assert.Single(changed.Missing).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expression_that_was_dumped_and_restored_is_no_difference()
    {
        const string sql = """
            CREATE DOMAIN state AS varchar(10) CHECK (VALUE IN ('new', 'used'));
            CREATE TABLE cars (id integer, state varchar(10), CONSTRAINT ck CHECK (state IN ('new', 'used')));
            CREATE INDEX ix ON cars (id) WHERE state IN ('new', 'used');
            """;
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        await CheckAsync(database, sql);
        // As pg_dump writes them, and the server prints them from then on.
        await database.ExecuteAsync(
            """
            DO $$ DECLARE c text = (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck');
                          d text = (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'state_check');
                          i text = (SELECT pg_get_indexdef('ix'::regclass));
            BEGIN
              EXECUTE 'ALTER TABLE cars DROP CONSTRAINT ck'; EXECUTE 'ALTER TABLE cars ADD CONSTRAINT ck ' || c;
              EXECUTE 'ALTER DOMAIN state DROP CONSTRAINT state_check'; EXECUTE 'ALTER DOMAIN state ADD CONSTRAINT state_check ' || d;
              EXECUTE 'DROP INDEX ix'; EXECUTE i;
            END $$
            """,
            Token
        );
        var report = await CheckAsync(database, sql);

        Assert.True(report.IsAlike, string.Join('\n', report.Missing.Concat(report.Extra)));
    }

    [Fact]
    public async Task What_PUBLIC_is_granted_and_later_partitions_are_warnings()
    {
        const string sql = "CREATE TABLE events (id integer, day date) PARTITION BY RANGE (day)";
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);

        await CheckAsync(database, sql);
        await database.ExecuteAsync(
            """
            CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
            GRANT SELECT, DELETE ON events TO PUBLIC
            """,
            Token
        );
        var report = await CheckAsync(database, sql);

        Assert.True(report.IsAlike);
        Assert.Equal(
            [
                "partition events_1 is none of the migrations': partition of events "
                    + "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
                "PUBLIC, which is every role, has DELETE, SELECT on table events",
            ],
            report.Warnings
        );
    }

    private async Task EachIsSeenAsync(Engine engine, string before, IReadOnlyList<Change> changes)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var unchanged = await CheckAsync(database, before);
        foreach (var change in changes)
        {
            await database.ExecuteAsync(change.Sql, Token);
        }

        var report = await CheckAsync(database, before);

        Assert.True(unchanged.IsAlike, string.Join('\n', unchanged.Missing.Concat(unchanged.Extra)));
        string[] seen =
        [
            .. report.Missing.Select(line => $"- {line.Of}: {line.Text}"),
            .. report.Extra.Select(line => $"+ {line.Of}: {line.Text}"),
            .. report.Warnings,
        ];
        Change[] missed =
        [
            .. changes.Where(change => !seen.Any(line => line.Contains(change.Seen, StringComparison.Ordinal))),
        ];
        Assert.True(
            missed.Length == 0,
            $"Not seen: {string.Join('\n', missed.Select(change => change.Sql))}\n\nSeen: {string.Join('\n', seen)}"
        );
    }

    private static async Task<StructureReport> CheckAsync(TestDatabase test, string migration)
    {
        var catalog = new MigrationCatalog([new Steps(1, [new ExecuteSql(migration)], [])]);
        var database = DatabaseUrl.Parse(test.Url);
        await using (var session = await database.OpenAsync(Token))
        {
            await new MigrationRunner(catalog, new(), TimeProvider.System).RunAsync(
                session,
                new MigrationTarget.Up(),
                Token
            );
        }

        return await new StructureCheck(catalog, database, database.Scratch("check")).RunAsync(Token);
    }
}

/// <summary>A change by hand.</summary>
/// <param name="Sql">The statements.</param>
/// <param name="Seen">What a check says of it.</param>
internal sealed record Change(string Sql, string Seen);
