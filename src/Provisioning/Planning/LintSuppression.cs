namespace Provisioning.Planning;

/// <summary>That an author does not want a rule of <c>provision lint</c> to speak of a migration.</summary>
/// <param name="Rule">The rule, by id or name.</param>
/// <param name="Reason">Why.</param>
public sealed record LintSuppression(string Rule, string Reason);
