using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Indexes that are built while the table is used: one that cannot be used never counts as made, and nobody
/// else's is touched.</summary>
public sealed class ConcurrentIndexTests(PostgreSqlServer server)
{
    private const string Valid =
        "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname "
        + "LIKE 'ux%' ORDER BY 1";

    private static readonly CreateIndex Built = new("acc", new("ux", [new("mail")]) { IsUnique = true })
    {
        IsConcurrent = true,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways =>
        [
            "",
            "CREATE UNIQUE INDEX CONCURRENTLY ux ON acc (mail)",
            "create unique index concurrently if not exists ux on acc (mail)",
            "CREATE UNIQUE INDEX /* one */ CONCURRENTLY IF NOT EXISTS \"ux\" -- name\n ON public.acc USING btree "
                + "(mail ASC)",
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ux ON acc (lower(mail)) INCLUDE (n) WHERE n > 0",
        ];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_index_that_failed_over_duplicates_is_built_once_the_rows_are_put_right(string sql)
    {
        await using var database = await AccountsAsync();
        await FailsAsync(database, Index(sql));
        await FailsAsync(database, Index(sql));
        Assert.Equal(["ux|False"], await database.RowsAsync(Valid, Token));
        await database.ExecuteAsync("DELETE FROM acc WHERE n = 2", Token);

        await RunAsync(database, Index(sql));

        Assert.Equal(["ux|True"], await database.RowsAsync(Valid, Token));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_index_of_that_name_on_another_table_is_left_alone_however_often_it_is_tried(string sql)
    {
        await using var database = await AccountsAsync();
        await database.ExecuteAsync(
            "CREATE TABLE other (v text); CREATE UNIQUE INDEX ux ON other (v); DELETE FROM acc WHERE n = 2",
            Token
        );

        var first = await FailsAsync(database, Index(sql));
        var second = await FailsAsync(database, Index(sql));

        Assert.Contains("exists", first.Message, StringComparison.Ordinal);
        Assert.Contains("exists", second.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["other|ux"],
            await database.RowsAsync("SELECT tablename, indexname FROM pg_indexes WHERE indexname = 'ux'", Token)
        );
    }

    [Theory]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY ux ON acc (mail)")]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ux ON acc (mail)")]
    public async Task An_invalid_index_of_another_definition_is_left_alone_and_never_taken_for_this_one(string sql)
    {
        await using var database = await AccountsAsync();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            database.ExecuteAsync("CREATE UNIQUE INDEX CONCURRENTLY ux ON acc (lower(mail))", Token)
        );
        await database.ExecuteAsync("DELETE FROM acc WHERE n = 2", Token);

        await FailsAsync(database, Index(sql));
        await FailsAsync(database, Index(sql));

        Assert.Equal(["ux|False"], await database.RowsAsync(Valid, Token));
    }

    [Fact]
    public async Task A_statement_that_was_done_and_not_recorded_is_not_done_again()
    {
        await using var database = await AccountsAsync();
        await database.ExecuteAsync("DELETE FROM acc WHERE n = 2; CREATE INDEX gone ON acc (n)", Token);
        var both = new Steps(
            2,
            [
                Sql("SET lock_timeout = '1h'; INSERT INTO nowhere VALUES (1)"),
                Built,
                Sql("DROP INDEX CONCURRENTLY gone"),
            ],
            []
        )
        {
            Transactional = false,
        };
        await FailsAsync(database, both);
        await database.ExecuteAsync(
            "CREATE TABLE nowhere (a int); CREATE UNIQUE INDEX ux ON acc (mail); "
                + "UPDATE provisioning_ledger SET statements_done = 2 WHERE version = 2",
            Token
        );

        await RunAsync(database, both);

        Assert.Equal(["ux|True"], await database.RowsAsync(Valid, Token));
        await database.ExecuteAsync(
            "UPDATE provisioning_ledger SET statements_done = 3, finished_at = NULL WHERE version = 2; "
                + "DELETE FROM \"VersionInfo\" WHERE \"Version\" = 2",
            Token
        );
        await RunAsync(database, both);
        Assert.Equal(["2"], await database.RowsAsync("SELECT max(\"Version\") FROM \"VersionInfo\"", Token));
    }

    private static ExecuteSql Sql(string sql) => new(sql);

    private static Steps Index(string sql) =>
        new(2, [sql.Length == 0 ? Built : Sql(sql)], []) { Transactional = false };

    private async Task<TestDatabase> AccountsAsync()
    {
        var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await RunAsync(
            database,
            new Steps(
                1,
                [Sql("CREATE TABLE acc (mail text, n int); INSERT INTO acc VALUES ('a', 1), ('a', 2), ('b', 3)")],
                []
            )
        );
        return database;
    }

    private static async Task RunAsync(TestDatabase database, MigrationSource migration)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        // Each run knows one of the migrations.
        var options = new RunnerOptions { History = HistoryOptions.Unchecked };
        await new MigrationRunner(new([migration]), options, TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            Token
        );
    }

    private static Task<MigrationFailedException> FailsAsync(TestDatabase database, MigrationSource migration) =>
        Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, migration));
}
