using Provisioning.IntegrationTests.Support;
using Provisioning.Transfer.Format;
using Provisioning.Transfer.Subsets;
using Xunit;

namespace Provisioning.IntegrationTests.Export;

/// <summary>A part of a database is exported in which every foreign key holds.</summary>
public sealed class SubsetTests(PostgreSqlServer server)
{
    // A tree, a table that joins two, a key of two columns, two tables that refer to each other, and one apart.
    private const string Tables = """
        CREATE TABLE countries (code varchar(2) PRIMARY KEY, name text);
        CREATE TABLE customers (id integer PRIMARY KEY, country varchar(2) NOT NULL REFERENCES countries, boss integer REFERENCES customers);
        CREATE TABLE products (id integer PRIMARY KEY, name text);
        CREATE TABLE orders (customer integer NOT NULL REFERENCES customers, number integer NOT NULL, PRIMARY KEY (customer, number));
        CREATE TABLE items (customer integer NOT NULL, number integer NOT NULL, product integer NOT NULL REFERENCES products, PRIMARY KEY (customer, number, product),
          FOREIGN KEY (customer, number) REFERENCES orders (customer, number)){0};
        CREATE TABLE teams (id integer PRIMARY KEY, lead integer);
        CREATE TABLE players (id integer PRIMARY KEY, team integer NOT NULL REFERENCES teams, customer integer REFERENCES customers);
        CREATE TABLE notes (text text);
        """;

    private const string Rows = """
        INSERT INTO countries VALUES ('DE', 'Germany'), ('FR', 'France'), ('IT', 'Italy');
        INSERT INTO customers VALUES (1, 'FR', NULL); INSERT INTO customers VALUES (2, 'DE', 1); INSERT INTO customers VALUES (3, 'IT', 2), (4, 'IT', NULL);
        INSERT INTO products VALUES (1, 'bread'), (2, 'wine'), (3, 'oil');
        INSERT INTO orders VALUES (1, 1), (2, 1), (2, 2), (3, 1), (4, 1);
        INSERT INTO items VALUES (1, 1, 3), (2, 1, 1), (2, 2, 2), (3, 1, 1), (4, 1, 3);
        INSERT INTO teams VALUES (1, NULL), (2, NULL), (3, NULL);
        INSERT INTO players VALUES (1, 1, 2), (2, 1, NULL), (3, 2, 4);
        UPDATE teams SET lead = 2 WHERE id = 1; UPDATE teams SET lead = 3 WHERE id = 2;
        INSERT INTO notes VALUES ('one'), ('two');
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task What_refers_to_the_rows_asked_for_comes_along_and_all_that_any_of_them_refers_to(Engine engine)
    {
        var found = await SubsetAsync(engine, new() { Roots = [new("customers", "country = 'DE'")] });

        Assert.Equal(["DE", "FR", "IT"], found["SELECT code FROM countries ORDER BY 1"]);
        // The boss of 2 is above it, and 3 below. Those of the boss are not asked for.
        Assert.Equal(["1", "2", "3"], found["SELECT id FROM customers ORDER BY 1"]);
        Assert.Equal(["2|1", "2|2", "3|1"], found["SELECT customer, number FROM orders ORDER BY 1, 2"]);
        Assert.Equal(["1", "2"], found["SELECT id FROM products ORDER BY 1"]);
        // The leader of the team of player 1, which refers to the team.
        Assert.Equal(["1|2"], found["SELECT id, lead FROM teams ORDER BY 1"]);
        Assert.Equal(["1", "2"], found["SELECT id FROM players ORDER BY 1"]);
        Assert.Empty(found["SELECT text FROM notes"]);
    }

    [Theory]
    [OnBothEngines]
    public async Task Without_children_only_what_the_rows_refer_to_comes_along(Engine engine)
    {
        var found = await SubsetAsync(
            engine,
            new() { Roots = [new("customers", "country = 'DE'"), new("Notes", null)], WithChildren = false }
        );

        Assert.Equal(["DE", "FR"], found["SELECT code FROM countries ORDER BY 1"]);
        Assert.Equal(["1", "2"], found["SELECT id FROM customers ORDER BY 1"]);
        Assert.Empty(found["SELECT customer FROM orders"]);
        Assert.Empty(found["SELECT id FROM players"]);
        Assert.Equal(["one", "two"], found["SELECT text FROM notes ORDER BY 1"]);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_share_of_the_rows_is_the_same_every_time_and_comes_back_by_import(Engine engine)
    {
        await using var from = await StartAsync(engine);
        var many = Enumerable.Range(100, 200).Select(id => $"({id}, 'DE', NULL)");
        await from.ExecuteAsync($"INSERT INTO customers VALUES {string.Join(", ", many)}", Token);
        var request = new SubsetRequest { Roots = [new("customers", "id >= 100")], Percent = 3 };
        var (one, other) = (Exporting.NewFolder(), Exporting.NewFolder());

        var manifest = await ExportAsync(from, one, ExportLayout.Csv, request);
        var again = await ExportAsync(from, other, ExportLayout.Csv, request);

        Assert.Equal(manifest.Tables.Select(table => table.File), again.Tables.Select(table => table.File));
        var customers = manifest.Tables.Single(table => table.Name is "customers");
        Assert.Equal((6, 204), (customers.Rows, customers.Of));
        Assert.Equal((1, 3), manifest.Tables.Where(t => t.Name is "countries").Select(t => (t.Rows, t.Of)).Single());
        await using var into = await StartAsync(engine, hasRows: false);
        await Exporting.ImportAsync(into, one, Token);
        Assert.Equal(["6"], await into.RowsAsync("SELECT count(*) FROM customers", Token));
        Exporting.Delete(one, other);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_forecast_counts_the_rows_that_an_export_then_has_and_writes_nothing(Engine engine)
    {
        await using var from = await StartAsync(engine);
        foreach (
            var request in (SubsetRequest?[])
                [
                    null,
                    new() { Roots = [new("customers", "country = 'DE'")] },
                    new()
                    {
                        Roots = [new("customers", null)],
                        Percent = 50,
                        WithChildren = false,
                    },
                    new() { Percent = 50 },
                ]
        )
        {
            var folder = Exporting.NewFolder();

            var forecast = await Exporting.ForecastAsync(from, request, Token);
            var manifest = await Exporting.ExportAsync(from, folder, ExportLayout.Csv, request, Token);

            Assert.Equal(
                manifest.Tables.Select(table => (table.Table, table.Rows, table.Of)),
                forecast.Tables.Select(table => (table.Table, table.Rows, table.Of))
            );
            Assert.All(forecast.Tables, table => Assert.Null(table.File));
            Exporting.Delete(folder);
        }

        // What an export would refuse is refused.
        await Assert.ThrowsAsync<ExportException>(() =>
            Exporting.ForecastAsync(from, new() { Roots = [new("nothing", null)] }, Token)
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_share_alone_begins_with_the_tables_that_refer_to_no_other(Engine engine)
    {
        var found = await SubsetAsync(engine, new() { Percent = 50 });

        Assert.Equal(["DE", "FR", "IT"], found["SELECT code FROM countries ORDER BY 1"]);
        Assert.Equal(["1"], found["SELECT count(*) FROM notes"]);
    }

    [Theory]
    [OnBothEngines]
    public async Task Sql_holds_the_same_part(Engine engine)
    {
        await using var from = await StartAsync(engine);
        await using var into = await StartAsync(engine, hasRows: false);
        var folder = Exporting.NewFolder();

        await ExportAsync(from, folder, ExportLayout.Sql, new() { Roots = [new("orders", "customer = 4")] });
        await Exporting.ImportAsync(into, folder, Token);

        Assert.Equal(["4"], await into.RowsAsync("SELECT id FROM customers", Token));
        Assert.Equal(["3"], await into.RowsAsync("SELECT product FROM items", Token));
        Exporting.Delete(folder);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_table_that_is_not_there_is_named_and_a_condition_is_one_expression(Engine engine)
    {
        await using var from = await StartAsync(engine);
        var folder = Exporting.NewFolder();

        var missing = await Assert.ThrowsAsync<ExportException>(() =>
            ExportAsync(from, folder, ExportLayout.Csv, new() { Roots = [new("custmers", null)] })
        );
        var several = Assert.Throws<ExportException>(() => SubsetRoot.Parse("notes where true; DROP TABLE notes"));
        var wrong = await Assert.ThrowsAsync<ExportException>(() =>
            ExportAsync(from, folder, ExportLayout.Csv, new() { Roots = [SubsetRoot.Parse("notes where nowhere = 1")] })
        );

        Assert.Contains(
            "There is no table custmers. Did you mean customers?",
            missing.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("semicolon", several.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "The rows of notes where nowhere = 1 cannot be found: ",
            wrong.Message,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any());
        Assert.Equal(["2"], await from.RowsAsync("SELECT count(*) FROM notes", Token));
    }

    [Fact]
    public async Task Rows_of_partitions_are_told_apart()
    {
        await using var from = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await from.ExecuteAsync(
            """
            CREATE TABLE days (day integer PRIMARY KEY) PARTITION BY LIST (day);
            CREATE TABLE days_1 PARTITION OF days FOR VALUES IN (1); CREATE TABLE days_2 PARTITION OF days FOR VALUES IN (2);
            INSERT INTO days VALUES (1), (2);
            """,
            Token
        );
        var folder = Exporting.NewFolder();

        var manifest = await ExportAsync(from, folder, ExportLayout.Csv, new() { Roots = [new("days", "day = 2")] });

        Assert.Equal(1, manifest.Tables.Single(table => table.Name is "days").Rows);
        Exporting.Delete(folder);
    }

    private async Task<Dictionary<string, IReadOnlyList<string>>> SubsetAsync(Engine engine, SubsetRequest request)
    {
        await using var from = await StartAsync(engine);
        await using var into = await StartAsync(engine, hasRows: false);
        var folder = Exporting.NewFolder();
        await ExportAsync(from, folder, ExportLayout.Csv, request);
        await Exporting.ImportAsync(into, folder, Token);
        Exporting.Delete(folder);
        var found = new Dictionary<string, IReadOnlyList<string>>();
        foreach (
            var query in new[]
            {
                "SELECT code FROM countries ORDER BY 1",
                "SELECT id FROM customers ORDER BY 1",
                "SELECT customer, number FROM orders ORDER BY 1, 2",
                "SELECT customer FROM orders",
                "SELECT id FROM products ORDER BY 1",
                "SELECT id, lead FROM teams ORDER BY 1",
                "SELECT id FROM players ORDER BY 1",
                "SELECT id FROM players",
                "SELECT text FROM notes",
                "SELECT text FROM notes ORDER BY 1",
                "SELECT count(*) FROM notes",
            }
        )
        {
            found[query] = [.. await into.RowsAsync(query, Token)];
        }

        return found;
    }

    private async Task<TestDatabase> StartAsync(Engine engine, bool hasRows = true)
    {
        var database = await TestDatabase.CreateAsync(engine, server, Token);
        await database.ExecuteAsync(
            Tables.Replace("{0}", engine is Engine.Sqlite ? " WITHOUT ROWID" : "", StringComparison.Ordinal),
            Token
        );
        // SQLite takes no foreign key for a table that is there.
        if (engine is Engine.Sqlite)
        {
            await database.ExecuteAsync(
                "DROP TABLE players; DROP TABLE teams; "
                    + "CREATE TABLE teams (id integer PRIMARY KEY, lead integer REFERENCES players); "
                    + "CREATE TABLE players (id integer PRIMARY KEY, team integer NOT NULL REFERENCES teams, "
                    + "customer integer REFERENCES customers)",
                Token
            );
        }
        else
        {
            await database.ExecuteAsync("ALTER TABLE teams ADD FOREIGN KEY (lead) REFERENCES players", Token);
        }

        if (hasRows)
        {
            await database.ExecuteAsync(Rows, Token);
        }

        return database;
    }

    private static Task<ExportManifest> ExportAsync(
        TestDatabase from,
        string to,
        ExportLayout layout,
        SubsetRequest subset
    ) => Exporting.ExportAsync(from, to, layout, subset, Token);
}
