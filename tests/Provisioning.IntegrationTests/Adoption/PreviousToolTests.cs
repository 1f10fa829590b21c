using Provisioning.Adoption;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Adoption;

/// <summary>What is read of the ledgers of other tools.</summary>
public sealed class PreviousToolTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string, Engine>> Cases =>
        from one in Ledgers.All
        from engine in Enum.GetValues<Engine>()
        where one.Only is null || one.Only == engine
        select new TheoryDataRow<string, Engine>(one.Name, engine);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_ledger_of_a_tool_is_known_and_read(string name, Engine engine)
    {
        var one = Ledgers.All.Single(each => each.Name == name);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(one.SqlOn(engine), Token);

        var history = Assert.Single(await ReadAsync(database));

        Assert.Equal(one.Read, LedgerCase.Text(history));
        Assert.Equal(one.Cures.Count, history.Problems.Count);
        Assert.All(one.Cures.Zip(history.Problems), pair =>
            Assert.Contains(pair.First, pair.Second.Text, StringComparison.Ordinal)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task Times_and_names_of_who_did_it_are_read(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(Ledgers.All[0].SqlOn(engine), Token);

        var history = Assert.Single(await ReadAsync(database));

        Assert.Equal(new DateTime(2024, 1, 6, 10, 0, 0, DateTimeKind.Utc), history.At);
        Assert.Equal(("1.10", "bob", "ten"), (history.Newest?.Key, history.Newest?.By, history.Newest?.Name));
    }

    [Fact]
    public async Task A_time_in_milliseconds_is_read()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(
            LedgerCase.On(Engine.Sqlite, Ledgers.Prisma)
                + "INSERT INTO _prisma_migrations VALUES "
                + "('1', 'x', 1704103200000, '20240101_x', NULL, NULL, 1704103200000, 1)",
            Token
        );

        var history = Assert.Single(await ReadAsync(database));

        Assert.Equal(new DateTime(2024, 1, 1, 10, 0, 0, DateTimeKind.Utc), history.At);
    }

    [Fact]
    public async Task Every_schema_is_looked_at_and_several_tools_are_all_reported()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await database.ExecuteAsync(
            LedgerCase.On(
                Engine.PostgreSql,
                $"""
                CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
                CREATE SCHEMA billing; SET search_path TO billing; {Ledgers.Flyway}
                CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
                """
            ),
            Token
        );

        var found = await ReadAsync(database);

        Assert.Equal(
            [
                "Alembic alembic_version at:",
                "Flyway billing.flyway_schema_history:",
                "dbmate billing.schema_migrations:",
            ],
            found.Select(LedgerCase.Text).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_table_with_the_name_of_a_tool_and_other_columns_is_none_of_it(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            """
            CREATE TABLE migrations (id integer, name text, started date);
            CREATE TABLE schema_migrations (version varchar(20), note text);
            CREATE TABLE changelog (id integer, text text);
            CREATE TABLE flyway_schema_history (id integer);
            CREATE TABLE notes (version integer);
            """,
            Token
        );

        var tools = await FindAsync(database);

        Assert.Empty(tools.Found);
        Assert.Equal(
            ["changelog", "flyway_schema_history", "migrations", "schema_migrations"],
            tools.Unknown.Select(table => table.Name).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task Our_own_tables_are_no_other_tool(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        Assert.Equal(0, (await ProvisionProcess.RunAsync(Token, Ladder.Command("up", database, "--to", "2"))).ExitCode);

        Assert.Empty((await FindAsync(database)).Found);
    }

    [Theory]
    [OnBothEngines]
    public async Task Ten_thousand_rows_are_read(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(LedgerCase.On(engine, Ledgers.Flyway), Token);
        await database.ExecuteAsync(
            LedgerCase.On(
                engine,
                """
                INSERT INTO flyway_schema_history
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                SELECT i, CAST(i AS varchar(50)), 'x', 'SQL', 'V.sql', 1, 'ada', '2024-01-01 10:00:00', 1, {1} FROM n
                """.Replace(
                    "'2024-01-01 10:00:00'",
                    engine is Engine.Sqlite ? "'2024-01-01'" : "timestamptz '2024-01-01'",
                    StringComparison.Ordinal
                )
            ),
            Token
        );

        var history = Assert.Single(await ReadAsync(database));

        Assert.Equal((10_000, 10_000L), (history.Entries.Count, history.Newest?.Number));
    }

    private static async Task<PreviousTools> FindAsync(TestDatabase database)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await PreviousTools.FindAsync(session, new(), Token);
    }

    private static async Task<IReadOnlyList<PreviousHistory>> ReadAsync(TestDatabase database)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await (await PreviousTools.FindAsync(session, new(), Token)).ReadAsync(session, Token);
    }
}
