using System.Globalization;

namespace Provisioning.Backup.PostgreSql.PointInTime;

/// <summary>Where a server is brought back to.</summary>
public abstract record PitrTarget
{
    private PitrTarget() { }

    /// <summary>The setting of the server that says it; null for none.</summary>
    internal abstract string? Setting { get; }

    /// <summary>As far as the log goes.</summary>
    public sealed record Latest : PitrTarget
    {
        internal override string? Setting => null;

        /// <inheritdoc />
        public override string ToString() => "the end of the log";
    }

    /// <summary>The last commit at that moment or before it.</summary>
    /// <param name="Moment">The moment.</param>
    public sealed record At(DateTimeOffset Moment) : PitrTarget
    {
        internal override string Setting =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"recovery_target_time={Moment.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00"
            );

        /// <inheritdoc />
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Moment.UtcDateTime:yyyy-MM-dd HH:mm:ss.FFFFFF} UTC");
    }

    /// <summary>A position in the log.</summary>
    /// <param name="Position">The position: <c>0/3000060</c>.</param>
    public sealed record Lsn(string Position) : PitrTarget
    {
        internal override string Setting => $"recovery_target_lsn={Position}";

        /// <inheritdoc />
        public override string ToString() => $"position {Position}";
    }

    /// <summary>A point that pg_create_restore_point() has named.</summary>
    /// <param name="Point">The name.</param>
    public sealed record Named(string Point) : PitrTarget
    {
        internal override string Setting => $"recovery_target_name={Point}";

        /// <inheritdoc />
        public override string ToString() => $"the restore point {Point}";
    }
}
