namespace Provisioning.Systems;

/// <summary>Thrown where the text of a structure does not say enough to make it again.</summary>
/// <param name="found">What the text says and was not made, and what was made and it does not say.</param>
public sealed class StructureNotCarriedException(StructureComparison found)
    : ProvisioningException(
        "It is text for people, and does not say all of this: "
            + string.Join(
                "; ",
                found
                    .Missing.Concat(found.Extra)
                    .Select(line => $"{line.Of}: {line.Text}")
                    .Distinct(StringComparer.Ordinal)
                    .Take(5)
            )
            + (found.Missing.Count + found.Extra.Count > 5 ? "; and more." : ".")
    )
{
    /// <summary>What the text says and was not made, and what was made and it does not say.</summary>
    public StructureComparison Found { get; } = found;
}
