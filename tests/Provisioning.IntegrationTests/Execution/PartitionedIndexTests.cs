using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;
using Index = Provisioning.Schema.Index;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Concurrent indexes of partitioned tables.</summary>
public sealed class PartitionedIndexTests(PostgreSqlServer server)
{
    private const string Table = """
        CREATE TABLE logs (at date, n int) PARTITION BY RANGE (at);
        CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE TABLE logs_rest PARTITION OF logs DEFAULT PARTITION BY HASH (n);
        CREATE TABLE logs_rest_0 PARTITION OF logs_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE logs_rest_1 PARTITION OF logs_rest FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        INSERT INTO logs SELECT date '2026-01-01' + 10 * n, n FROM generate_series(1, 100) n
        """;

    private const string Valid =
        "SELECT c.relname || ' ' || i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        + "WHERE c.relname LIKE 'ix%' ORDER BY 1";

    private static readonly CreateIndex ByNumber = new("logs", new Index("ix_n", [new("n")])) { IsConcurrent = true };

    private static readonly string[] Whole =
    [
        "ix_n true",
        "ix_n_logs_2026 true",
        "ix_n_logs_rest_0 true",
        "ix_n_logs_rest_1 true",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_built_on_every_partition_goes_and_comes_back()
    {
        await using var database = await MadeAsync();
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = Runner(ByNumber);

        await runner.RunAsync(session, new MigrationTarget.Up(), Token);
        var up = await database.RowsAsync(Valid, Token);
        await runner.RunAsync(session, new MigrationTarget.DownBy(1), Token);
        var down = await database.RowsAsync(Valid, Token);
        await runner.RunAsync(session, new MigrationTarget.Up(), Token);

        Assert.Equal(Whole, up.Where(line => !line.StartsWith("logs", StringComparison.Ordinal)));
        Assert.Empty(down);
        Assert.Equal(up, await database.RowsAsync(Valid, Token));
        await database.ExecuteAsync(
            "CREATE TABLE logs_2025 PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
            Token
        );
        Assert.Equal(
            ["1"],
            await database.RowsAsync("SELECT count(*) FROM pg_index WHERE indrelid = 'logs_2025'::regclass", Token)
        );
    }

    [Fact]
    public async Task What_an_earlier_attempt_has_built_is_kept_and_what_it_left_invalid_is_built_again()
    {
        await using var database = await MadeAsync();
        await database.ExecuteAsync("CREATE INDEX ix_n_logs_2026 ON logs_2026 (n)", Token);
        await database.ExecuteAsync("CREATE INDEX ix_n_logs_rest_0 ON logs_rest_0 (n)", Token);
        await database.ExecuteAsync(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_n_logs_rest_0'::regclass",
            Token
        );
        await database.ExecuteAsync("CREATE INDEX by_number ON logs_rest_1 (n)", Token);
        const string Kept = "SELECT 'ix_n_logs_2026'::regclass::oid || ' ' || 'by_number'::regclass::oid";
        var before = await database.RowsAsync(Kept, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        await Runner(ByNumber).RunAsync(session, new MigrationTarget.Up(), Token);

        Assert.Equal(before, await database.RowsAsync(Kept, Token));
        Assert.Equal(
            ["ix_n true", "ix_n_logs_2026 true", "ix_n_logs_rest_0 true"],
            (await database.RowsAsync(Valid, Token))
        );
    }

    [Fact]
    public async Task An_invalid_one_that_was_made_without_its_partitions_is_made_again()
    {
        await using var database = await MadeAsync();
        await database.ExecuteAsync("CREATE INDEX ix_n ON ONLY logs (n)", Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        await Runner(ByNumber).RunAsync(session, new MigrationTarget.Up(), Token);

        Assert.Equal(Whole, await database.RowsAsync(Valid, Token));
    }

    [Theory]
    [InlineData("CREATE INDEX ix_n ON logs (at)", "public.ix_n exists already and is an index of logs")]
    [InlineData("CREATE TABLE ix_n (n int)", "public.ix_n exists already and is no index")]
    [InlineData("CREATE INDEX ix_n_logs_rest_0 ON logs_rest_0 (at)", "relation \"ix_n_logs_rest_0\" already exists")]
    public async Task What_others_have_made_is_left_and_named(string sql, string reason)
    {
        await using var database = await MadeAsync();
        await database.ExecuteAsync(sql, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        var failed = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            Runner(ByNumber).RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains(reason, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ix_n true", (await database.RowsAsync(Valid, Token)).Skip(1));
    }

    [Fact]
    public async Task A_unique_one_that_the_table_cannot_have_is_refused_before_anything_is_built()
    {
        await using var database = await MadeAsync();
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var unique = ByNumber with { Index = ByNumber.Index with { IsUnique = true } };

        var failed = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            Runner(unique).RunAsync(session, new MigrationTarget.Up(), Token)
        );

        Assert.Contains("must include all partitioning columns", failed.Message, StringComparison.Ordinal);
        Assert.Empty(await database.RowsAsync(Valid, Token));
    }

    private static MigrationRunner Runner(CreateIndex index) =>
        new(
            new([new Steps(1, [], []), new Steps(2, [index], [index.Inverse]) { Transactional = false }]),
            new(),
            TimeProvider.System
        );

    private async Task<TestDatabase> MadeAsync()
    {
        var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(Table, Token);
        return database;
    }
}
