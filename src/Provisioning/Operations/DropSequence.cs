using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops a sequence; created again, it starts from its first number. An engine refuses it while a default uses
/// it.</summary>
/// <param name="Sequence">The sequence's name.</param>
public sealed record DropSequence(ObjectName Sequence) : Operation
{
    /// <summary>The sequence's definition, so that it can be created again; null where it is not known.</summary>
    public Sequence? Was { get; init; }

    /// <inheritdoc />
    public override string Summary => $"drop sequence {Sequence}";

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateSequence(Was);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before with
        {
            Sequences = before.Sequences.Remove(Sequence),
        };

    /// <inheritdoc />
    public override DropSequence WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Sequence), Sequence).Member(nameof(Was), Was);
}
