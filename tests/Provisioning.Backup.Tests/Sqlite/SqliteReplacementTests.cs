using Provisioning.Backup.Sqlite;
using Provisioning.Sqlite.Connection;
using Xunit;

namespace Provisioning.Backup.Tests.Sqlite;

public sealed class SqliteReplacementTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("replacement-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_folder, "target.db");

    private string Ready => Path.Combine(_folder, "ready.db");

    [Fact]
    public async Task A_log_beside_a_missing_file_is_gone_before_the_new_file_has_the_name()
    {
        await File.WriteAllTextAsync(Ready, "new", Token);
        // A log that cannot be deleted stops it there.
        Directory.CreateDirectory($"{Target}-wal");

        await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
            SqliteReplacement.RunAsync(new SqliteDatabase(Target), Ready, Token)
        );

        Assert.False(File.Exists(Target));
        Assert.True(File.Exists(Ready));
    }

    [Fact]
    public async Task Nothing_of_the_missing_file_stays_beside_the_new_one()
    {
        await File.WriteAllTextAsync(Ready, "new", Token);
        await File.WriteAllTextAsync($"{Target}-wal", "old", Token);

        await SqliteReplacement.RunAsync(new SqliteDatabase(Target), Ready, Token);

        Assert.Equal([Target], Directory.EnumerateFiles(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
