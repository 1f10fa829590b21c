using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Provisioning.Benchmarks;

/// <summary>How long a writer of small transactions waits for each, alone and while something else goes on.</summary>
internal static class Writers
{
    /// <summary>A row for a table: the mode, how many transactions there were, and how long they took.</summary>
    public static async Task<string[]> MeasureAsync(string file, string mode, Func<Task> meanwhile)
    {
        var alone = await WriteAsync(file, mode, () => Task.Delay(TimeSpan.FromSeconds(5)));
        var together = await WriteAsync(file, mode, meanwhile);
        return
        [
            mode,
            Report.Number(At(alone, 0.99)),
            Report.Number(At(together, 0.99)),
            Report.Number(together.Max()),
            together.Count.ToString(CultureInfo.InvariantCulture),
        ];
    }

    private static async Task<List<double>> WriteAsync(string file, string mode, Func<Task> meanwhile)
    {
        var waits = new List<double>();
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Pooling = false,
                DefaultTimeout = 60,
            }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA journal_mode = {mode}";
        await command.ExecuteNonQueryAsync();
        command.CommandText = "UPDATE agent_profiles SET name = name WHERE rowid = abs(random()) % 1000";
        var working = meanwhile();
        while (!working.IsCompleted)
        {
            var since = Stopwatch.GetTimestamp();
            await command.ExecuteNonQueryAsync();
            var wait = Stopwatch.GetElapsedTime(since);
            waits.Add(wait.TotalMilliseconds);
            // 200 in a second.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, 5 - wait.TotalMilliseconds)));
        }

        await working;
        return waits;
    }

    private static double At(List<double> waits, double part) => waits.Order().ElementAt((int)(waits.Count * part));
}
