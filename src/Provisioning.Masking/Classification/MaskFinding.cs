namespace Provisioning.Masking.Classification;

/// <summary>Something that keeps rows from being masked.</summary>
/// <param name="Kind">What kind of thing: <c>unclassified</c>, <c>unknown</c>, <c>type</c>, <c>length</c>,
/// <c>not-null</c>, <c>unique</c>, <c>check</c>, <c>reference</c>.</param>
/// <param name="Column">The column, as <c>table.column</c>.</param>
/// <param name="Message">What is wrong, and the way out.</param>
internal sealed record MaskFinding(string Kind, string Column, string Message);
