using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a view.</summary>
/// <param name="View">The view.</param>
/// <param name="Replaces">Whether one of that name may be there, and is then another; it cannot be reversed, as what it was is not known.</param>
public sealed record CreateView(View View, bool Replaces = false) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse => Replaces ? null : new DropView(View.Name, View.IsMaterialized) { Was = View };

    /// <inheritdoc />
    public override string Summary => $"create view {View.Name}";
}

/// <summary>Drops a view.</summary>
/// <param name="View">The view.</param>
/// <param name="IsMaterialized">Whether it keeps its rows.</param>
public sealed record DropView(ObjectName View, bool IsMaterialized = false) : Operation
{
    /// <summary>The view as it was, where known.</summary>
    public View? Was { get; init; }

    /// <inheritdoc />
    public override Operation? Inverse => Was is null ? null : new CreateView(Was);

    /// <inheritdoc />
    public override string Summary => $"drop view {View}";
}
