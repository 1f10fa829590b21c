using System.Globalization;

namespace FluentMigrator;

/// <summary>Makes a class a migration whose version is a point in time, as <c>yyyyMMddHHmmss</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public class TimestampedMigrationAttribute : MigrationAttribute
{
    /// <summary>A migration of that minute.</summary>
    public TimestampedMigrationAttribute(ushort year, ushort month, ushort day, ushort hour, ushort minute)
        : this(year, month, day, hour, minute, 0, TransactionBehavior.Default, null)
    {
    }

    /// <summary>A migration of that minute with a description.</summary>
    public TimestampedMigrationAttribute(ushort year, ushort month, ushort day, ushort hour, ushort minute, string? description)
        : this(year, month, day, hour, minute, 0, TransactionBehavior.Default, description)
    {
    }

    /// <summary>A migration of that minute, with or without a transaction.</summary>
    public TimestampedMigrationAttribute(
        ushort year, ushort month, ushort day, ushort hour, ushort minute, TransactionBehavior transactionBehavior)
        : this(year, month, day, hour, minute, 0, transactionBehavior, null)
    {
    }

    /// <summary>A migration of that minute with a description, with or without a transaction.</summary>
    public TimestampedMigrationAttribute(
        ushort year, ushort month, ushort day, ushort hour, ushort minute, TransactionBehavior transactionBehavior, string? description)
        : this(year, month, day, hour, minute, 0, transactionBehavior, description)
    {
    }

    /// <summary>A migration of that second.</summary>
    public TimestampedMigrationAttribute(ushort year, ushort month, ushort day, ushort hour, ushort minute, ushort second)
        : this(year, month, day, hour, minute, second, TransactionBehavior.Default, null)
    {
    }

    /// <summary>A migration of that second with a description.</summary>
    public TimestampedMigrationAttribute(
        ushort year, ushort month, ushort day, ushort hour, ushort minute, ushort second, string? description)
        : this(year, month, day, hour, minute, second, TransactionBehavior.Default, description)
    {
    }

    /// <summary>A migration of that second, with or without a transaction.</summary>
    public TimestampedMigrationAttribute(
        ushort year, ushort month, ushort day, ushort hour, ushort minute, ushort second, TransactionBehavior transactionBehavior)
        : this(year, month, day, hour, minute, second, transactionBehavior, null)
    {
    }

    /// <summary>A migration of that second with a description, with or without a transaction.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point in time.</exception>
    public TimestampedMigrationAttribute(
        ushort year, ushort month, ushort day, ushort hour, ushort minute, ushort second,
        TransactionBehavior transactionBehavior, string? description)
        : base(Number(new(year, month, day, hour, minute, second, DateTimeKind.Unspecified)), transactionBehavior, description)
    {
    }

    private static long Number(DateTime moment) =>
        long.Parse(moment.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
