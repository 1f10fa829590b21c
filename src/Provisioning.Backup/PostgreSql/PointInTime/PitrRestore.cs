using System.Globalization;
using System.Text.RegularExpressions;
using Provisioning.Databases;
using Provisioning.Security.Files;

namespace Provisioning.Backup.PostgreSql.PointInTime;

/// <summary>Brings a server back to a moment, into a folder of its own, and starts it once to see that it
/// works.</summary>
/// <param name="folder">The folder with copies and log.</param>
public sealed partial class PitrRestore(string folder)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether a folder is one that <see cref="Pitr"/> has made, as far as its name for itself tells; nothing
    /// else of it is read.</summary>
    public static bool CanFrom(string folder) => PitrFolder.Is(folder);

    /// <summary>Restores. The server that it was taken from, and the folder, are left as they are.</summary>
    /// <param name="target">The moment or position to restore to.</param>
    /// <param name="to">The folder for the new server's files, which does not exist or is empty.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <returns>What was reached. The files are those of a server that was shut down cleanly.</returns>
    /// <exception cref="ProvisioningException">The moment cannot be reached; the message says which ones can. Nothing
    /// stays in the folder.</exception>
    public async Task<PitrReached> RunAsync(PitrTarget target, string to, CancellationToken token)
    {
        EnsureMayRestoreTo(to);
        var from = await PitrFolder.OpenAsync(folder, token);
        var tools = await PostgreSqlTools.FindAsync(
            from.Server.Major,
            ["postgres", "pg_verifybackup", "pg_controldata"],
            token
        );
        if (tools.Version.Major != from.Server.Major)
        {
            throw new ProvisioningException(
                $"The copies are of PostgreSQL {from.Server.Major}, and only that version can run them; here is "
                    + $"{tools}. Install postgresql-{from.Server.Major}."
            );
        }

        var copy = Choose(await from.BasesAsync(token), target);
        await Pitr.VerifyAsync(tools, copy.Folder, token);
        try
        {
            CopyFiles(copy.Folder, to);
            await File.WriteAllTextAsync(Path.Combine(to, "recovery.signal"), "", token);
            return await RecoverAsync(new(target, to, from.Server.User, from, copy), tools, token);
        }
        catch
        {
            CleanUp.Quietly(() => DeleteAll(to));
            throw;
        }
    }

    /// <summary>Refuses root, and a folder with something in it.</summary>
    internal static void EnsureMayRestoreTo(string to)
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            throw new ProvisioningException(
                "PostgreSQL does not run as root, and a restore starts it. Run this as the user whom the restored "
                    + "server will belong to."
            );
        }

        if (File.Exists(to) || (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any()))
        {
            throw new ProvisioningException(
                $"{to} is not an empty folder, and a restore overwrites nothing. Name a folder that does not exist, "
                    + $"or an empty one."
            );
        }
    }

    /// <summary>Starts a server whose files another program has brought back, with its own settings for the recovery,
    /// until it is there, and shuts it down.</summary>
    internal static Task<PitrReached> TryAsync(
        PostgreSqlTools tools,
        PitrTarget target,
        string to,
        string user,
        CancellationToken token
    ) => RecoverAsync(new(target, to, user, From: null, Copy: null), tools, token);

    // The newest copy that was whole by then: the less log there is to be replayed.
    private static PitrBase Choose(IReadOnlyList<PitrBase> copies, PitrTarget target)
    {
        if (copies.Count == 0)
        {
            throw new ProvisioningException(
                "There is no copy of the server to begin with. `provision pitr init` takes one."
            );
        }

        return target switch
        {
            PitrTarget.At at => copies.LastOrDefault(copy => copy.Ended <= at.Moment)
                ?? throw new ProvisioningException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{target} lies before the oldest copy. The earliest moment that can be reached is "
                            + $"{copies[0].Ended.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff} UTC."
                    )
                ),
            PitrTarget.Lsn lsn => copies.LastOrDefault(copy =>
                WalArchive.Position(copy.Until) <= WalArchive.Position(lsn.Position)
            )
                ?? throw new ProvisioningException(
                    $"{target} lies before the oldest copy. The earliest position that can be reached is "
                        + $"{copies[0].Until}."
                ),
            // The position of a named point is not known beforehand: the oldest copy has all of them after it.
            PitrTarget.Named => copies[0],
            _ => copies[^1],
        };
    }

    private static async Task<PitrReached> RecoverAsync(
        Recovery recovery,
        PostgreSqlTools tools,
        CancellationToken token
    )
    {
        var scratch = Directory.CreateTempSubdirectory("pitr-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(scratch, "server.conf"), "", token);
            await File.WriteAllTextAsync(Path.Combine(scratch, "hba.conf"), "local all all trust\n", token);
            await File.WriteAllTextAsync(Path.Combine(scratch, "ident.conf"), "", token);
            using var server = Start(tools, Settings(recovery, scratch), scratch);
            var log = ReadAsync(server);
            try
            {
                await PromotedAsync(server, scratch, recovery.User, token);
                var reached = await ReachedAsync(scratch, recovery.User, token);
                return Judged(
                    recovery,
                    reached with
                    {
                        Folder = recovery.To,
                        Copy = Path.GetFileName(Path.GetDirectoryName(recovery.Copy?.Folder)) ?? "",
                        Control = Path.Combine(Path.GetDirectoryName(tools["postgres"])!, "pg_ctl"),
                    },
                    await StopAsync(server, log)
                );
            }
            catch (ServerEndedException)
            {
                throw Unreached(recovery, await log);
            }
            finally
            {
                await CleanUp.QuietlyAsync(() => StopAsync(server, log));
            }
        }
        finally
        {
            CleanUp.Quietly(() => DeleteAll(scratch));
        }
    }

    private static string[] Settings(Recovery recovery, string scratch)
    {
        string[] settings =
        [
            $"data_directory={Path.GetFullPath(recovery.To)}",
            $"hba_file={scratch}/hba.conf",
            $"ident_file={scratch}/ident.conf",
            $"unix_socket_directories={scratch}",
            "port=5432",
            "listen_addresses=",
            "ssl=off",
            "archive_mode=off",
            "shared_preload_libraries=",
            "hot_standby=off",
            "logging_collector=off",
            "log_destination=stderr",
            "lc_messages=C",
            "log_timezone=UTC",
            "log_min_messages=log",
            "primary_conninfo=",
            "primary_slot_name=",
            .. recovery.From is null
                ? Array.Empty<string>()
                :
                [
                    "recovery_target_action=promote",
                    $"restore_command={Fetch(recovery.From.Wal)}",
                    .. recovery.Target.Setting is { } setting ? [setting] : Array.Empty<string>(),
                ],
        ];
        return [$"--config_file={scratch}/server.conf", .. settings.SelectMany(setting => new[] { "-c", setting })];
    }

    // %p and %f are the server's; a segment that was not whole when the log broke off has a name of its own.
    private static string Fetch(WalArchive wal)
    {
        var path = ServerCommand.Quote(Path.GetFullPath(wal.Folder));
        return $"cp {path}/%f \"%p\" 2>/dev/null || cp {path}/%f.partial \"%p\" 2>/dev/null";
    }

    // Without a target the server is content with whatever log there is: that it came to the end of it is for us to
    // see.
    private static PitrReached Judged(Recovery recovery, PitrReached reached, string log)
    {
        var last =
            LastCommit().Match(log) is { Success: true } match && reached.Commit is null
                ? reached with
                {
                    Commit = DateTimeOffset.Parse(
                        match.Groups["time"].Value,
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
                    ),
                }
                : reached;
        if (recovery is not { Target: PitrTarget.Latest, From: { } from } || last.Position is null)
        {
            return last;
        }

        var newest = from.Wal.Segments() is [.., var end] ? end : null;
        return newest is null || WalArchive.Position(last.Position) / from.Server.SegmentSize >= newest.Number - 1
            ? last
            : throw Unreached(recovery, log);
    }

    private static ProvisioningException Unreached(Recovery recovery, string log)
    {
        var newest = LastCommit().Matches(log) is [.., var commit]
            ? $" The newest commit that can be reached is of {commit.Groups["time"].Value} UTC."
            : "";
        return new(
            $"The server cannot be brought to {recovery.Target}: {Why(recovery, log)}{newest} The folder was removed "
                + $"again."
        );
    }

    private static string Why(Recovery recovery, string log)
    {
        var stopped = Stopped().Match(log) is { Success: true } place ? place.Groups["at"].Value : null;
        if (recovery is { From: { } from, Copy: { } copy })
        {
            var gaps = from.Wal.Gaps(copy.Timeline, WalArchive.Position(copy.From));
            if (gaps.Count > 0)
            {
                return $"the log has a gap: "
                    + $"{string.Join(", ", gaps.Take(5))}"
                    + $"{(gaps.Count > 5 ? " and more are" : gaps.Count == 1 ? " is" : " are")} missing.";
            }

            if (stopped is not null)
            {
                return $"the log goes to {stopped}, in "
                    + $"{from.Wal.NameAt(copy.Timeline, WalArchive.Position(stopped))}, and no further. If there are "
                    + $"segments after it, that one is damaged.";
            }
        }

        var lines = log.Split('\n');
        return stopped is not null
            ? $"the log goes to {stopped} and no further."
            : $"the log can be replayed no further; the server said: "
                + $"{lines.LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal)
                    || line.Contains("PANIC", StringComparison.Ordinal)) ?? lines[^1]}.";
    }

    /// <summary>Makes a folder that only its owner can enter, which PostgreSQL insists on.</summary>
    internal static void MakePrivate(string folder)
    {
        DurableFile.CreateFolder(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void CopyFiles(string from, string to)
    {
        MakePrivate(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            DurableFile.CreateFolder(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            // A copy has the rights of its original.
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }

    private static void DeleteAll(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(
        @"last completed transaction was at log time (?<time>[0-9-]+ [0-9:.]+)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex LastCommit();

    [GeneratedRegex(@"redo done at (?<at>[0-9A-F]+/[0-9A-F]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Stopped();

    private sealed record Recovery(PitrTarget Target, string To, string User, PitrFolder? From, PitrBase? Copy);

    private sealed class ServerEndedException : Exception;
}

/// <summary>What a restore to a moment has reached.</summary>
/// <param name="Folder">The files of the restored server.</param>
/// <param name="Copy">The copy that it began with.</param>
/// <param name="Commit">When the last transaction in it was committed; null where there was none since the
/// copy.</param>
/// <param name="Position">How far the log was replayed.</param>
public sealed record PitrReached(string Folder, string Copy, DateTimeOffset? Commit, string? Position)
{
    /// <summary>The path of the pg_ctl that starts the restored server: that of its own version.</summary>
    public string Control { get; init; } = "pg_ctl";
}
