using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Xunit;

[assembly: AssemblyFixture(typeof(Provisioning.IntegrationTests.Support.FaultTable))]

namespace Provisioning.IntegrationTests.Support;

/// <summary>Which faults were tried how often in this run, and what came of them; written at its end to the file that
/// <c>PROVISIONING_FAULT_TABLE</c> names.</summary>
public sealed class FaultTable : IDisposable
{
    private static readonly ConcurrentDictionary<(string Fault, string Outcome), int> Counts = new();

    /// <summary>Adds a try.</summary>
    /// <param name="fault">The fault, as the table names it.</param>
    /// <param name="outcome">What came of it: <c>whole</c>, <c>refused</c>.</param>
    public static void Add(string fault, string outcome) =>
        Counts.AddOrUpdate((fault, outcome), 1, (_, count) => count + 1);

    /// <inheritdoc />
    public void Dispose()
    {
        if (
            Environment.GetEnvironmentVariable("PROVISIONING_FAULT_TABLE") is not { Length: > 0 } file
            || Counts.IsEmpty
        )
        {
            return;
        }

        var faults = Counts
            .GroupBy(count => count.Key.Fault, StringComparer.Ordinal)
            .OrderBy(fault => fault.Key, StringComparer.Ordinal)
            .ToList();
        var width = faults.Max(fault => fault.Key.Length);
        var text = new StringBuilder().AppendLine(
            CultureInfo.InvariantCulture,
            $"{"fault".PadRight(width)}  tries  outcomes"
        );
        foreach (var fault in faults)
        {
            var outcomes = fault
                .OrderBy(count => count.Key.Outcome, StringComparer.Ordinal)
                .Select(count => $"{count.Key.Outcome} {count.Value.ToString(CultureInfo.InvariantCulture)}");
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{fault.Key.PadRight(width)}  {fault.Sum(count => count.Value), 5}  {string.Join(", ", outcomes)}"
            );
        }

        File.WriteAllText(file, text.ToString());
    }
}
