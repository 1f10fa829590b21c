using static Provisioning.Administration.Health.Amount;
using static Provisioning.Administration.Health.Judgement;

namespace Provisioning.Administration.Health;

/// <summary>What comes of where a database lies.</summary>
public static class StorageVerdicts
{
    /// <summary>How full a server's disk is, as far as can be told from inside.</summary>
    /// <param name="database">The size of this database.</param>
    /// <param name="all">The size of all databases that may be seen.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement ServerDisk(long database, long all, HealthLimits limits) =>
        (
            limits.DiskGigabytes == 0
                ? NotKnown(
                    $"{Bytes(database)} here, {Bytes(all)} in all databases",
                    "A server does not tell how large its disk is. Give --limit disk-gb=N, or watch the disk on its "
                        + "machine."
                )
                : Disk(
                    all,
                    limits.DiskGigabytes << 30,
                    $"{Bytes(database)} here, {Bytes(all)} in all databases",
                    limits
                )
        ) with
        {
            Measure = new(database, Measure.Bytes),
        };

    /// <summary>How full a disk is.</summary>
    /// <param name="used">Bytes in use.</param>
    /// <param name="size">Bytes there are.</param>
    /// <param name="value">What was found, for people.</param>
    /// <param name="limits">Where findings begin.</param>
    public static Judgement Disk(long used, long size, string value, HealthLimits limits) =>
        Within(
            (double)used / size * 100 <= limits.Disk,
            Verdict.Failed,
            $"{value} ({Percent(used, size)} % of {Bytes(size)})",
            $"{limits.Disk} %",
            "A database whose disk is full stops. `provision report sizes` shows what is large, `provision retention "
                + "run` deletes what is due; or make the disk larger."
        );

    /// <summary>Who may read and write a database's files.</summary>
    /// <param name="files">Each file with its mode.</param>
    /// <param name="context">Whether it is production.</param>
    public static Judgement FileModes(IReadOnlyList<(string Name, UnixFileMode Mode)> files, HealthContext context)
    {
        const UnixFileMode Write = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        const UnixFileMode Read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        var modes = string.Join(", ", files.Select(file => $"{file.Name} {Convert.ToString((int)file.Mode, 8)}"));
        var all = files.Aggregate(UnixFileMode.None, (sum, file) => sum | file.Mode);
        return (all & (Write | Read)) == UnixFileMode.None
            ? new(Verdict.Ok, modes, "600")
            : new(
                (all & Write) != UnixFileMode.None ? Verdict.Failed : context.Rule,
                modes,
                "600",
                "Others on this machine read every row, or change it. Run chmod 600 on the files, as the user that "
                    + "the application runs as."
            );
    }
}
