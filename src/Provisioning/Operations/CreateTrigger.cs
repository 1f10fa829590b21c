using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a trigger, and on PostgreSQL the function of the same name that it calls. Existing rows stay as
/// they are.</summary>
/// <param name="Table">The table that it watches.</param>
/// <param name="Trigger">The trigger.</param>
public sealed record CreateTrigger(ObjectName Table, Trigger Trigger) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"create trigger {Trigger.Name} on {Table}";

    /// <inheritdoc />
    public override Operation Inverse => new DropTrigger(Table, Trigger.Name) { Was = Trigger };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before.WithTableChanged(Table, table => table with { Triggers = [.. table.Triggers, Trigger] });

    /// <inheritdoc />
    // Engines keep a trigger's text, so the column that it sets stays as it is written.
    public override CreateTrigger WithNames(ModelNames names) => this with { Table = names.Table(Table) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Table), Table).Member(nameof(Trigger), Trigger);
}
