using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>How long rows of a table are kept.</summary>
/// <param name="Name">The rule's name in commands and reports: <c>audit-logs</c>.</param>
/// <param name="Table">The table.</param>
/// <param name="Column">The moment that a row's age counts from.</param>
/// <param name="Keep">How long after that moment the row is kept.</param>
public sealed record RetentionRule(string Name, ObjectName Table, string Column, TimeSpan Keep);
