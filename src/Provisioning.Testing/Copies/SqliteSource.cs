using Microsoft.Data.Sqlite;

namespace Provisioning.Testing.Copies;

/// <summary>A template of SQLite in this process's memory, read from its file once.</summary>
/// <param name="file">The file.</param>
internal sealed class SqliteSource(string file) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private SqliteConnection? _template;

    /// <summary>Makes a database the same as the template.</summary>
    /// <exception cref="SqliteException">Another connection uses it.</exception>
    public async Task CopyToAsync(SqliteConnection copy, CancellationToken token)
    {
        await _turn.WaitAsync(token);
        try
        {
            (_template ??= await ReadAsync(token)).BackupDatabase(copy);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _template?.Dispose();
        _turn.Dispose();
    }

    private async Task<SqliteConnection> ReadAsync(CancellationToken token)
    {
        var template = new SqliteConnection("Data Source=:memory:;Pooling=False");
        await template.OpenAsync(token);
        await using var stored = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ConnectionString
        );
        await stored.OpenAsync(token);
        stored.BackupDatabase(template);
        return template;
    }
}
