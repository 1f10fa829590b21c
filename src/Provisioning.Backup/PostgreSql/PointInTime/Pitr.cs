using System.Globalization;
using System.Text.Json;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.PostgreSql.Connection;
using Provisioning.Security.Files;

namespace Provisioning.Backup.PostgreSql.PointInTime;

/// <summary>Keeps what it takes to bring a server back to any moment, with the server's own programs: copies by
/// pg_basebackup, and the write-ahead log by pg_receivewal.</summary>
/// <param name="database">A database of the server; its user needs REPLICATION.</param>
/// <param name="folder">The folder for copies and log. It holds all data of the server in clear, and only its owner can
/// read it.</param>
/// <param name="time">Names the copies.</param>
public sealed class Pitr(PostgreSqlDatabase database, string folder, TimeProvider time)
{
    private static readonly EngineAbilities<Func<Database, PostgreSqlDatabase>> Servers = new(
        (KnownEngines.PostgreSql, database => (PostgreSqlDatabase)database)
    );

    /// <summary>The database as one on a server that can be recovered to a point in time; null where its engine has no
    /// such server.</summary>
    public static PostgreSqlDatabase? ServerOf(Database database) => Servers.Of(database)?.Invoke(database);

    /// <summary>Makes the folder and the replication slot where they are missing, and takes a copy of the server. Until
    /// it is received, the server keeps its log from here on.</summary>
    /// <exception cref="ProvisioningException">The server's settings, the user's rights or the programs on this machine
    /// do not allow it.</exception>
    public async Task<PitrCopy> InitializeAsync(CancellationToken token)
    {
        var server = await ReadServerAsync(token);
        var tools = await ToolsAsync(server, token);
        var into = await PitrFolder.CreateAsync(folder, server, token);
        using var client = new PostgreSqlToolEnvironment(database.Settings);
        await PostgreSqlProcess.RunAsync(
            tools["pg_receivewal"],
            ["--create-slot", "--if-not-exists", $"--slot={into.Server.Slot}", "--no-password"],
            client.Environment,
            input: null,
            output: null,
            token
        );
        await ReceiveAsync(into, tools, client, until: null, token);
        var copy = await CopyAsync(into, tools, client, token);
        // What the copy needs to be of any use.
        await ReceiveAsync(into, tools, client, await CurrentAsync(token), token);
        return new(copy.Folder, copy.Ended, copy.From, copy.Until);
    }

    /// <summary>Receives the log until it is stopped, and every piece of it is on disk before it is acknowledged to the
    /// server.</summary>
    /// <param name="untilNow">Whether to stop at what the server has written by now.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">The server cannot be reached, or does not have the log any more that
    /// comes next.</exception>
    public async Task ReceiveAsync(bool untilNow, CancellationToken token)
    {
        var from = await PitrFolder.OpenAsync(folder, token);
        var tools = await ToolsAsync(from.Server, token);
        using var client = new PostgreSqlToolEnvironment(database.Settings);
        await ReceiveAsync(from, tools, client, untilNow ? await CurrentAsync(token) : "", token);
    }

    private async Task<PitrBase> CopyAsync(
        PitrFolder into,
        PostgreSqlTools tools,
        PostgreSqlToolEnvironment client,
        CancellationToken token
    )
    {
        var (path, started) = (into.NewBase(time.GetUtcNow()), await ServerTimeAsync(token));
        DurableFile.CreateFolder(Path.GetDirectoryName(path)!);
        try
        {
            await PostgreSqlProcess.RunAsync(
                tools["pg_basebackup"],
                [
                    $"--pgdata={path}",
                    "--format=plain",
                    "--wal-method=none",
                    "--checkpoint=fast",
                    "--manifest-checksums=SHA256",
                    "--no-password",
                    "--label=provision",
                ],
                client.Environment,
                input: null,
                output: null,
                token
            );
            await VerifyAsync(tools, path, token);
            var range = await RangeAsync(path, token);
            var made = new PitrBase(started, await ServerTimeAsync(token), range.Timeline, range.From, range.Until)
            {
                Folder = path,
            };
            await PitrFolder.CompleteAsync(made, token);
            return made;
        }
        catch
        {
            CleanUp.Quietly(() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true));
            throw;
        }
    }

    /// <summary>Compares a copy with its manifest: every file is there, and unchanged.</summary>
    /// <exception cref="ProvisioningException">One is not; the message names it.</exception>
    internal static Task VerifyAsync(PostgreSqlTools tools, string copy, CancellationToken token) =>
        PostgreSqlProcess.RunAsync(
            tools["pg_verifybackup"],
            ["--no-parse-wal", "--quiet", copy],
            new Dictionary<string, string?>(StringComparer.Ordinal),
            input: null,
            output: null,
            token
        );

    // Null: only what is there when the slot is new, so that a first segment is begun.
    private async Task ReceiveAsync(
        PitrFolder into,
        PostgreSqlTools tools,
        PostgreSqlToolEnvironment client,
        string? until,
        CancellationToken token
    )
    {
        var end = until ?? await CurrentAsync(token);
        try
        {
            await PostgreSqlProcess.RunAsync(
                tools["pg_receivewal"],
                [
                    $"--directory={into.Wal.Folder}",
                    $"--slot={into.Server.Slot}",
                    "--synchronous",
                    "--no-password",
                    .. end.Length == 0 ? [] : (string[])["--no-loop", $"--endpos={end}"],
                ],
                client.Environment,
                input: null,
                output: null,
                token
            );
        }
        catch (PostgreSqlToolException error)
            when (error.Said.Contains("has already been removed", StringComparison.Ordinal)
                || error.Said.Contains("slot", StringComparison.Ordinal)
            )
        {
            throw new ProvisioningException(
                $"The log cannot be received any further: {error.Said} What {folder} has up to here stays valid. "
                    + $"Start again: `SELECT pg_drop_replication_slot('{into.Server.Slot}')` where the slot is still "
                    + $"there, and `provision pitr init --to FOLDER`, another folder.",
                error
            );
        }
    }

    private async Task<string> CurrentAsync(CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        var end = (
            await session.QueryAsync(
                "SELECT pg_catalog.pg_current_wal_flush_lsn()::text",
                row => row.GetString(0),
                token
            )
        )[0];
        // The receiver stops when the log continues after the end, which may take long on an idle server.
        await session.QueryAsync(
            "SELECT pg_catalog.pg_logical_emit_message(true, 'provisioning', '')::text",
            row => row.GetString(0),
            token
        );
        return end;
    }

    private async Task<DateTimeOffset> ServerTimeAsync(CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        return (
            await session.QueryAsync("SELECT clock_timestamp()", row => new DateTimeOffset(row.GetDateTime(0)), token)
        )[0];
    }

    private async Task<PitrServer> ReadServerAsync(CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        var (number, level, size, user) = (
            await session.QueryAsync(
                """
                SELECT current_setting('server_version_num'), current_setting('wal_level'),
                       (SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'wal_segment_size'),
                           current_user::text
                """,
                row =>
                    (
                        int.Parse(row.GetString(0), CultureInfo.InvariantCulture),
                        row.GetString(1),
                        row.GetInt64(2),
                        row.GetString(3)
                    ),
                token
            )
        )[0];
        var mayCopy = (
            await session.QueryAsync(
                "SELECT rolreplication OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user",
                row => row.GetBoolean(0),
                token
            )
        )[0];
        var spaces = await session.QueryAsync(
            "SELECT spcname::text FROM pg_catalog.pg_tablespace WHERE spcname NOT IN ('pg_default', 'pg_global') "
                + "ORDER BY 1",
            row => row.GetString(0),
            token
        );
        string[] problems =
        [
            .. level is "minimal"
                ? ["wal_level is minimal: set it to replica and start the server again"]
                : Array.Empty<string>(),
            .. mayCopy
                ? Array.Empty<string>()
                :
                [
                    $"{user} may not copy the server: ALTER ROLE {Dialect.Quote(user)} REPLICATION, and a line for "
                        + $"replication in pg_hba.conf",
                ],
            .. spaces.Count == 0
                ? Array.Empty<string>()
                :
                [
                    $"the tablespaces {string.Join(", ", spaces)} lie outside of its folder, which is not provided "
                        + $"for here: use pgBackRest",
                ],
        ];
        if (problems.Length > 0)
        {
            throw new ProvisioningException(
                $"The server of {database.Location} cannot be kept for going back: {string.Join("; ", problems)}."
            );
        }

        var id = (
            await session.QueryAsync(
                "SELECT system_identifier::text FROM pg_catalog.pg_control_system()",
                row => row.GetString(0),
                token
            )
        )[0];
        return new(id, number / 10_000, size, "provisioning_pitr", user);
    }

    private static Task<PostgreSqlTools> ToolsAsync(PitrServer server, CancellationToken token) =>
        PostgreSqlTools.FindAsync(server.Major, ["pg_basebackup", "pg_receivewal", "pg_verifybackup"], token);

    private static async Task<(long Timeline, string From, string Until)> RangeAsync(
        string copy,
        CancellationToken token
    )
    {
        await using var file = File.OpenRead(Path.Combine(copy, "backup_manifest"));
        using var manifest = await JsonDocument.ParseAsync(file, cancellationToken: token);
        var range = manifest.RootElement.GetProperty("WAL-Ranges")[0];
        return (
            range.GetProperty("Timeline").GetInt64(),
            range.GetProperty("Start-LSN").GetString()!,
            range.GetProperty("End-LSN").GetString()!
        );
    }
}

/// <summary>A copy of a server.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Ended">The earliest moment that can be reached with it.</param>
/// <param name="From">Where in the log it begins.</param>
/// <param name="Until">The position up to which it needs the log.</param>
public sealed record PitrCopy(string Folder, DateTimeOffset Ended, string From, string Until);
