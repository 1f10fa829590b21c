using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Versioning;

namespace FluentMigrator.Runner.Constraints;

/// <summary>Lets a migration run only where a condition holds when a run is planned; where not, it is passed over. Derive from it to say which.</summary>
/// <param name="predicate">The condition.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class MigrationConstraintAttribute(Func<MigrationConstraintContext, bool> predicate) : Attribute
{
    /// <summary>Whether the migration may run.</summary>
    public bool ShouldRun(MigrationConstraintContext context) => predicate(context);
}

/// <summary>Lets a migration run only where the highest version applied is this one.</summary>
/// <param name="currentVersion">The version.</param>
public sealed class CurrentVersionMigrationConstraintAttribute(long currentVersion)
    : MigrationConstraintAttribute(context => context.VersionInfo.Latest() == currentVersion)
{
    /// <summary>The version.</summary>
    public long CurrentVersion => currentVersion;
}

/// <summary>What a constraint may look at.</summary>
public class MigrationConstraintContext
{
    /// <summary>What the runner is to do.</summary>
    public required RunnerOptions RunnerOptions { get; set; }

    /// <summary>The versions that are applied.</summary>
    public required IVersionInfo VersionInfo { get; set; }
}
