using System.Globalization;
using Provisioning.IntegrationTests.Support;
using Provisioning.Testing.Servers;

namespace Provisioning.Benchmarks;

/// <summary>What backups and restores take, whole processes, beside the engines' own tools and a plain copy of the
/// file. Rounds are interleaved.</summary>
/// <param name="rows">How many agents the database has.</param>
/// <param name="root">Where it may work.</param>
/// <param name="provision">The command.</param>
internal sealed class BackupBench(int rows, string root, string provision)
{
    private const int Rounds = 3;

    private readonly string _folder = Path.Combine(root, "backup");
    private readonly Measurement _plain = new("backup create");
    private readonly Measurement _sealed = new("backup create, sealed");
    private readonly Measurement _restore = new("restore, with checks");

    private string Key => Path.Combine(_folder, "backup.key");

    private string File(string name) => Path.Combine(_folder, name);

    /// <summary>Measures, and adds what was found to the report.</summary>
    public static async Task RunAsync(int rows, string root, string provision, ThrowAwayServer? server, Report report)
    {
        report.Heading("Backups");
        report.Paragraph(
            $"""
            A database of the system ToWow with {rows.ToString(
                "#,0",
                CultureInfo.InvariantCulture
            )} agents. *Sealed* is encrypted; both kinds are compressed and have a checksum
            for every block. A restore reads everything, checks it, and compares the schema at the end. MB/s are those of the database, not of the file that comes of it.
            """
        );
        await new BackupBench(rows, root, provision).SqliteAsync(report);
        if (server is not null)
        {
            await new BackupBench(rows, root, provision).PostgreSqlAsync(
                $"postgresql://postgres@127.0.0.1:{server.Port}",
                report
            );
        }
    }

    private async Task SqliteAsync(Report report)
    {
        await PrepareAsync();
        var url = $"sqlite:///{File("source.db")}";
        await FillAsync(url);
        var megabytes = new FileInfo(File("source.db")).Length / 1e6;
        var (cp, api, vacuum, again, check) = (
            new Measurement("cp"),
            new Measurement("the backup API: sqlite3 .backup"),
            new Measurement("VACUUM INTO"),
            new Measurement("the same, nothing has changed"),
            new Measurement("PRAGMA integrity_check")
        );
        for (var round = 0; round < Rounds; round++)
        {
            await cp.TimeAsync("cp", File("source.db"), File("copy.db"));
            Delete("copy.db");
            await api.TimeAsync("sqlite3", File("source.db"), $".backup {File("copy.db")}");
            Delete("copy.db");
            await vacuum.TimeAsync("sqlite3", File("source.db"), $"VACUUM INTO '{File("copy.db")}'");
            Delete("copy.db");
            await OursAsync(url, $"sqlite:///{File("restored.db")}", () =>
                again.TimeAsync(provision, [.. Create(url, "sealed"), "--key-file", Key, "--incremental"])
            );
            await check.TimeAsync("sqlite3", File("restored.db"), "PRAGMA integrity_check");
            Delete("restored.db", "plain", "sealed");
        }

        var writers = new List<string[]>();
        foreach (var mode in (string[])["WAL", "DELETE"])
        {
            writers.Add(await Writers.MeasureAsync(File("source.db"), mode, () => RepeatedlyAsync(url)));
        }

        Directory.Delete(_folder, recursive: true);
        Table(report, "SQLite", megabytes, cp, api, vacuum, _plain, _sealed, again, _restore, check);
        report.Table([
            ["SQLite", "", "aim"],
            Ratio("sealed beside not encrypted, time", _sealed, _plain, "at most 1.05"),
            Ratio("sealed beside the backup API, speed", api, _sealed, "at least 0.60"),
            Ratio("nothing changed beside cp, speed", cp, again, "at least 1.00"),
            Peak(),
        ]);
        report.Paragraph(
            """
            How long a writer of 200 small transactions in a second waits for one while backups are made, in ms; aim in WAL: 99 % within 500.
            """
        );
        report.Table([
            ["journal", "99 %, alone", "99 %, meanwhile", "longest", "transactions"],
            .. writers,
        ]);
    }

    private async Task PostgreSqlAsync(string server, Report report)
    {
        await PrepareAsync();
        var (url, copy) = ($"{server}/backup_bench", $"{server}/backup_bench_restored");
        await FillAsync(url);
        var megabytes =
            double.Parse(
                await Shell.OutputAsync("psql", "-XAtc", "SELECT pg_database_size(current_database())", url),
                CultureInfo.InvariantCulture
            ) / 1e6;
        var (raw, custom, restored) = (
            new Measurement("pg_dump -Fc -Z0"),
            new Measurement("pg_dump -Fc"),
            new Measurement("pg_restore -j2")
        );
        for (var round = 0; round < Rounds; round++)
        {
            await raw.TimeAsync("pg_dump", "-Fc", "-Z0", "-f", File("raw.dump"), url);
            await custom.TimeAsync("pg_dump", "-Fc", "-f", File("custom.dump"), url);
            await RunAsync("db", "create", "--url", copy);
            await restored.TimeAsync("pg_restore", "-j2", "-d", copy, File("custom.dump"));
            await RunAsync("db", "drop", "--url", copy, "--yes");
            Delete("raw.dump", "custom.dump");
            await OursAsync(url, copy);
            await RunAsync("db", "drop", "--url", copy, "--yes");
            Delete("plain", "sealed");
        }

        Directory.Delete(_folder, recursive: true);
        Table(report, "PostgreSQL", megabytes, raw, custom, _plain, _sealed, restored, _restore);
        report.Table([
            ["PostgreSQL", "", "aim"],
            Ratio("sealed beside not encrypted, time", _sealed, _plain, "at most 1.05"),
            Ratio("sealed beside pg_dump -Fc -Z0, speed", raw, _sealed, "at least 0.95"),
            Ratio("sealed beside pg_dump -Fc, speed", custom, _sealed, "at least 1.00"),
            Ratio("restore beside pg_restore -j2, speed", restored, _restore, "at least 0.90"),
            Peak(),
        ]);
    }

    private async Task OursAsync(string url, string copy, Func<Task>? between = null)
    {
        await _plain.TimeAsync(provision, Create(url, "plain"));
        await _sealed.TimeAsync(provision, [.. Create(url, "sealed"), "--key-file", Key]);
        await (between?.Invoke() ?? Task.CompletedTask);
        string[] restore = ["restore", "--system", "towow", "--from", File("sealed"), "--key-file", Key];
        await _restore.TimeAsync(provision, [.. restore, "--into", copy]);
    }

    private async Task RepeatedlyAsync(string url)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await RunAsync([.. Create(url, "sealed"), "--key-file", Key]);
        }

        Delete("sealed");
    }

    private async Task PrepareAsync()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        Directory.CreateDirectory(_folder);
        await RunAsync("backup", "key", Key);
    }

    private async Task FillAsync(string url)
    {
        Console.Error.WriteLine($"measuring backups, {url[..url.IndexOf(':', StringComparison.Ordinal)]}");
        await RunAsync("init", "--system", "towow", "--url", url, "--mock-agents-count", $"{rows}");
    }

    private string[] Create(string url, string repository) =>
        ["backup", "create", "--system", "towow", "--url", url, "--to", File(repository)];

    private Task RunAsync(params string[] arguments) => new Measurement("").TimeAsync(provision, arguments);

    private string[] Peak() =>
        [
            "peak of ours, MB",
            Report.Number(new[] { _plain, _sealed, _restore }.Max(m => m.PeakMegabytes)),
            "at most 200",
        ];

    private static string[] Ratio(string what, Measurement one, Measurement other, string aim) =>
        [what, Report.Ratio(one.Median / other.Median), aim];

    private static void Table(Report report, string engine, double megabytes, params Measurement[] lines) =>
        report.Table([
            [$"{engine}, {Report.Number(megabytes)} MB", "ms", "MB/s", "CPU s", "MB"],
            .. lines.Select(line =>
                (string[])
                    [
                        line.Name,
                        $"{line}",
                        Report.Number(megabytes / line.Median * 1000),
                        Report.Number(line.CpuSeconds),
                        Report.Number(line.PeakMegabytes),
                    ]
            ),
        ]);

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
