using Provisioning.Administration.Retention;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.IntegrationTests.Health;

/// <summary>Partitions of which all rows are past their time are dropped, unless something has to see the rows
/// go.</summary>
public sealed class PartitionRetentionTests(PostgreSqlServer server)
{
    private const string Seen = "CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';";

    private static readonly string[] Both = ["parts_old", "parts_older"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Moments => ["timestamptz", "timestamp", "date"];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Partitions_that_are_past_are_dropped_and_rows_deleted_in_the_others(string type)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(Partitioned(type), Token);
        var retention = Retention(database, new RetentionRule("parts", "parts", "at", TimeSpan.FromDays(365)));

        var plan = await retention.PlanAsync(Token);
        var result = Assert.Single(await retention.RunAsync(new() { Batch = 2 }, null, Token));

        Assert.Equal(["parts_old", "parts_older"], plan[0].Dropped.Select(part => part.Name));
        Assert.Equal(["parts_old", "parts_older"], result.Dropped.Select(part => part.Name));
        // Two in each dropped one, three of those that straddle the cutoff, one of the default one.
        Assert.Equal((8L, 8L, true), (plan[0].Due, result.Deleted, result.IsComplete));
        Assert.Equal(["2", "6", "7"], await database.RowsAsync("SELECT n FROM parts ORDER BY n", Token));
        Assert.Equal(
            [],
            await database.RowsAsync("SELECT relname FROM pg_class WHERE relname LIKE 'parts_old%'", Token)
        );
    }

    public static TheoryData<string, string[]> Watched =>
        new()
        {
            {
                "CREATE TABLE notes (at timestamptz, n int, FOREIGN KEY (at, n) REFERENCES parts ON DELETE CASCADE)",
                []
            },
            { "CREATE TABLE notes (at timestamptz, n int, FOREIGN KEY (at, n) REFERENCES parts_old)", ["parts_older"] },
            { $"{Seen} CREATE TRIGGER seen BEFORE DELETE ON parts FOR EACH ROW EXECUTE FUNCTION seen()", [] },
            { $"{Seen} CREATE TRIGGER seen AFTER DELETE ON parts EXECUTE FUNCTION seen()", [] },
            {
                $"{Seen} CREATE TRIGGER seen BEFORE DELETE ON parts_old FOR EACH ROW EXECUTE FUNCTION seen()",
                ["parts_older"]
            },
            { $"{Seen} CREATE TRIGGER seen BEFORE UPDATE ON parts_old FOR EACH ROW EXECUTE FUNCTION seen()", Both },
        };

    [Theory]
    [MemberData(nameof(Watched))]
    public async Task No_partition_is_dropped_where_keys_or_triggers_have_to_see_its_rows(string sql, string[] dropped)
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync($"{Partitioned("timestamptz")}; {sql}", Token);
        var retention = Retention(database, new RetentionRule("parts", "parts", "at", TimeSpan.FromDays(365)));

        var result = Assert.Single(await retention.RunAsync(new(), null, Token));

        Assert.Equal(dropped, result.Dropped.Select(part => part.Name));
        Assert.Equal((8L, true), (result.Deleted, result.IsComplete));
        Assert.Equal(["3"], await database.RowsAsync("SELECT count(*) FROM parts", Token));
    }

    // Rows of many ages: two partitions are past, one straddles the cutoff and is partitioned once more.
    private static string Partitioned(string type) =>
        $"""
            CREATE TABLE parts (at {type}, n int, PRIMARY KEY (at, n)) PARTITION BY RANGE (at);
            CREATE TABLE parts_older PARTITION OF parts FOR VALUES FROM (MINVALUE) TO ('2001-01-01');
            CREATE TABLE parts_old PARTITION OF parts FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
            CREATE TABLE parts_now PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2999-01-01') PARTITION BY HASH (n);
            CREATE TABLE parts_now_0 PARTITION OF parts_now FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE parts_now_1 PARTITION OF parts_now FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            CREATE TABLE parts_rest PARTITION OF parts DEFAULT;
            INSERT INTO parts VALUES ('2000-01-01', 1), ('2000-01-02', 2), ('2001-01-01', 3), ('2001-12-31', 4),
                ('2020-01-01', 1), ('2020-01-01', 2), ('2020-01-01', 3), ('2998-01-01', 2), ('2010-01-01', 5),
                ('3000-01-01', 6), ('3001-01-01', 7)
            """;

    private static DataRetention Retention(TestDatabase database, RetentionRule rule) =>
        new(DatabaseUrl.Parse(database.Url), [rule], TimeProvider.System);
}
