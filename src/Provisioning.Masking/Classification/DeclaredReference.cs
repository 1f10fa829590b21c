namespace Provisioning.Masking.Classification;

/// <summary>A column that refers to another without a foreign key.</summary>
/// <param name="From">The column that refers, as <c>table.column</c>.</param>
/// <param name="To">The column that it refers to, as <c>table.column</c>.</param>
internal sealed record DeclaredReference(string From, string To);
