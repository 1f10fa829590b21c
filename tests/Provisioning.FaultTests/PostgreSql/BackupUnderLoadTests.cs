using Provisioning.Backup;
using Provisioning.Engines;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.PostgreSql;

/// <summary>Backups of a PostgreSQL database while others write to it.</summary>
public sealed class BackupUnderLoadTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Rounds => Ladder.IsFull ? 50 : 5;

    [Fact]
    public async Task What_was_counted_is_what_is_restored_while_others_write()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        var engine = BackupEngines.For(DatabaseUrl.Parse(database.Url));
        await PgBench.RunAsync(database.Url, Token, "--initialize", "--scale=1", "--quiet");
        var live = 0;
        await using (await PgBench.StartAsync(database.Url))
        {
            for (var round = 0; round < Rounds; round++)
            {
                var taken = await Taken.FromAsync(engine, Taken.Request, Token);
                Assert.Empty(await taken.DifferencesAsync(engine, Taken.Request, look: null, Token));
                FaultTable.Add("B13 counts while pgbench writes", "exact");
                live +=
                    (await database.RowsAsync("SELECT count(*) FROM pgbench_history", Token))[0]
                    != $"{taken.Contents.Tables.Single(table => table.Name == "pgbench_history").Rows}"
                        ? 1
                        : 0;
            }
        }

        Assert.True(live > 0, "Nobody wrote meanwhile.");
    }
}
