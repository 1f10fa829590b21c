using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>What a plan is made of. Two plans of the same state do the same.</summary>
/// <param name="Ledger">A digest of the versions that are applied, with their checksums.</param>
/// <param name="Structure">A digest of everything that a check compares.</param>
/// <param name="Pending">The pending migrations, each with its checksum.</param>
public sealed record PlanState(string Ledger, string Structure, IReadOnlyList<PlannedVersion> Pending)
{
    /// <summary>The first thing that is not as it was, as the end of a sentence; null where all is.</summary>
    public string? ChangedSince(PlanState then) =>
        Ledger != then.Ledger ? "other migrations were applied or rolled back since"
        : !Pending.Select(step => step.Version).SequenceEqual(then.Pending.Select(step => step.Version))
            ? "other migrations are pending now"
        : Pending.Zip(then.Pending).FirstOrDefault(pair => pair.First.Checksum != pair.Second.Checksum)
            is { First: { } edited }
            ? string.Create(CultureInfo.InvariantCulture, $"migration {edited.Version} describes something else now")
        : Structure != then.Structure ? "the structure of the database was changed since"
        : null;

    /// <summary>The state of a database now.</summary>
    /// <param name="model">Its structure.</param>
    /// <param name="beyond">What it has beyond.</param>
    /// <param name="ledger">Its ledger.</param>
    /// <param name="steps">What is pending.</param>
    /// <param name="dialect">The engine's.</param>
    internal static PlanState Of(
        DatabaseModel model,
        UnmodelledStructure beyond,
        LedgerState ledger,
        IEnumerable<DescribedStep> steps,
        Dialect dialect
    )
    {
        var structure = ModelText
            .Lines(model, dialect)
            .Select(line => $"{line.Of}\n{line.Text}\n")
            .Concat(beyond.Parts.Select(part => $"{part.Of}\n{part.Text}\n"));
        var versions = ledger.Applied.Select(entry =>
            string.Create(CultureInfo.InvariantCulture, $"{entry.Version} {entry.Checksum}\n")
        );
        return new(
            Digest(string.Concat(versions)),
            Digest(string.Concat(structure)),
            [
                .. steps
                    .Where(step => step.Step.Migration.IsRecorded || step.Step.Migration.IsRepeatable)
                    .Select(step => new PlannedVersion(step.Step.Migration.Version, ChecksumOf(step, dialect))),
            ]
        );
    }

    /// <summary>The checksum of what the step describes; empty where that is something else each time.</summary>
    internal static string ChecksumOf(DescribedStep step, Dialect dialect)
    {
        var checksum = MigrationChecksum.Of(step.Operations);
        return MigrationChecksum.Of(step.Describe(dialect)) == checksum ? checksum : "";
    }

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A migration of a plan.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Checksum">That of what it describes.</param>
public sealed record PlannedVersion(long Version, string Checksum);
