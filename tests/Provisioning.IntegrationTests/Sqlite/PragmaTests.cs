using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Sqlite;

/// <summary>Pragmas in a migration's own SQL, which mean nothing or something else inside a transaction.</summary>
public sealed class PragmaTests(PostgreSqlServer server)
{
    private const string Library = """
        CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE book (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE, title TEXT);
        INSERT INTO author VALUES (1, 'Ada'), (2, 'Bob');
        INSERT INTO book VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c');
        """;

    private const string Copied = """
        CREATE TABLE author_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO author_new SELECT id, name FROM author;
        DROP TABLE author;
        ALTER TABLE author_new RENAME TO author;
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PRAGMA foreign_keys=OFF;", "PRAGMA foreign_keys=ON;")]
    [InlineData("pragma /* off */ main . \"Foreign_Keys\" ( 'no' )\n;", "")]
    [InlineData("-- first\nPRAGMA [foreign_keys] = 0;", "PRAGMA foreign_keys = 1;")]
    [InlineData("PRAGMA `foreign_keys` = bananas;", "")]
    [InlineData("", "")]
    public async Task A_table_is_replaced_as_the_manual_has_it_without_losing_rows_of_others(string off, string on)
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Library, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        await RunAsync(
            session,
            new Steps(1, [new ExecuteSql($"{off}{Copied}{on}")], []),
            new Steps(2, [new ExecuteSql("DELETE FROM author WHERE id = 2")], [])
        );

        Assert.Equal("1|a\n1|b", await database.TextAsync("SELECT author_id, title FROM book ORDER BY id", Token));
        Assert.Equal([1L], await session.QueryAsync("PRAGMA foreign_keys", row => row.GetInt64(0), Token));
    }

    [Theory]
    [InlineData("DELETE FROM author WHERE id = 1", "2 rows of book (rowid 1, 2) would refer to rows of author")]
    [InlineData("INSERT INTO book VALUES (9, 9, 'x')", "1 row of book (rowid 9) would refer to rows of author")]
    [InlineData("DROP TABLE author", "book refers to author, which is dropped")]
    [InlineData("CREATE TABLE n (a REFERENCES author); INSERT INTO n VALUES (7)", "1 row of n (rowid 1)")]
    public async Task What_would_refer_to_nothing_is_refused_when_the_migration_ends(string sql, string reason)
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Library, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync(
                session,
                new Steps(1, [new ExecuteSql("UPDATE author SET name = 'Eve' WHERE id = 2")], []),
                new Steps(2, [new ExecuteSql($"PRAGMA foreign_keys = OFF; {sql}")], [])
            )
        );

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.True(error.IsRolledBack);
        Assert.Equal("1|Ada|2|2|Eve|1", await SummaryAsync(database));
        Assert.Equal("1", await database.TextAsync("SELECT Version FROM VersionInfo", Token));
        Assert.Equal([1L], await session.QueryAsync("PRAGMA foreign_keys", row => row.GetInt64(0), Token));
    }

    [Fact]
    public async Task What_referred_to_nothing_before_does_not_stop_it()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);
        await database.ExecuteAsync(
            $"PRAGMA foreign_keys = OFF; {Library} INSERT INTO book VALUES (4, 77, 'd'); "
                + "CREATE TABLE odd (a TEXT REFERENCES author (name)); INSERT INTO odd VALUES ('x'); "
                + "CREATE TABLE lost (a TEXT REFERENCES nowhere (b)); INSERT INTO lost VALUES ('x')",
            Token
        );

        await database.UpAsync(Token, new ExecuteSql($"PRAGMA foreign_keys = OFF; {Copied}"));

        Assert.Equal("4", await database.TextAsync("SELECT count(*) FROM book", Token));
    }

    [Fact]
    public async Task Deferred_foreign_keys_are_checked_when_their_migration_ends()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Library, Token);
        const string Swap = "PRAGMA defer_foreign_keys = ON; INSERT INTO book VALUES (4, 4, 'd');";

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            database.RunAsync(
                new MigrationTarget.Up(),
                Token,
                new Steps(1, [new ExecuteSql($"{Swap} INSERT INTO author VALUES (4, 'Eve')")], []),
                new Steps(
                    2,
                    [new ExecuteSql($"PRAGMA defer_foreign_keys = ON; INSERT INTO book VALUES (5, 5, 'e')")],
                    []
                ),
                new Steps(3, [new ExecuteSql("INSERT INTO author VALUES (5, 'Flo')")], [])
            )
        );

        Assert.Equal(2, error.Step.Migration.Version);
        Assert.Equal("1", await database.TextAsync("SELECT Version FROM VersionInfo", Token));
    }

    [Theory]
    [InlineData("PRAGMA journal_mode=WAL", "inside one: PRAGMA journal_mode=WAL")]
    [InlineData("pragma main.[Journal_Mode] (wal)", "TransactionBehavior.None")]
    [InlineData("PRAGMA synchronous = OFF", "TransactionBehavior.None")]
    [InlineData("PRAGMA temp_store = MEMORY", "TransactionBehavior.None")]
    [InlineData("PRAGMA page_size = 8192", "TransactionBehavior.None")]
    [InlineData("PRAGMA auto_vacuum = FULL", "TransactionBehavior.None")]
    [InlineData("PRAGMA wal_checkpoint", "TransactionBehavior.None")]
    [InlineData("/* a */ VACUUM", "TransactionBehavior.None")]
    [InlineData("PRAGMA encoding = 'UTF-16'", "nothing of it would be left")]
    [InlineData("PRAGMA locking_mode = EXCLUSIVE", "nothing of it would be left")]
    public async Task What_a_transaction_does_not_take_is_refused_before_anything_runs(string pragma, string reason)
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Library, Token);

        var error = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            database.RunAsync(
                new MigrationTarget.Up(),
                Token,
                new Steps(1, [new ExecuteSql("DROP TABLE book")], []),
                new Steps(2, [new ExecuteSql($"SELECT 1; {pragma}")], [])
            )
        );

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal("author\nbook", string.Join('\n', await database.TablesAsync(Token)));
    }

    [Fact]
    public async Task The_journal_mode_is_set_outside_a_transaction_or_its_migration_fails()
    {
        await using var database = await Rebuilding.DatabaseAsync(server, "", Token);
        var wal = new Steps(1, [new ExecuteSql("PRAGMA journal_mode = wal")], []) { Transactional = false };

        await database.RunAsync(new MigrationTarget.Up(), Token, wal);

        Assert.Equal("wal", await database.TextAsync("PRAGMA journal_mode", Token));
        var error = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            database.RunAsync(
                new MigrationTarget.Up(),
                Token,
                wal,
                new Steps(2, [new ExecuteSql("PRAGMA journal_mode = memory_")], []) { Transactional = false }
            )
        );
        Assert.Contains("the journal mode stays wal", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PRAGMA foreign_keys = OFF")]
    [InlineData("PRAGMA defer_foreign_keys = ON")]
    public async Task Outside_a_transaction_foreign_keys_are_not_switched(string pragma)
    {
        await using var database = await Rebuilding.DatabaseAsync(server, Library, Token);

        var error = await Assert.ThrowsAsync<ProvisioningException>(() =>
            database.RunAsync(
                new MigrationTarget.Up(),
                Token,
                new Steps(1, [new ExecuteSql($"{pragma}; DROP TABLE author")], []) { Transactional = false }
            )
        );

        Assert.Contains("Leave TransactionBehavior.None out", error.Message, StringComparison.Ordinal);
        Assert.Equal("3", await database.TextAsync("SELECT count(*) FROM book", Token));
    }

    private static async Task RunAsync(Databases.DatabaseSession session, params Steps[] steps) =>
        await new MigrationRunner(new(steps), new(), TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );

    private static Task<string> SummaryAsync(TestDatabase database) =>
        database.TextAsync(
            "SELECT group_concat(t, '|') FROM (SELECT a.id || '|' || name || '|' || count(*) AS t FROM author a JOIN "
                + "book b ON b.author_id = a.id GROUP BY a.id)",
            Token
        );
}
