using Microsoft.Data.Sqlite;
using Provisioning.Databases;
using Provisioning.Sqlite.Connection;
using Xunit;

namespace Provisioning.Tests.Support;

/// <summary>A SQLite database in a temporary file, open, and gone afterwards.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"provisioning-{Guid.NewGuid():N}.db");

    public SqliteFile(string schema)
    {
        Connection = new($"Data Source={_path};Pooling=False");
        Connection.Open();
        Execute(schema);
    }

    public SqliteConnection Connection { get; }

    /// <summary>A session of the library's own on the file.</summary>
    public Task<DatabaseSession> OpenAsync() =>
        new SqliteDatabase(_path).OpenAsync(TestContext.Current.CancellationToken);

    public void Execute(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The values of a query, row behind row.</summary>
    public List<object?> Query(string sql)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<object?>();
        while (reader.Read())
        {
            for (var i = 0; i < reader.FieldCount; i++)
            {
                values.Add(reader.IsDBNull(i) ? null : reader.GetValue(i));
            }
        }

        return values;
    }

    public void Dispose()
    {
        Connection.Dispose();
        File.Delete(_path);
    }
}
