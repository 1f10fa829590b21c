using Provisioning.Backup.Sqlite;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.IntegrationTests.Backup;

/// <summary>Our count of pages against the length of a file that has no page to spare.</summary>
public sealed class SqlitePageCountTests
{
    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    [InlineData(65536)]
    public async Task Tables_and_indexes_have_as_many_bytes_as_all_pages_that_are_in_use(int size)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync(
            $"""
            PRAGMA journal_mode = DELETE; PRAGMA page_size = {size}; VACUUM;
            CREATE TABLE deep AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i, 'row ' || i AS text FROM n;
            CREATE INDEX deep_text ON deep (text, i);
            CREATE TABLE long (id INTEGER PRIMARY KEY, bytes BLOB);
            CREATE INDEX long_bytes ON long (bytes);
            CREATE TABLE plain (a TEXT PRIMARY KEY, b BLOB) WITHOUT ROWID;
            """
        );
        await folder.ExecuteAsync(
            "INSERT INTO long (bytes) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
                + "SELECT randomblob(i * i * 17) FROM n; INSERT INTO plain SELECT id, bytes FROM long"
        );
        await folder.ExecuteAsync("VACUUM");

        await using var connection = await folder.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT rootpage FROM sqlite_master WHERE rootpage > 0 UNION ALL SELECT 1";
        using var file = File.OpenHandle(folder.Database, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var count = new SqlitePageCount(file);
        var bytes = 0L;
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            bytes += count.BytesFrom(reader.GetInt64(0));
        }

        // After VACUUM no page is free: every page belongs to one tree, the schema's among them.
        Assert.Equal(RandomAccess.GetLength(file), bytes);
    }
}
