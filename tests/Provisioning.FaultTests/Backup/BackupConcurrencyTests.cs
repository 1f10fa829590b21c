using Microsoft.Data.Sqlite;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Backup;

/// <summary>Several runs on one repository, and writers on the database that is backed up.</summary>
public sealed class BackupConcurrencyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Pairs =>
        new()
        {
            {
                "backup create --system towow --url @db --to @repo --key-file @key",
                "backup create --system towow --url @db --to @repo --key-file @key --incremental"
            },
            {
                "backup create --system towow --url @db --to @repo --key-file @key --incremental",
                "backup prune --from @repo --key-file @key --keep-last 1 --apply"
            },
            {
                "backup prune --from @repo --key-file @key --keep-last 1 --apply",
                "backup prune --from @repo --key-file @key --keep-last 2 --apply"
            },
            {
                "backup create --system towow --url @db --to @repo --key-file @key",
                "restore --system towow --from @repo --key-file @key --into sqlite:///copy.db"
            },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Two_runs_at_once_do_their_work_or_give_way_and_lose_nothing(string one, string other)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.SucceedAsync("backup create --system towow --url @db --to @repo --key-file @key");
        for (var round = 0; round < (Ladder.IsFull ? 100 : 5); round++)
        {
            await folder.SucceedAsync(
                "backup create --system towow --url @db --to @repo --key-file @key --incremental"
            );

            var runs = await Task.WhenAll(folder.RunAsync(one), folder.RunAsync(other));

            Assert.All(runs, run => Assert.True(run.ExitCode is 0 or 5, $"{run.ExitCode}: {run.Errors}"));
            Assert.Contains(runs, run => run.ExitCode == 0);
            await folder.SucceedAsync("backup verify --system towow --url @db --from @repo --key-file @key --level 3");
            Assert.DoesNotContain(folder.Files(), file => file.StartsWith("locks", StringComparison.Ordinal));
            FaultTable.Add(
                "B16 two runs at once",
                runs.All(run => run.ExitCode == 0) ? "both done" : "one done, one gave way"
            );
            File.Delete(folder.Path("copy.db"));
        }
    }

    [Theory]
    [InlineData("WAL")]
    [InlineData("DELETE")]
    public async Task Backups_of_a_database_that_is_written_to_are_each_of_one_moment(string mode)
    {
        await using var folder = await BackupFolder.CreateAsync();
        await folder.ExecuteAsync(
            $"""
            PRAGMA journal_mode = {mode};
            CREATE TABLE accounts AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999) SELECT i AS id, 100 AS balance FROM n;
            CREATE TABLE moves (id INTEGER PRIMARY KEY, amount INTEGER, note TEXT);
            """
        );
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writer = WriteAsync(folder, ending.Token);
        for (var round = 0; round < (Ladder.IsFull ? 100 : 5); round++)
        {
            var created = await folder.JsonAsync("backup create --system towow --url @db --to @repo --incremental");
            await folder.SucceedAsync(
                $"restore --system towow --from @repo --set {created["set"]} --into sqlite:///copy.db"
            );

            await using var connection = await folder.OpenAsync(folder.Path("copy.db"));
            await using var command = connection.CreateCommand();
            // Each transaction moves an amount between two accounts and notes it.
            command.CommandText =
                "SELECT (SELECT sum(balance) FROM accounts) || ' ' || (SELECT 100 * 1000 FROM accounts LIMIT 1) || ' "
                + "' || (SELECT count(*) = max(id) FROM moves)";
            Assert.Equal("100000 100000 1", await command.ExecuteScalarAsync(Token));
            await connection.CloseAsync();
            File.Delete(folder.Path("copy.db"));
            FaultTable.Add($"B12 a backup while others write, {mode}", "of one moment");
        }

        await ending.CancelAsync();
        var written = await writer;
        Assert.True(written > 50, $"only {written} transactions were written meanwhile");
    }

    private static async Task<int> WriteAsync(BackupFolder folder, CancellationToken token)
    {
        await using var connection = await folder.OpenAsync();
        connection.DefaultTimeout = 30;
        var random = new Random(3);
        var written = 0;
        while (!token.IsCancellationRequested)
        {
            await using var transaction = await connection.BeginTransactionAsync(
                System.Data.IsolationLevel.Serializable,
                CancellationToken.None
            );
            await using var command = connection.CreateCommand();
            command.Transaction = (SqliteTransaction)transaction;
            command.CommandText = $"""
                UPDATE accounts SET balance = balance - 1 WHERE id = {random.Next(1000)};
                UPDATE accounts SET balance = balance + 1 WHERE id = {random.Next(1000)};
                INSERT INTO moves (amount, note) VALUES (1, hex(randomblob(200)));
                """;
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            written++;
            await Task.Delay(2, CancellationToken.None);
        }

        return written;
    }
}
