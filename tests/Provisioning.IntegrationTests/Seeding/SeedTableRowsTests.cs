using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Provisioning.Seeding;
using Provisioning.Seeding.Rules;
using Xunit;

namespace Provisioning.IntegrationTests.Seeding;

/// <summary>Rows by rules in a database.</summary>
public sealed class SeedTableRowsTests(PostgreSqlServer server)
{
    private static readonly SeedTable Kinds = Seed.Table("kinds", 3)
        .String("name", row => $"kind {row.Number}")
        .Key("name");

    private static readonly SeedTable Things = Seed.Table("things", 50)
        .Id("id")
        .Parent("kind", Kinds)
        .Int32("size", 1, 9)
        .Int64("bytes", row => row.Number << 33)
        .Decimal("price", 1, 2)
        .Double("weight", _ => 0.5)
        .Boolean("is_new")
        .Json("meta", row => $$"""{"n":{{row.Number}}}""")
        .Date("made", _ => new(2024, 2, 29))
        .DateTime("sold", _ => DateTimeOffset.UnixEpoch)
        .OrNull(50)
        .Moment("at", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task Each_type_is_taken_and_a_second_run_adds_nothing(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var json = engine is Engine.Sqlite ? "text" : "jsonb";
        var id = engine is Engine.Sqlite ? "text" : "uuid";
        await database.ExecuteAsync(
            $"""
            CREATE TABLE kinds (name varchar(20) PRIMARY KEY);
            CREATE TABLE things (id {id} PRIMARY KEY, kind varchar(20) NOT NULL REFERENCES kinds, size integer NOT NULL, bytes bigint,
              price numeric(8,2), weight double precision, is_new boolean NOT NULL, meta {json}, made date, sold timestamp, at timestamp with time zone);
            """,
            Token
        );
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = new SeedRunner(session);

        var first = await runner.RunAsync(Seed.Scenario("things", Things), new(42, 1), Token);
        var second = await runner.RunAsync(Seed.Scenario("things", Things), new(42, 1), Token);

        Assert.Equal([3L, 50L], first.Tables.Select(table => table.Added));
        Assert.Equal([0L, 0L], second.Tables.Select(table => table.Added));
        Assert.Equal(
            ["50|3|50"],
            await database.RowsAsync(
                "SELECT count(*), count(DISTINCT kind), sum(CASE WHEN size BETWEEN 1 AND 9 AND price BETWEEN 1 AND 2 "
                    + "AND made = '2024-02-29' THEN 1 ELSE 0 END) FROM things",
                Token
            )
        );
    }

    [Fact]
    public async Task Rows_that_a_trigger_leaves_out_are_not_counted_as_added()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE kinds (name varchar(20) PRIMARY KEY);
            CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN CASE WHEN NEW.name = 'kind 1' THEN NULL ELSE NEW END; END $$;
            CREATE TRIGGER skip BEFORE INSERT ON kinds FOR EACH ROW EXECUTE FUNCTION skip();
            """,
            Token
        );
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);

        var done = await new SeedRunner(session).RunAsync(Seed.Scenario("kinds", Kinds), new(42, 1), Token);

        Assert.Equal((3, 2), (done.Tables[0].Made, done.Tables[0].Added));
    }
}
