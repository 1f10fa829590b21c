using Microsoft.Data.Sqlite;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Sqlite.Dialect;
using Provisioning.Sqlite.Inspection;
using Xunit;

namespace Provisioning.FaultTests.Sqlite;

/// <summary>However a column is declared, recreating its table keeps what SQLite understands by it.</summary>
public sealed class RandomDeclarationTests
{
    private const string Columns = """
        SELECT cid, name,
            rtrim(replace(replace(upper(type), '/* , ) */', ''), '-- , (', ''), ' ' || char(10, 9)),
            "notnull", pk, hidden
        FROM pragma_table_xinfo('t') WHERE name <> 'k'
        ORDER BY cid
        """;

    private const string Keys = """
        SELECT "table", "from", coalesce("to", 'id'), on_update, on_delete, match
        FROM pragma_foreign_key_list('t')
        """;

    private const string Indexes = """
        SELECT l."unique", l.origin, x.name, x.coll
        FROM pragma_index_list('t') l JOIN pragma_index_xinfo(l.name) x
        ORDER BY 1, 2, 3
        """;

    private static readonly string[] Values = ["'Ab '", "NULL", "'ab'", "hex(zeroblob(300))", "12"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rebuild_keeps_what_SQLite_understands_by_any_declaration()
    {
        var tried = 0;
        for (var number = 0; number < (Ladder.IsFull ? 10_000 : 1_000); number++)
        {
            var declaration = new RandomDeclaration(number);
            var table = $"CREATE TABLE t (k INTEGER PRIMARY KEY, {declaration.Sql}, z)";
            await using var connection = new SqliteConnection("Data Source=:memory:");
            await connection.OpenAsync(Token);
            Execute(connection, "CREATE TABLE p (id INTEGER PRIMARY KEY, other UNIQUE)");
            if (!IsTaken(connection, table))
            {
                continue;
            }

            tried++;
            var before = Meaning(connection, declaration);
            try
            {
                var model = await SqliteInspector.InspectAsync(connection, Token);
                foreach (var statement in new SqliteDialect().Render(new AddCheck("t", new("ck_z", "z IS z")), model))
                {
                    Execute(connection, statement.Text);
                }
            }
            catch (Exception error) when (error is ProvisioningException or SqliteException)
            {
                Assert.Fail($"Case {number}: {error.Message}\n{table}");
            }

            var after = Meaning(connection, declaration);
            Assert.True(before == after, $"Case {number}:\n{table}\nbefore:\n{before}\nafter:\n{after}");
        }

        Assert.True(tried > 800, $"only {tried} were taken");
    }

    // What SQLite itself refuses is no case.
    private static bool IsTaken(SqliteConnection connection, string table)
    {
        try
        {
            Execute(connection, table);
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static string Meaning(SqliteConnection connection, RandomDeclaration declaration)
    {
        var column = declaration.Name;
        Execute(connection, "SAVEPOINT s");
        string[] parts =
        [
            Read(connection, Columns),
            Read(connection, Keys),
            Read(connection, Indexes),
            // Its default, its collation, and what happens to a row that its constraints do not allow.
            Try(connection, "INSERT INTO t (k, z) VALUES (5, 1)"),
            Read(
                connection,
                $"SELECT typeof({column}), CASE WHEN {column} GLOB '20[0-9][0-9]-*' THEN length({column}) "
                    + $"ELSE quote({column}) END, {column} = lower({column}) FROM t"
            ),
            .. declaration.IsGenerated
                ? []
                : Values.Select(
                    (value, at) => Try(connection, $"INSERT INTO t (k, {column}) VALUES ({at + 20}, {value})")
                ),
            Read(connection, $"SELECT k, typeof({column}), length({column}) FROM t ORDER BY k"),
        ];
        Execute(connection, "ROLLBACK TO s; RELEASE s");
        return string.Join("\n--\n", parts);
    }

    private static string Try(SqliteConnection connection, string sql)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return $"{command.ExecuteNonQuery()}";
        }
        catch (SqliteException error)
        {
            return $"{error.SqliteExtendedErrorCode}";
        }
    }

    private static string Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(at => $"{reader.GetValue(at)}")));
        }

        return string.Join('\n', rows);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
