using System.Globalization;
using System.Text.Json;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.PostgreSql;

/// <summary>A server brought back to moments of its history, each exactly as it was then, and refused where the log
/// does not reach.</summary>
public sealed class PitrTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Targets => Ladder.IsFull ? 100 : 10;

    [Fact]
    public async Task Each_moment_of_a_history_comes_back_as_it_was()
    {
        await using var server = await PitrServer.StartAsync();
        var folder = Path.Combine(server.Folder, "kept");
        await server.ExecuteAsync("CREATE TABLE ledger (n integer PRIMARY KEY, at timestamptz NOT NULL)", Token);
        var init = await PitrServer.RunAsync(Token, "pitr", "init", "--url", server.Url, "--to", folder);
        Assert.True(init.ExitCode == 0, init.Errors);
        var moments = new List<(string Moment, string Rows)>();
        var random = new Random(7);
        for (var n = 1; n <= 40; n++)
        {
            await server.ExecuteAsync($"INSERT INTO ledger VALUES ({n}, clock_timestamp())", Token);
            // Between two commits, as the server's clock has it: what is committed by then is n rows.
            moments.Add(
                (
                    await server.QueryAsync(
                        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || '+00'",
                        Token
                    ),
                    n.ToString(CultureInfo.InvariantCulture)
                )
            );
            await Task.Delay(random.Next(2, 20), Token);
        }

        await server.ExecuteAsync("SELECT pg_create_restore_point('before the drop')", Token);
        await server.ExecuteAsync("DROP TABLE ledger; CREATE TABLE after ()", Token);
        var receive = await PitrServer.RunAsync(
            Token,
            "pitr",
            "receive",
            "--url",
            server.Url,
            "--to",
            folder,
            "--until-now"
        );
        Assert.True(receive.ExitCode == 0, receive.Errors);

        for (var target = 0; target < Targets; target++)
        {
            var (moment, rows) = moments[random.Next(moments.Count)];
            Assert.Equal(
                rows,
                await RestoredAsync(server, folder, $"t{target}", "SELECT count(*) FROM ledger", "--time", moment)
            );
            FaultTable.Add("B17 a moment of a history", "as it was");
        }

        Assert.Equal(
            "40",
            await RestoredAsync(server, folder, "named", "SELECT count(*) FROM ledger", "--name", "before the drop")
        );
        Assert.Equal("0", await RestoredAsync(server, folder, "latest", "SELECT count(*) FROM after"));
    }

    [Fact]
    public async Task From_the_first_copy_to_the_restored_server_each_command_is_the_printed_one()
    {
        await using var server = await PitrServer.StartAsync();
        var (folder, restored) = (Path.Combine(server.Folder, "it's kept"), Path.Combine(server.Folder, "it's back"));
        await server.ExecuteAsync("CREATE TABLE ledger AS SELECT 1 AS n", Token);

        var init = await PitrServer.RunAsync(Token, "pitr", "init", "--url", server.Url, "--to", folder);
        var before = await PitrServer.RunAsync(Token, "pitr", "status", "--from", folder, "--url", server.Url);
        var none = await PitrServer.RunAsync(
            Token,
            "restore",
            "--system",
            "towow",
            "--url",
            server.Url,
            "--from",
            folder
        );
        await server.PrintedAsync(init.Output, "provision pitr receive", " --until-now", Token);
        await server.PrintedAsync(before.Output, "provision pitr receive", " --until-now", Token);
        await server.PrintedAsync(none.Errors, "provision pitr restore", "", Token);
        var after = await PitrServer.RunAsync(Token, "pitr", "restore", "--from", folder, "--to", restored);
        await File.AppendAllTextAsync(
            Path.Combine(restored, "postgresql.auto.conf"),
            "\nport = 5433\nlisten_addresses = ''\nunix_socket_directories = '.'\n",
            Token
        );
        await server.PrintedAsync(after.Output, "/", " -w >/dev/null 2>&1", Token);
        var stopped = await PitrServer.ShellAsync(
            $"{await PgBench.FolderAsync()}/pg_ctl -D {PitrServer.Quoted(restored)} -w -m fast stop",
            Token
        );

        Assert.Equal((0, 3, 2), (init.ExitCode, before.ExitCode, none.ExitCode));
        Assert.True(stopped.ExitCode == 0, stopped.Errors);
        Assert.True(File.Exists(Path.Combine(server.Folder, "FOLDER", "PG_VERSION")));
    }

    [Fact]
    public async Task What_lies_outside_the_log_or_after_a_gap_is_refused_with_what_can_be_reached()
    {
        await using var server = await PitrServer.StartAsync();
        var folder = Path.Combine(server.Folder, "kept");
        await server.ExecuteAsync("CREATE TABLE ledger AS SELECT 1 AS n", Token);
        await PitrServer.RunAsync(Token, "pitr", "init", "--url", server.Url, "--to", folder);
        for (var n = 0; n < 4; n++)
        {
            await server.ExecuteAsync(
                "INSERT INTO ledger SELECT generate_series(1, 100); SELECT pg_switch_wal()",
                Token
            );
        }

        await PitrServer.RunAsync(Token, "pitr", "receive", "--url", server.Url, "--to", folder, "--until-now");

        var early = await RestoreAsync(server, folder, "early", "--time", "2001-01-01 00:00:00Z");
        var late = await RestoreAsync(server, folder, "late", "--time", "2101-01-01 00:00:00Z");
        var vague = await RestoreAsync(server, folder, "vague", "--time", "2026-01-01 00:00:00");
        var whole = await PitrServer.RunAsync(Token, "pitr", "status", "--from", folder, "--verify");
        var segments = Directory.GetFiles(Path.Combine(folder, "wal")).Order(StringComparer.Ordinal).ToArray();
        File.Move(segments[^3], $"{segments[^3]}.lost");
        var gap = await RestoreAsync(server, folder, "gap");
        var status = await PitrServer.RunAsync(Token, "pitr", "status", "--from", folder);

        Assert.Equal((1, 1, 2, 0), (early.ExitCode, late.ExitCode, vague.ExitCode, whole.ExitCode));
        Assert.Contains("The earliest moment that can be reached is", early.Errors, StringComparison.Ordinal);
        Assert.Contains("The newest commit that can be reached is of", late.Errors, StringComparison.Ordinal);
        Assert.Equal((1, 3), (gap.ExitCode, status.ExitCode));
        Assert.Contains(Path.GetFileName(segments[^3]), gap.Errors, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(segments[^3]), status.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(server.Folder, "gap")));
    }

    [Fact]
    public async Task A_damaged_segment_and_a_damaged_copy_are_named()
    {
        await using var server = await PitrServer.StartAsync();
        var folder = Path.Combine(server.Folder, "kept");
        await server.ExecuteAsync("CREATE TABLE ledger AS SELECT 1 AS n", Token);
        await PitrServer.RunAsync(Token, "pitr", "init", "--url", server.Url, "--to", folder);
        for (var n = 0; n < 4; n++)
        {
            await server.ExecuteAsync(
                "INSERT INTO ledger SELECT generate_series(1, 100); SELECT pg_switch_wal()",
                Token
            );
        }

        await PitrServer.RunAsync(Token, "pitr", "receive", "--url", server.Url, "--to", folder, "--until-now");
        var segment = Directory.GetFiles(Path.Combine(folder, "wal")).Order(StringComparer.Ordinal).ToArray()[^3];
        Flip(segment, at: 200);
        var log = await RestoreAsync(server, folder, "log");
        var file = Directory.GetFiles(Path.Combine(folder, "base"), "1259", SearchOption.AllDirectories)[0];
        Flip(file, at: 4_096);
        var copy = await RestoreAsync(server, folder, "copy");
        var status = await PitrServer.RunAsync(Token, "pitr", "status", "--from", folder, "--verify");

        Assert.Equal((1, 1, 3), (log.ExitCode, copy.ExitCode, status.ExitCode));
        Assert.Contains("no further", log.Errors, StringComparison.Ordinal);
        Assert.Contains("1259", copy.Errors, StringComparison.Ordinal);
        Assert.Contains("1259", status.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(server.Folder, "log")));
    }

    [Fact]
    public async Task The_log_is_received_as_it_is_written_and_a_new_copy_goes_on_from_it()
    {
        await using var server = await PitrServer.StartAsync();
        // In a folder whose name needs quotes in a shell.
        var folder = Path.Combine(server.Folder, "it's kept");
        await server.ExecuteAsync("CREATE TABLE ledger AS SELECT 1 AS n", Token);
        var init = await PitrServer.RunAsync(Token, "pitr", "init", "--url", server.Url, "--to", folder);
        Assert.Contains(
            $"`provision pitr receive --url {server.Url} --to {PitrServer.Quoted(folder)}`",
            init.Output,
            StringComparison.Ordinal
        );
        var unread = await PitrServer.RunAsync(
            Token,
            "pitr",
            "status",
            "--from",
            folder,
            "--url",
            server.Url,
            "--output",
            "json"
        );
        await using (PitrServer.Background("pitr", "receive", "--url", server.Url, "--to", folder))
        {
            await server.ExecuteAsync("INSERT INTO ledger VALUES (2)", Token);
            for (
                var waited = 0;
                await server.QueryAsync(
                    "SELECT count(*) FROM pg_replication_slots WHERE active AND restart_lsn >= pg_current_wal_lsn() - "
                        + "16777216",
                    Token
                )
                    is "0"
                    && waited < 300;
                waited++
            )
            {
                await Task.Delay(100, Token);
            }

            var read = await PitrServer.RunAsync(Token, "pitr", "status", "--from", folder, "--url", server.Url);
            Assert.True(read.ExitCode == 0, read.Output);
            Assert.Contains("max_slot_wal_keep_size", read.Output, StringComparison.Ordinal);
        }

        var again = await PitrServer.RunAsync(Token, "pitr", "init", "--url", server.Url, "--to", folder);

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(3, unread.ExitCode);
        Assert.Contains(
            "No receiver is running",
            JsonDocument.Parse(unread.Output).RootElement.GetProperty("problems")[0].GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(2, Directory.GetDirectories(Path.Combine(folder, "base")).Length);
        Assert.Equal("2", await RestoredAsync(server, folder, "latest", "SELECT count(*) FROM ledger"));
    }

    [Fact]
    public async Task A_server_that_threw_its_log_away_is_reported_and_what_was_received_stays_good()
    {
        await using var server = await PitrServer.StartAsync(
            "-c max_slot_wal_keep_size=64MB -c max_wal_size=32MB -c min_wal_size=32MB"
        );
        var (folder, other) = (Path.Combine(server.Folder, "kept"), Path.Combine(server.Folder, "other"));
        await server.ExecuteAsync("CREATE TABLE ledger AS SELECT 1 AS n", Token);
        await PitrServer.RunAsync(Token, "pitr", "init", "--url", server.Url, "--to", folder);
        for (var n = 0; n < 10; n++)
        {
            await server.ExecuteAsync("INSERT INTO ledger VALUES (2)", Token);
            await server.ExecuteAsync("SELECT pg_switch_wal()", Token);
            await server.ExecuteAsync("CHECKPOINT", Token);
        }

        var status = await PitrServer.RunAsync(Token, "pitr", "status", "--from", folder, "--url", server.Url);
        var receive = await PitrServer.RunAsync(
            Token,
            "pitr",
            "receive",
            "--url",
            server.Url,
            "--to",
            folder,
            "--until-now"
        );
        await server.ExecuteAsync("SELECT pg_drop_replication_slot('provisioning_pitr')", Token);
        var repeated = await PitrServer.RunAsync(Token, "pitr", "init", "--url", server.Url, "--to", other);

        Assert.True(repeated.ExitCode == 0, repeated.Errors);
        Assert.Equal((3, 1), (status.ExitCode, receive.ExitCode));
        Assert.Contains("is lost", status.Output, StringComparison.Ordinal);
        Assert.Contains("pg_drop_replication_slot", receive.Errors, StringComparison.Ordinal);
        Assert.Equal("1", await RestoredAsync(server, folder, "old", "SELECT count(*) FROM ledger"));
        Assert.Equal("11", await RestoredAsync(server, other, "new", "SELECT count(*) FROM ledger"));
    }

    private static Task<ProvisionRun> RestoreAsync(
        PitrServer server,
        string folder,
        string to,
        params string[] target
    ) =>
        PitrServer.RunAsync(
            Token,
            ["pitr", "restore", "--from", folder, "--to", Path.Combine(server.Folder, to), .. target]
        );

    private static async Task<string> RestoredAsync(
        PitrServer server,
        string folder,
        string to,
        string sql,
        params string[] target
    )
    {
        var run = await RestoreAsync(server, folder, to, target);
        Assert.True(run.ExitCode == 0, run.Errors);
        var answer = await PitrServer.AskAsync(Path.Combine(server.Folder, to), sql, Token);
        Directory.Delete(Path.Combine(server.Folder, to), recursive: true);
        return answer;
    }

    private static void Flip(string file, long at)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        var value = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(value ^ 1));
    }
}
