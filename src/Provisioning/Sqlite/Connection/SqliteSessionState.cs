using Microsoft.Data.Sqlite;
using Provisioning.Dialects;
using Provisioning.Sqlite.Dialect;

namespace Provisioning.Sqlite.Connection;

/// <summary>What a connection starts with, and how it gets back to it after SQL or code has changed it.</summary>
internal sealed class SqliteSessionState
{
    // Temporary tables whose rows others hold come after those; SQLite would drop what belongs to a virtual one itself.
    private const string TemporaryObjects = """
        SELECT type, name FROM temp.sqlite_master
        WHERE type IN ('trigger', 'view', 'table') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
        ORDER BY type = 'trigger' DESC, type = 'view' DESC, sql LIKE 'CREATE VIRTUAL%' DESC
        """;

    private const string AttachedDatabases =
        "SELECT name FROM pragma_database_list WHERE seq > 1 AND name NOT IN ('main', 'temp')";

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, string> _start;

    /// <summary>Keeps what the connection has now.</summary>
    public SqliteSessionState(SqliteConnection connection)
    {
        _connection = connection;
        _start = Settings().ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.Ordinal);
    }

    /// <summary>The statements that take the connection back to its start; none where it is there. What SQLite refuses
    /// inside a transaction is left out there.</summary>
    public IReadOnlyList<SqlStatement> Reset(bool isInTransaction)
    {
        var settings = Settings().Where(setting => setting.Value != _start[setting.Name]).ToList();
        return
        [
            .. settings
                .Where(setting => !isInTransaction || !SqlitePragma.IsRefusedInTransactions(setting.Name))
                .Select(setting => new SqlStatement($"PRAGMA {setting.Name} = {_start[setting.Name]}")),
            .. Read(TemporaryObjects, row => (Type: row.GetString(0), Name: row.GetString(1)))
                .Select(found => new SqlStatement($"DROP {found.Type} IF EXISTS temp.{SqliteDialect.Quote(found.Name)}")
                {
                    SuspendsForeignKeys = true,
                }),
            .. isInTransaction
                ? []
                : Read(AttachedDatabases, row => row.GetString(0))
                    .Select(name => new SqlStatement($"DETACH {SqliteDialect.Quote(name)}")),
        ];
    }

    private IEnumerable<(string Name, string Value)> Settings()
    {
        foreach (var name in SqlitePragma.OfSession.Keys)
        {
            var sql = name is SqlitePragma.CaseSensitiveLike ? "SELECT 'a' NOT LIKE 'A'" : $"PRAGMA {name}";
            foreach (var value in Read(sql, row => row.GetString(0)))
            {
                // A journal that is a log belongs to the file; every other one to the connection.
                yield return (name, name is "journal_mode" && value is "wal" ? "delete" : value);
            }
        }
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
