using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Conformance;

/// <summary>The tables and columns with rows that a run would drop.</summary>
public sealed class DataLossTests(PostgreSqlServer server)
{
    private static readonly Column Id = new("id", new(ColumnKind.Int32));
    private static readonly Column Note = new("note", new(ColumnKind.String)) { IsNullable = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.PostgreSql)]
    [InlineData(Engine.Sqlite)]
    public async Task Tables_and_columns_are_found_where_they_have_rows(Engine engine)
    {
        var catalog = new MigrationCatalog([
            Reversible(1, new CreateTable(new("full", [Id])), new CreateTable(new("empty", [Id]))),
            Reversible(
                2,
                new AddColumn("full", Note),
                new AddColumn("empty", Note),
                new InsertRows(
                    "full",
                    [
                        [new("id", 1)],
                    ]
                )
            ),
            new Steps(
                3,
                [new ExecuteSql("SELECT 1")],
                [
                    new ExecuteSql(
                        "-- DROP TABLE no;\n DROP /* a */ TABLE IF EXISTS \"full\", missing CASCADE; DROP TABLE empty"
                    ),
                    WhereIs("full"),
                    WhereIs("missing"),
                ]
            ),
        ]);
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var runner = new MigrationRunner(catalog, new(), TimeProvider.System);
        await runner.RunAsync(session, new MigrationTarget.Up(), Token);

        var down = await DataLossCheck.FindAsync(session, catalog, new MigrationTarget.DownTo(0), Token);
        var up = await DataLossCheck.FindAsync(session, catalog, new MigrationTarget.Up(), Token);

        Assert.Equal(
            [
                "drops table full (1 row)",
                "drops table full (1 row)",
                "drops column note of full (1 row)",
                "drops table full (1 row)",
            ],
            down.Select(loss => loss.Summary)
        );
        Assert.Empty(up);
    }

    private static Conditional WhereIs(string table) =>
        new($"there is {table}", state => state.TableExists(table), [new DropTable(table)], []);

    private static Steps Reversible(long version, params Operation[] up) =>
        new(version, up, [.. up.Reverse().Select(operation => operation.Inverse!)]);
}
