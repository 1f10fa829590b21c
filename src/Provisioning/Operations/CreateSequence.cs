using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a sequence of numbers that no column owns. Engines without sequences refuse it.</summary>
/// <param name="Sequence">The sequence.</param>
public sealed record CreateSequence(Sequence Sequence) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"create sequence {Sequence.Name}";

    /// <inheritdoc />
    public override Operation Inverse => new DropSequence(Sequence.Name) { Was = Sequence };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before with
        {
            Sequences = before.Sequences.SetItem(Sequence.Name, Sequence),
        };

    /// <inheritdoc />
    public override CreateSequence WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Sequence), Sequence);
}
