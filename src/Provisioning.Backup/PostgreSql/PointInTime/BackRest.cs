using System.Globalization;
using System.Text.Json;
using Provisioning.Databases;
using Provisioning.PostgreSql.Connection;

namespace Provisioning.Backup.PostgreSql.PointInTime;

/// <summary>Drives pgBackRest for those who run it: full and incremental backups of a server with its write-ahead log,
/// verified, and brought back to any moment.</summary>
/// <remarks>Its exit codes are not reliable: it ends with 0 where a file of a backup is corrupt, and where its
/// passphrase is wrong. What it says is read.</remarks>
/// <param name="config">Its configuration file, which <see cref="InitializeAsync"/> writes. Only its owner can read
/// it.</param>
/// <param name="stanza">Its name for the server.</param>
public sealed partial class BackRest(string config, string stanza)
{
    private const int LongestAnswer = 300;

    // Every command tries a host that does not answer for a minute; a backup has no time limit.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Folders =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        "/usr/bin",
        "/usr/local/bin",
    ];

    /// <summary>Writes the configuration, points the server's archive_command at pgBackRest, makes the stanza, and has
    /// pgBackRest check that the log arrives.</summary>
    /// <param name="database">A database of the server; its user has to be a superuser, and the server on this
    /// machine.</param>
    /// <param name="repository">The folder for the backups.</param>
    /// <param name="passphrase">Encrypts the backups; null for none. It goes into the configuration, because the
    /// server's archive_command needs it.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">Something is in the way: the user, a setting that needs a restart,
    /// pgBackRest itself.</exception>
    public async Task InitializeAsync(
        PostgreSqlDatabase database,
        string repository,
        string? passphrase,
        CancellationToken token
    )
    {
        await using var session = await database.OpenAsync(token);
        var (data, port, sockets, mode) = (
            await session.QueryAsync(
                "SELECT current_setting('data_directory'), current_setting('port'), "
                    + "current_setting('unix_socket_directories'), current_setting('archive_mode')",
                row => (row.GetString(0), row.GetString(1), row.GetString(2).Split(',')[0].Trim(), row.GetString(3)),
                token
            )
        )[0];
        await EnsureOwnerAsync(data, token);
        if (!File.Exists(config))
        {
            await WriteAsync(
                data,
                port,
                sockets,
                database.Settings.Username ?? "postgres",
                repository,
                passphrase,
                token
            );
        }

        await session.ExecuteAsync(
            $"ALTER SYSTEM SET archive_command = {PostgreSqlName.Literal(ArchiveCommand(Program, config, stanza))}",
            token
        );
        if (mode is "off")
        {
            await session.ExecuteAsync("ALTER SYSTEM SET archive_mode = 'on'", token);
            throw new ProvisioningException(
                $"{config} and the server's settings are written, but archive_mode is off until the server is started "
                    + $"again. Restart it, and run this again."
            );
        }

        await session.QueryAsync("SELECT pg_catalog.pg_reload_conf()", row => row.GetBoolean(0), token);
        await RunAsync(["stanza-create"], Patience, token);
        await RunAsync(["check"], Patience, token);
    }

    /// <summary>Takes a backup, and has all of the repository verified.</summary>
    /// <param name="incremental">Whether to keep only what has changed since the last one; the first is always
    /// full.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>The backup's label.</returns>
    /// <exception cref="ProvisioningException">pgBackRest failed, does not list the backup, or finds something
    /// corrupt.</exception>
    public async Task<BackRestBackup> BackupAsync(bool incremental, CancellationToken token)
    {
        var before = await ListAsync(token);
        await RunAsync(
            [$"--type={(incremental ? "incr" : "full")}", "--start-fast", "backup"],
            Timeout.InfiniteTimeSpan,
            token
        );
        var after = await ListAsync(token);
        var made =
            after is [.., var last] && before.All(known => known.Label != last.Label)
                ? last
                : throw new ProvisioningException(
                    "pgBackRest ended without an error, but lists no new backup. Look into its log, and run "
                        + "`pgbackrest info`."
                );
        return await VerifyAsync(token) is [var problem, ..]
            ? throw new ProvisioningException(
                $"The backup {made.Label} was taken, but the repository is not whole: {problem}"
            )
            : made;
    }

    /// <summary>The backups, oldest first.</summary>
    /// <exception cref="ProvisioningException">The repository cannot be read: another passphrase, no such
    /// stanza.</exception>
    public async Task<IReadOnlyList<BackRestBackup>> ListAsync(CancellationToken token)
    {
        using var answer = Parse(await RunAsync(["--output=json", "info"], Patience, token));
        if (answer.RootElement.EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Object } known)
        {
            throw new ProvisioningException(
                $"pgBackRest knows no stanza {stanza}. `provision backrest init` makes it."
            );
        }

        var status = known.GetProperty("status");
        // 2: there is no backup yet.
        if (status.GetProperty("code").GetInt32() is not (0 or 2))
        {
            var why =
                known.TryGetProperty("repo", out var repos)
                && repos.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } repo
                    ? repo.GetProperty("status").GetProperty("message").GetString()
                    : null;
            throw Unreadable(why ?? status.GetProperty("message").GetString() ?? "");
        }

        return
        [
            .. known
                .GetProperty("backup")
                .EnumerateArray()
                .Select(backup => new BackRestBackup(
                    backup.GetProperty("label").GetString()!,
                    backup.GetProperty("type").GetString()!,
                    DateTimeOffset.FromUnixTimeSeconds(backup.GetProperty("timestamp").GetProperty("stop").GetInt64()),
                    backup.GetProperty("info").GetProperty("repository").GetProperty("delta").GetInt64()
                )),
        ];
    }

    /// <summary>Reads every file of the repository, the log as well, and compares it with its checksum.</summary>
    /// <returns>What is wrong, a sentence each.</returns>
    public async Task<IReadOnlyList<string>> VerifyAsync(CancellationToken token)
    {
        var text = await RunAsync(["--output=text", "--verbose", "verify"], Timeout.InfiniteTimeSpan, token);
        var lines = text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        var isWhole = lines.Any(line => line is "status: ok");
        var wrong = lines
            .Where(line =>
                line.Contains("error", StringComparison.OrdinalIgnoreCase)
                || line.Contains("invalid", StringComparison.OrdinalIgnoreCase)
                || line.Contains("missing", StringComparison.OrdinalIgnoreCase)
            )
            .Where(line => !line.Contains("missing: 0", StringComparison.Ordinal))
            .ToArray();
        return isWhole ? []
            : wrong.Length > 0 ? [.. wrong.Take(20).Select(Plain)]
            : [$"pgBackRest does not say that the repository is whole: {Plain(text)}"];
    }

    /// <summary>Brings the server back into a folder of its own, starts it once to see that it works, and shuts it
    /// down.</summary>
    /// <param name="target">Where to: a moment, or the end of the log.</param>
    /// <param name="to">The folder, which does not exist or is empty.</param>
    /// <param name="user">A superuser of the server.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ProvisioningException">The moment cannot be reached. Nothing stays in the folder.</exception>
    public async Task<PitrReached> RestoreAsync(PitrTarget target, string to, string user, CancellationToken token)
    {
        PitrRestore.EnsureMayRestoreTo(to);
        var copies = await ListAsync(token);
        string[] type = target switch
        {
            PitrTarget.At at when copies.Any(copy => copy.Reachable <= at.Moment) =>
            [
                "--type=time",
                $"--target={at.Moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff",
                    CultureInfo.InvariantCulture)}+00",
                "--target-action=promote",
            ],
            PitrTarget.Latest when copies.Count > 0 => ["--type=default"],
            PitrTarget.At => throw new ProvisioningException(
                $"{target} lies before the oldest backup.{(copies.Count == 0 ? "" : Earliest(copies[0].Reachable))}"
            ),
            _ => throw new ProvisioningException(
                copies.Count == 0
                    ? "There is no backup to begin with. `provision backrest backup` takes one."
                    : $"pgBackRest is asked for a moment or for the end of the log here, not for {target}."
            ),
        };
        PitrRestore.MakePrivate(to);
        try
        {
            await RunAsync(
                [$"--pg1-path={Path.GetFullPath(to)}", "--archive-mode=off", .. type, "restore"],
                Timeout.InfiniteTimeSpan,
                token
            );
            var major = int.Parse(
                (await File.ReadAllTextAsync(Path.Combine(to, "PG_VERSION"), token)).Trim(),
                CultureInfo.InvariantCulture
            );
            return await PitrRestore.TryAsync(
                await PostgreSqlTools.FindAsync(major, ["postgres"], token),
                target,
                to,
                user,
                token
            );
        }
        catch
        {
            CleanUp.Quietly(() => Directory.Delete(to, recursive: true));
            throw;
        }
    }

    private static string Earliest(DateTimeOffset moment) =>
        $" The earliest moment that can be reached is {moment.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.";

    /// <summary>What the server's shell runs for each segment of its log.</summary>
    internal static string ArchiveCommand(string program, string config, string stanza) =>
        $"{ServerCommand.Quote(program)} --config={ServerCommand.Quote(Path.GetFullPath(config))} "
        + $"--stanza={ServerCommand.Quote(stanza)} archive-push \"%p\"";
}

/// <summary>A backup of pgBackRest's.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Kind">Its kind: <c>full</c>, <c>incr</c>, <c>diff</c>.</param>
/// <param name="Ended">When it was whole.</param>
/// <param name="Bytes">How much it takes in the repository.</param>
public sealed record BackRestBackup(string Label, string Kind, DateTimeOffset Ended, long Bytes)
{
    /// <summary>The earliest moment that can be reached with it: pgBackRest counts in seconds, and requires one that is
    /// later than its end.</summary>
    public DateTimeOffset Reachable => Ended.AddSeconds(1);
}
