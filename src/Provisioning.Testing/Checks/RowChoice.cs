namespace Provisioning.Testing.Checks;

/// <summary>Which rows are compared with a file.</summary>
public sealed record RowChoice
{
    /// <summary>The tables: <c>orders</c>, or <c>sales.orders</c> in another schema than the default one. Default: all
    /// but those that record migrations.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>The columns whose values differ from run to run and are left out: <c>created_at</c> in every table, or
    /// <c>orders.created_at</c>. Default: none.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];
}
