using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>A statement of a run that never ends by itself: <c>pg_sleep(600)</c>, or rows without an end in a
/// transaction of SQLite.</summary>
internal static class EndlessStatement
{
    /// <summary>Waits until it runs.</summary>
    public static async Task BegunAsync(TestDatabase database, CancellationToken token)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var rows =
                database.Engine is Engine.PostgreSql
                    ? await database.RowsAsync(
                        $"SELECT 1 FROM pg_stat_activity WHERE datname = '{database.Name}' AND query LIKE "
                            + "'%pg_sleep(600)%' AND pid <> pg_backend_pid()",
                        token
                    )
                : File.Exists($"{database.Name}-journal") ? ["1"]
                : [];
            await Task.Delay(50, token);
            if (rows.Count > 0)
            {
                return;
            }
        }

        Assert.Fail("the endless statement did not begin");
    }
}
