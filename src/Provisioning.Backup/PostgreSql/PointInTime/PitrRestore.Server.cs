using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Provisioning.Databases;

namespace Provisioning.Backup.PostgreSql.PointInTime;

// The server that runs for the recovery alone, and that no other client can reach.
public sealed partial class PitrRestore
{
    private static Process Start(PostgreSqlTools tools, string[] arguments, string scratch)
    {
        var start = new ProcessStartInfo(tools["postgres"], arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = scratch,
        };
        foreach (
            var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray()
        )
        {
            start.Environment.Remove(name);
        }

        SecretVariables.RemoveFrom(start.Environment, but: []);
        (start.Environment["LC_ALL"], start.Environment["TZ"]) = ("C", "UTC");
        return Process.Start(start)!;
    }

    private static async Task<string> ReadAsync(Process server)
    {
        var lines = new Queue<string>();
        while (await server.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lines.Enqueue(line);
            if (lines.Count > 2_000)
            {
                lines.Dequeue();
            }
        }

        return string.Join('\n', lines);
    }

    private static async Task PromotedAsync(Process server, string socket, string user, CancellationToken token)
    {
        while (true)
        {
            if (server.HasExited)
            {
                throw new ServerEndedException();
            }

            try
            {
                await using var connection = await OpenAsync(socket, user, token);
                return;
            }
            catch (NpgsqlException)
            {
                // Not yet: it accepts connections once it has reached the target.
                await Task.Delay(Glance, token);
            }
        }
    }

    private static async Task<PitrReached> ReachedAsync(string socket, string user, CancellationToken token)
    {
        await using var connection = await OpenAsync(socket, user, token);
        await using var command = new NpgsqlCommand(
            "SELECT pg_last_xact_replay_timestamp(), pg_last_wal_replay_lsn()::text, (SELECT timeline_id FROM "
                + "pg_control_checkpoint())",
            connection
        );
        await using var row = await command.ExecuteReaderAsync(token);
        await row.ReadAsync(token);
        return new(
            "",
            "",
            await row.IsDBNullAsync(0, token) ? null : new DateTimeOffset(row.GetDateTime(0)),
            await row.IsDBNullAsync(1, token) ? null : row.GetString(1)
        );
    }

    private static async Task<NpgsqlConnection> OpenAsync(string socket, string user, CancellationToken token)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = socket,
            Port = 5432,
            Username = user,
            Database = "postgres",
            Pooling = false,
            Timeout = 5,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> StopAsync(Process server, Task<string> log)
    {
        if (!server.HasExited)
        {
            using var kill = Process.Start("kill", ["-INT", server.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(CancellationToken.None);
        }

        await server.WaitForExitAsync(CancellationToken.None);
        return await log;
    }
}
