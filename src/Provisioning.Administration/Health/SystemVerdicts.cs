using static Provisioning.Administration.Health.Amount;
using static Provisioning.Administration.Health.Judgement;

namespace Provisioning.Administration.Health;

/// <summary>What comes of what belongs to a system around its database.</summary>
public static class SystemVerdicts
{
    /// <summary>Whether the ledger has every migration, and no other.</summary>
    /// <param name="pending">How many are not applied.</param>
    /// <param name="interrupted">How many began and did not end.</param>
    /// <param name="unknown">How many are applied that this build does not know.</param>
    public static Judgement Migrations(int pending, int interrupted, int unknown) =>
        (pending, interrupted, unknown) switch
        {
            (0, 0, 0) => new(Verdict.Ok, "all applied", "all applied"),
            (_, > 0, _) => new(
                Verdict.Failed,
                $"{interrupted} interrupted, {pending} pending",
                "all applied",
                "`provision up` goes on where it stopped."
            ),
            (> 0, _, _) => new(
                Verdict.Failed,
                $"{pending} pending",
                "all applied",
                "`provision status` shows them, `provision up` applies them."
            ),
            _ => new(
                Verdict.Warning,
                $"{unknown} unknown",
                "all known",
                "The database is newer than this program, or another tool wrote to its ledger. `provision status` "
                    + "shows them."
            ),
        };

    /// <summary>The file with the key of encrypted columns.</summary>
    /// <param name="columns">How many columns the system encrypts.</param>
    /// <param name="file">The file; null where none was named.</param>
    /// <param name="mode">Its mode; null where there is no such file, or no modes.</param>
    public static Judgement KeyFile(int columns, string? file, UnixFileMode? mode)
    {
        const UnixFileMode Others =
            UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        return columns == 0 ? new(Verdict.Ok, "no encrypted columns", "600")
            : file is null
                ? NotKnown(
                    $"{columns} encrypted columns, no key file named",
                    "Give --key-file where the key is kept in a file."
                )
            : mode is not { } given
                ? new(
                    Verdict.Failed,
                    $"there is no {file}",
                    "600",
                    "Without its key the encrypted columns cannot be read. Restore the file from where its copy is "
                        + "kept."
                )
            : Within(
                (given & Others) == UnixFileMode.None,
                Verdict.Failed,
                $"{file} {Convert.ToString((int)given, 8)}",
                "600",
                $"Others on this machine can read the key. Run chmod 600 {file}. If it may have been read: "
                    + "`provision keys new --to NEW_KEY` makes another, and `provision keys rotate --from-key-file "
                    + $"{file} --key-file NEW_KEY` changes to it."
            );
    }
}

/// <summary>How old the newest good backup is.</summary>
public static class BackupAge
{
    /// <summary>What its age comes to.</summary>
    /// <param name="newest">When it was finished; null where no place was named, or none is there.</param>
    /// <param name="isPlaceKnown">Whether a place to look in was named.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement Judge(DateTimeOffset? newest, bool isPlaceKnown, DateTimeOffset now, HealthLimits limits)
    {
        const string Advice =
            "Whatever was written since is lost with the disk. Run `provision backup create`, and see why the "
            + "schedule did not.";
        return newest is { } at
                ? Within(
                    now - at <= TimeSpan.FromHours(limits.BackupHours),
                    Verdict.Failed,
                    $"{Time(now - at)} old",
                    $"{limits.BackupHours} h",
                    Advice
                )
            : isPlaceKnown ? new(Verdict.Failed, "there is none", $"{limits.BackupHours} h", Advice)
            : NotKnown("the place of backups is not given", "Give --backups PLACE.");
    }
}
