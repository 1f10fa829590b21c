using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Drops a view; the tables that it reads stay. An engine refuses it while other views use it.</summary>
/// <param name="View">The view's name.</param>
/// <param name="IsMaterialized">Whether it is a materialized view, which PostgreSQL drops with another
/// statement.</param>
public sealed record DropView(ObjectName View, bool IsMaterialized = false) : Operation
{
    /// <summary>The view's definition, so that it can be created again; null where it is not known.</summary>
    public View? Was { get; init; }

    /// <inheritdoc />
    public override string Summary => $"drop view {View}";

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateView(Was);

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before with { Views = before.Views.Remove(View) };

    /// <inheritdoc />
    public override DropView WithNames(ModelNames names) => this with { View = names.View(View) };

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(IsMaterialized), IsMaterialized).Member(nameof(View), View).Member(nameof(Was), Was);
}
