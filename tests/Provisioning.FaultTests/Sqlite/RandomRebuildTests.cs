using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Sqlite;

/// <summary>Whatever a table is made of, making it again keeps it.</summary>
public sealed class RandomRebuildTests(PostgreSqlServer server)
{
    private const string Others = """
        SELECT name, sql FROM sqlite_master WHERE (tbl_name <> 't' OR type = 'trigger') AND tbl_name NOT LIKE '%VersionInfo%' AND tbl_name NOT LIKE 'provisioning_%'
        UNION ALL SELECT 'index', name FROM pragma_index_list('t') WHERE origin = 'c' ORDER BY 1, 2
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_random_change_of_a_random_table_keeps_rows_and_all_that_hangs_on_it()
    {
        for (var number = 0; number < (Ladder.IsFull ? 5000 : 500); number++)
        {
            var table = new RandomTable(number);
            await using var database = await Rebuilding.DatabaseAsync(server, table.Sql, Token);
            var before = await ContentsAsync(database, table);
            var wasSchema = await database.SchemaAsync(Token);

            try
            {
                await database.UpAsync(Token, table.Change);
            }
            catch (ProvisioningException error)
            {
                Assert.Fail($"Case {number}: {error}\n{table.Sql}");
            }

            var after = await ContentsAsync(database, table);
            Assert.True(
                before == after,
                $"Case {number}, {table.Change}:\n{table.Sql}\n\nbefore:\n{before}\n\nafter:\n{after}"
            );
            Assert.NotEqual(wasSchema, await database.SchemaAsync(Token));
            Assert.Equal("", await database.TextAsync("PRAGMA foreign_key_check", Token));
            Assert.Equal("ok", await database.TextAsync("PRAGMA integrity_check", Token));
        }
    }

    private static async Task<string> ContentsAsync(TestDatabase database, RandomTable table)
    {
        string[] queries =
        [
            $"SELECT {(table.HasRowNumbers ? "rowid, " : "")}{table.Columns} FROM t ORDER BY id",
            "SELECT * FROM parents",
            "SELECT * FROM v ORDER BY id",
            "SELECT * FROM log",
            Others,
        ];
        var parts = new List<string>();
        foreach (var query in queries)
        {
            parts.Add(await database.TextAsync(query, Token));
        }

        var tables = await database.TextAsync(
            "SELECT name FROM sqlite_master WHERE name IN ('children', 'sqlite_sequence') ORDER BY name",
            Token
        );
        foreach (var name in tables.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            parts.Add(
                await database.TextAsync(
                    $"SELECT * FROM {name} WHERE {(name == "children" ? "1" : "name <> 'VersionInfo'")}",
                    Token
                )
            );
        }

        return string.Join("\n--\n", parts);
    }
}
