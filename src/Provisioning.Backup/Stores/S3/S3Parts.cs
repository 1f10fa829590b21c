namespace Provisioning.Backup.Stores.S3;

/// <summary>How an object is cut into the parts of a multipart upload.</summary>
internal static class S3Parts
{
    /// <summary>How many parts an object may have.</summary>
    public const int Most = 10_000;

    // Far below the 5 GiB that a part may have, because one is kept in memory; 10,000 of them are twice the longest
    // object.
    private const long Largest = 1L << 30;

    private const long Mebibyte = 1L << 20;

    /// <summary>The length of each part but the last: the one that is configured, or as many whole MiB more as the
    /// object needs.</summary>
    /// <param name="configured">The length in bytes that the store's URL asks for.</param>
    /// <param name="expected">How long the object will be, about; 0 where that is not known. It may become twice as
    /// long.</param>
    public static int Size(int configured, long expected)
    {
        var needed = Math.Ceiling(2.0 * expected / Most / Mebibyte) * Mebibyte;
        return (int)Math.Clamp(Math.Max(configured, needed), configured, Math.Max(configured, Largest));
    }

    /// <summary>The length of a part of an object that turns out longer than was expected: from the 5,000th on every
    /// thousand parts are twice as long as those before.</summary>
    /// <param name="size">The length of the first part.</param>
    /// <param name="number">The part's number, from 1.</param>
    public static int Grown(int size, int number) =>
        number <= Most / 2 ? size : (int)Math.Min((long)size << ((number - 1 - (Most / 2)) / 1000 + 1), Math.Max(size, Largest));
}
