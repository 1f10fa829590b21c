namespace Provisioning.Authoring;

/// <summary>Makes a migration repeatable: it has no version, and runs after those that have one whenever its SQL is
/// another than the one that ran
/// last. For what is replaced as a whole: views, functions, policies, lookup rows. It always runs in a transaction,
/// and is not taken back.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RepeatableAttribute : Attribute;
