using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops a trigger, and on PostgreSQL the function of the same name that it calls. Rows stay.</summary>
/// <param name="Table">The table that it watches.</param>
/// <param name="Trigger">The trigger's name.</param>
public sealed record DropTrigger(ObjectName Table, string Trigger) : Operation
{
    /// <summary>The trigger's definition, so that it can be created again; null where it is not known.</summary>
    public Trigger? Was { get; init; }

    /// <inheritdoc />
    public override string Summary => $"drop trigger {Trigger} of {Table}";

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateTrigger(Table, Was);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table =>
            table with
            {
                Triggers = [.. table.Triggers.Where(trigger => trigger.Name != Trigger)],
            }
        );

    /// <inheritdoc />
    public override DropTrigger WithNames(ModelNames names) =>
        this with
        {
            Table = names.Table(Table),
            Trigger = names.Trigger(Table, Trigger),
        };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Table), Table).Member(nameof(Trigger), Trigger).Member(nameof(Was), Was);
}
