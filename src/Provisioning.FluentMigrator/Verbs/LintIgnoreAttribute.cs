namespace Provisioning.Authoring;

/// <summary>Suppresses a rule of <c>provision lint</c> for a migration. A suppression that suppresses nothing, or gives
/// no reason, is a finding itself.</summary>
/// <param name="rule">The rule, by id or name: <c>L13</c>, <c>set-not-null-scan</c>.</param>
/// <param name="reason">Why it does not matter here.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LintIgnoreAttribute(string rule, string reason) : Attribute
{
    /// <summary>The rule, by id or name.</summary>
    public string Rule { get; } = rule;

    /// <summary>Why it does not matter here.</summary>
    public string Reason { get; } = reason;
}
