using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Provisioning.IntegrationTests.Support;

namespace Provisioning.Benchmarks;

/// <summary>What a user waits for: whole processes, beside the floor that the engine sets for the same statements.
/// Rounds are interleaved, so that what else the machine does falls on all alike.</summary>
internal sealed class EndToEnd(int rounds, string root, string provision, ThrowAwayServer? server)
{
    private static readonly int[] Sizes = [100, 1000];

    /// <summary>Measures and prints.</summary>
    public async Task RunAsync()
    {
        foreach (var size in Sizes)
        {
            var assembly = GeneratedMigrations.Build(size, root);
            await SqliteAsync(size, assembly);
            if (server is not null)
            {
                await PostgreSqlAsync(size, assembly);
            }
        }

        await StartUpAsync(20, 2000);
    }

    // How much the number of classes costs where there is nothing to do: both are measured in turn, on their own file.
    private async Task StartUpAsync(int few, int many)
    {
        var measured = new List<(Measurement Time, string[] Target)>();
        foreach (var size in (int[])[few, many])
        {
            var file = Path.Combine(root, "artifacts", "bench", $"start{size}.db");
            Delete(file);
            string[] target = ["up", "--assembly", GeneratedMigrations.Build(size, root), "--url", $"sqlite:///{file}"];
            await new Measurement("").TimeAsync(provision, target);
            measured.Add((new($"up, nothing to do, {size} classes"), target));
        }

        for (var round = 0; round < Math.Max(rounds, 10); round++)
        {
            foreach (var (time, target) in measured)
            {
                await time.TimeAsync(provision, target);
            }
        }

        var (first, second) = (measured[0].Time, measured[1].Time);
        Console.WriteLine($"Start, SQLite\n  {first.Name, -32} {first}\n  {second.Name, -32} {second}");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {many} beside {few}: {second.Median / first.Median:0.00} ×; to reach: 1.30\n"
            )
        );
    }

    private async Task SqliteAsync(int size, string assembly)
    {
        var file = Path.Combine(root, "artifacts", "bench", "bench.db");
        var script = Path.Combine(root, "artifacts", "bench", $"sqlite{size}.sql");
        await File.WriteAllTextAsync(script, await ScriptAsync(assembly, "sqlite"));
        var (floor, fresh, noOp, status) = (
            new Measurement("floor: one ADO.NET transaction"),
            new Measurement("up, fresh"),
            new Measurement("up, nothing to do"),
            new Measurement("status")
        );
        string[] target = ["--assembly", assembly, "--url", $"sqlite:///{file}"];
        for (var round = 0; round < rounds; round++)
        {
            Delete(file);
            await floor.TimeAsync(Environment.ProcessPath!, "floor", file, script);
            Delete(file);
            await fresh.TimeAsync(provision, ["up", .. target]);
            await noOp.TimeAsync(provision, ["up", .. target]);
            await status.TimeAsync(provision, ["status", .. target]);
        }

        Delete(file);
        Print($"SQLite, {size} migrations", floor, fresh, noOp, status);
    }

    private async Task PostgreSqlAsync(int size, string assembly)
    {
        var admin = $"Host=127.0.0.1;Port={server!.Port};Username=postgres;Database=postgres;Pooling=false";
        var url = $"postgresql://postgres@127.0.0.1:{server.Port}/bench";
        var script = Path.Combine(root, "artifacts", "bench", $"bench{size}.sql");
        await File.WriteAllTextAsync(script, await ScriptAsync(assembly, "postgresql"));
        var (floor, fresh, noOp, status) = (
            new Measurement("floor: psql -1"),
            new Measurement("up, fresh"),
            new Measurement("up, nothing to do"),
            new Measurement("status")
        );
        string[] target = ["--assembly", assembly, "--url", url];
        for (var round = 0; round < rounds; round++)
        {
            await RecreateAsync(admin);
            await floor.TimeAsync("psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", script, url);
            await RecreateAsync(admin);
            await fresh.TimeAsync(provision, ["up", .. target]);
            await noOp.TimeAsync(provision, ["up", .. target]);
            await status.TimeAsync(provision, ["status", .. target]);
        }

        Print($"PostgreSQL, {size} migrations", floor, fresh, noOp, status);
    }

    private static void Print(string title, Measurement floor, Measurement fresh, Measurement noOp, Measurement status)
    {
        Console.WriteLine(title);
        foreach (var line in new[] { floor, fresh, noOp, status })
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {line.Name, -32} {line}{(line.PeakMegabytes > 0 ? $"   peak {line.PeakMegabytes:0} MB" : "")}"
                )
            );
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  fresh beside floor + nothing to do: {fresh.Median / (floor.Median + noOp.Median):0.00} ×; to "
                    + $"reach: (1.3 × floor + nothing to do) = {(1.3 * floor.Median) + noOp.Median:0} ms\n"
            )
        );
    }

    // The migrations' own statements, without transactions and ledger: what the floor runs.
    private async Task<string> ScriptAsync(string assembly, string engine)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(provision, ["script", "--assembly", assembly, "--engine", engine])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var text = await process.StandardOutput.ReadToEndAsync();
        var lines = text.Split('\n')
            .Where(line =>
                line.StartsWith("CREATE ", StringComparison.Ordinal)
                && !line.Contains("VersionInfo", StringComparison.Ordinal)
                && !line.Contains("provisioning_", StringComparison.Ordinal)
            );
        return string.Join('\n', lines);
    }

    /// <summary>Runs SQL on a file in one transaction.</summary>
    public static async Task ApplyAsync(string file, string sql)
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static async Task RecreateAsync(string admin)
    {
        await using var connection = new NpgsqlConnection(admin);
        await connection.OpenAsync();
        foreach (
            var sql in new[] { "DROP DATABASE IF EXISTS bench WITH (FORCE)", "CREATE DATABASE bench", "CHECKPOINT" }
        )
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static void Delete(string file)
    {
        foreach (var suffix in new[] { "", "-journal", "-wal", "-shm" })
        {
            File.Delete(file + suffix);
        }
    }
}
