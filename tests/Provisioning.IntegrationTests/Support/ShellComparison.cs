using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Provisioning.Dialects;
using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Runs a script by the engine's own shell, and statement by statement as we split it, and wants the same of
/// both.</summary>
internal sealed class ShellComparison : IAsyncDisposable
{
    private const string Setup = """
        CREATE TABLE log (n integer, w text);
        CREATE TABLE live (a text);
        CREATE TABLE one AS SELECT 1 AS x;
        CREATE VIEW lv AS SELECT a FROM live;
        """;

    private const string PostgreSqlSetup = $"""
        {Setup}
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE FUNCTION same(live, live) RETURNS boolean LANGUAGE sql AS 'SELECT true';
        """;

    private const string PostgreSqlState = """
        SELECT md5(string_agg(x, E'\n' ORDER BY x COLLATE "C")) FROM (
          SELECT format('%s|%s', n, w) FROM log
          UNION ALL SELECT format('%s %s %s', relkind, relname, obj_description(oid, 'pg_class')) FROM pg_class WHERE relnamespace = 'public'::regnamespace
          UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind <> 'a'
          UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
          UNION ALL SELECT pg_get_viewdef(oid) FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace
          UNION ALL SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = 'live'::regclass
          UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'live'::regclass
          UNION ALL SELECT format('%s %s', typname, typtype) FROM pg_type WHERE typnamespace = 'public'::regnamespace
          UNION ALL SELECT oprname::text FROM pg_operator WHERE oprnamespace = 'public'::regnamespace
          UNION ALL SELECT polname::text FROM pg_policy
        ) AS s (x)
        """;

    private const string SqliteState = """
        SELECT hex(group_concat(x, char(10))) FROM (
          SELECT n || '|' || w AS x FROM log
          UNION ALL SELECT rtrim(sql, char(9, 10, 13, 32)) FROM sqlite_master WHERE sql IS NOT NULL
          UNION ALL SELECT rtrim(sql, char(9, 10, 13, 32)) FROM sqlite_temp_master WHERE sql IS NOT NULL)
        """;

    private readonly TestDatabase _database;
    private readonly NpgsqlConnection? _connection;

    private ShellComparison(TestDatabase database, NpgsqlConnection? connection) =>
        (_database, _connection) = (database, connection);

    /// <summary>Makes what the scripts need in an empty database; each script is rolled back.</summary>
    public static async Task<ShellComparison> StartAsync(TestDatabase database, CancellationToken token)
    {
        if (database.Engine is Engine.Sqlite)
        {
            return new(database, connection: null);
        }

        await database.ExecuteAsync(PostgreSqlSetup, token);
        return new(database, (NpgsqlConnection)await database.OpenAsync(token));
    }

    /// <summary>Compares the random script of that number.</summary>
    public async Task OfAsync(int number, CancellationToken token)
    {
        var (script, statements) = RandomScript.Of(number, _database.Engine);
        try
        {
            await (
                _connection is not null
                    ? OnPostgreSqlAsync(script, statements, _connection, token)
                    : OnSqliteAsync(script, statements, token)
            );
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Assert.Fail($"Script {number}: {error.Message}\n{script}");
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Compares on PostgreSQL: the number of statements that psql sends, and what they leave.</summary>
    private static async Task OnPostgreSqlAsync(
        string script,
        int statements,
        NpgsqlConnection connection,
        CancellationToken token
    )
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, script, token);
            var (host, port, user) = (connection.Host!, connection.Port, connection.UserName ?? "postgres");
            var said = await RunAsync(
                "",
                [
                    "psql",
                    "-XAtq",
                    "-h",
                    host,
                    "-p",
                    port.ToString(CultureInfo.InvariantCulture),
                    "-U",
                    user,
                    "-d",
                    connection.Database,
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-c",
                    "BEGIN",
                    "-c",
                    "\\unset QUIET",
                    "-f",
                    file,
                    "-c",
                    PostgreSqlState,
                ],
                token
            );
            var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

            var pieces = SqlSplitter.Split(script, postgres: true);
            await ExecuteAsync(connection, "BEGIN", token);
            foreach (var piece in pieces)
            {
                // A command of the driver's would split it once more.
                await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(piece.Text) } };
                await batch.ExecuteNonQueryAsync(token);
            }

            await using var state = new NpgsqlCommand(PostgreSqlState, connection);
            var left = (string?)await state.ExecuteScalarAsync(token);

            Assert.Equal(statements, pieces.Count);
            Assert.Equal(statements, lines.Length - 1);
            Assert.Equal(lines[^1], left);
            // As a new session is.
            await ExecuteAsync(connection, "ROLLBACK", token);
            await ExecuteAsync(connection, "DISCARD ALL", token);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Compares on SQLite what the sqlite3 shell and we leave.</summary>
    private static async Task OnSqliteAsync(string script, int statements, CancellationToken token)
    {
        var said = await RunAsync(
            $".bail on\n{Setup}\n{script.TrimStart('\uFEFF')}\n;\n.output stdout\n{SqliteState};\n",
            ["sqlite3", "-batch", ":memory:"],
            token
        );
        var pieces = SqlSplitter.Split(script, postgres: false);
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(token);
        foreach (var sql in pieces.Select(piece => piece.Text).Prepend(Setup))
        {
            await using var command = new SqliteCommand(sql, connection);
            await command.ExecuteNonQueryAsync(token);
        }

        await using var state = new SqliteCommand(SqliteState, connection);
        var left = (string?)await state.ExecuteScalarAsync(token);

        Assert.Equal(statements, pieces.Count);
        Assert.Equal(Text(said.Trim().Split('\n')[^1].Trim()), Text(left!));
    }

    // The shell takes the carriage returns away from what it reads.
    private static string Text(string hex) =>
        System.Text.Encoding.UTF8.GetString(Convert.FromHexString(hex)).Replace("\r", "", StringComparison.Ordinal);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }

    private static async Task<string> RunAsync(string input, string[] command, CancellationToken token)
    {
        var start = Shell.Redirected(command);
        start.RedirectStandardInput = true;
        start.StandardInputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(token);
        await process.StandardInput.WriteAsync(input.AsMemory(), token);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        Assert.True(process.ExitCode == 0, $"{command[0]}: {await errors}");
        return output;
    }
}
