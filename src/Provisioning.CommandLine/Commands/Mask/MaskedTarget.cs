using Provisioning.Databases;
using Provisioning.Masking.Rows;

namespace Provisioning.CommandLine.Commands.Mask;

/// <summary>Looks at a masked database before it takes its place.</summary>
internal static class MaskedTarget
{
    /// <summary>Looks for former values in it.</summary>
    /// <exception cref="LeakException">There are some.</exception>
    public static async Task ScanAsync(RowMasker mask, Database made, CancellationToken token)
    {
        await using var session = await made.OpenAsync(token);
        await mask.ScanAsync(session, token);
        if (mask.Report() is { Scan.Leaks.Count: > 0 } report)
        {
            throw new LeakException(report);
        }
    }
}
