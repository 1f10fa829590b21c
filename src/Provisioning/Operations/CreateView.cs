using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Creates a view.</summary>
/// <param name="View">The view.</param>
/// <param name="Replaces">Whether it replaces a view of that name. Such an operation has no inverse: the view before is
/// not known. Without it, an existing view makes it fail.</param>
public sealed record CreateView(View View, bool Replaces = false) : Operation
{
    /// <inheritdoc />
    public override string Summary => $"create view {View.Name}";

    /// <inheritdoc />
    public override Operation? Inverse => Replaces ? null : new DropView(View.Name, View.IsMaterialized) { Was = View };

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) =>
        before with
        {
            Views = before.Views.SetItem(View.Name, View),
        };

    /// <inheritdoc />
    public override CreateView WithNames(ModelNames names) =>
        Replaces ? this with { View = View with { Name = names.View(View.Name) } } : this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) =>
        text.Member(nameof(Replaces), Replaces).Member(nameof(View), View);
}
