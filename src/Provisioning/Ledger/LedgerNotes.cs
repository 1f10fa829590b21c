using System.Globalization;

namespace Provisioning.Ledger;

/// <summary>What the ledger notes of a version for people.</summary>
internal static class LedgerNotes
{
    /// <summary>The words by which a version that was applied after a higher one is known.</summary>
    public const string OutOfOrder = "out of order";

    /// <summary>The note of a version whose rollback runs outside a transaction, while it runs.</summary>
    public const string RollingBack = "rolling back";

    /// <summary>The note of a version that is applied after a higher one; null where it is in order.</summary>
    public static string? Order(long? higher) =>
        higher is { } version ? string.Create(CultureInfo.InvariantCulture, $"{OutOfOrder}, after {version}") : null;

    /// <summary>Two notes as one; null where there is none.</summary>
    public static string? Join(string? first, string? second) =>
        first is null ? second
        : second is null ? first
        : $"{first}; {second}";

    /// <summary>The notes of a version that is not applied, for its next record: what they say of its order was of the
    /// time before.</summary>
    public static string? Earlier(string? notes) =>
        notes is null or RollingBack ? null : notes.Replace(OutOfOrder, "late", StringComparison.Ordinal);
}
