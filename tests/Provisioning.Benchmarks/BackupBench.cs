using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Provisioning.IntegrationTests.Support;

namespace Provisioning.Benchmarks;

/// <summary>What backups and restores take, whole processes, beside the engines' own tools and a plain copy of the
/// file. Rounds are interleaved.</summary>
internal sealed class BackupBench(int rounds, int agents, string root, string provision)
{
    private readonly string _folder = Path.Combine(root, "artifacts", "bench", "backup");

    private string Key => Path.Combine(_folder, "backup.key");

    private string File(string name) => Path.Combine(_folder, name);

    /// <summary>Measures and prints.</summary>
    public async Task RunAsync(ThrowAwayServer? server)
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        Directory.CreateDirectory(_folder);
        await RunAsync("backup", "key", Key);
        await SqliteAsync();
        await WritersAsync();
        if (server is not null)
        {
            await PostgreSqlAsync($"postgresql://postgres@127.0.0.1:{server.Port}");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task SqliteAsync()
    {
        var url = $"sqlite:///{File("source.db")}";
        await RunAsync("init", "--system", "towow", "--url", url, "--mock-agents-count", $"{agents}");
        var megabytes = new FileInfo(File("source.db")).Length / 1e6;
        var (cp, api, vacuum) = (
            new Measurement("cp"),
            new Measurement("the backup API: sqlite3 .backup"),
            new Measurement("VACUUM INTO")
        );
        var (plain, sealedUp, again, restore) = Ours();
        for (var round = 0; round < rounds; round++)
        {
            await cp.TimeAsync("cp", File("source.db"), File("copy.db"));
            Delete("copy.db");
            await api.TimeAsync("sqlite3", File("source.db"), $".backup {File("copy.db")}");
            Delete("copy.db");
            await vacuum.TimeAsync("sqlite3", File("source.db"), $"VACUUM INTO '{File("copy.db")}'");
            Delete("copy.db");
            await plain.TimeAsync(provision, Create(url, "plain"));
            await sealedUp.TimeAsync(provision, [.. Create(url, "sealed"), "--key-file", Key]);
            await again.TimeAsync(provision, [.. Create(url, "sealed"), "--key-file", Key, "--incremental"]);
            await restore.TimeAsync(
                provision,
                "restore",
                "--system",
                "towow",
                "--from",
                File("sealed"),
                "--key-file",
                Key,
                "--into",
                $"sqlite:///{File("restored.db")}"
            );
            Delete("restored.db", "plain", "sealed");
        }

        Print($"SQLite, {megabytes:0} MB", megabytes, cp, api, vacuum, plain, sealedUp, again, restore);
        Compare("sealed beside not encrypted, time", sealedUp.Median / plain.Median, "at most 1.05");
        Compare("sealed beside the backup API, speed", api.Median / sealedUp.Median, "at least 0.60");
        Compare("peak, MB", Math.Max(sealedUp.PeakMegabytes, restore.PeakMegabytes), "at most 300");
        Console.WriteLine();
    }

    // How long a writer of small transactions waits for each, alone and while backups are made.
    private async Task WritersAsync()
    {
        foreach (var mode in (string[])["WAL", "DELETE"])
        {
            var (url, alone, meanwhile) = ($"sqlite:///{File("source.db")}", new List<double>(), new List<double>());
            await WriteAsync(mode, alone, () => Task.Delay(TimeSpan.FromSeconds(5)));
            await WriteAsync(mode, meanwhile, async () =>
            {
                for (var round = 0; round < rounds; round++)
                {
                    await RunAsync([.. Create(url, "sealed"), "--key-file", Key]);
                }
            });
            Delete("sealed");
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A writer's transactions, {mode}: 99 % within {At(alone, 0.99):0} ms alone, "
                        + $"{At(meanwhile, 0.99):0} ms while backups are made (longest {meanwhile.Max():0}; "
                        + $"{meanwhile.Count} of them)"
                )
            );
        }

        Console.WriteLine("  to reach in WAL: 99 % within 500 ms\n");
    }

    private async Task WriteAsync(string mode, List<double> waits, Func<Task> meanwhile)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = File("source.db"),
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
    }

    private static double At(List<double> waits, double part) => waits.Order().ElementAt((int)(waits.Count * part));

    private async Task PostgreSqlAsync(string server)
    {
        var (url, copy) = ($"{server}/backup_bench", $"{server}/backup_bench_restored");
        await RunAsync("init", "--system", "towow", "--url", url, "--mock-agents-count", $"{agents}");
        var megabytes =
            double.Parse(
                await Shell.OutputAsync("psql", "-XAtc", "SELECT pg_database_size(current_database())", url),
                CultureInfo.InvariantCulture
            ) / 1e6;
        var (raw, custom) = (new Measurement("pg_dump -Fc -Z0"), new Measurement("pg_dump -Fc"));
        var (plain, sealedUp, _, restore) = Ours();
        for (var round = 0; round < rounds; round++)
        {
            await raw.TimeAsync("pg_dump", "-Fc", "-Z0", "-f", File("raw.dump"), url);
            await custom.TimeAsync("pg_dump", "-Fc", "-f", File("custom.dump"), url);
            Delete("raw.dump", "custom.dump");
            await plain.TimeAsync(provision, Create(url, "plain"));
            await sealedUp.TimeAsync(provision, [.. Create(url, "sealed"), "--key-file", Key]);
            await restore.TimeAsync(
                provision,
                "restore",
                "--system",
                "towow",
                "--from",
                File("sealed"),
                "--key-file",
                Key,
                "--into",
                copy
            );
            await RunAsync("db", "drop", "--url", copy, "--yes");
            Delete("plain", "sealed");
        }

        Print($"PostgreSQL, {megabytes:0} MB", megabytes, raw, custom, plain, sealedUp, restore);
        Compare("sealed beside not encrypted, time", sealedUp.Median / plain.Median, "at most 1.05");
        Compare("sealed beside pg_dump -Fc -Z0, speed", raw.Median / sealedUp.Median, "at least 0.95");
        Compare("sealed beside pg_dump -Fc, speed", custom.Median / sealedUp.Median, "at least 1.00");
        Compare("peak, MB", Math.Max(sealedUp.PeakMegabytes, restore.PeakMegabytes), "at most 300");
        Console.WriteLine();
    }

    private static (Measurement Plain, Measurement Sealed, Measurement Again, Measurement Restore) Ours() =>
        (
            new("backup create"),
            new("backup create, sealed"),
            new("the same, nothing has changed"),
            new("restore, with checks")
        );

    private string[] Create(string url, string repository) =>
        ["backup", "create", "--system", "towow", "--url", url, "--to", File(repository)];

    private Task RunAsync(params string[] arguments) => new Measurement("").TimeAsync(provision, arguments);

    private static void Print(string title, double megabytes, params Measurement[] lines)
    {
        Console.WriteLine(title);
        foreach (var line in lines)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {line.Name, -32} {line}   {megabytes / line.Median * 1000, 6:0} MB/s   peak "
                        + $"{line.PeakMegabytes:0} MB"
                )
            );
        }
    }

    private static void Compare(string what, double value, string wanted) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}: {value:0.00}; to reach: {wanted}"));

    private void Delete(params string[] names)
    {
        foreach (var path in names.Select(File))
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            System.IO.File.Delete(path);
        }
    }
}
