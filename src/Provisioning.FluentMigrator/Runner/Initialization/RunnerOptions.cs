using System.Diagnostics.CodeAnalysis;

namespace FluentMigrator.Runner.Initialization;

/// <summary>What a runner is to do.</summary>
public class RunnerOptions
{
    /// <summary>What <see cref="TaskExecutor"/> does: <c>migrate</c> (also where none is given), <c>migrate:up</c>, <c>migrate:down</c>, <c>rollback</c>,
    /// <c>rollback:toversion</c>, <c>rollback:all</c>, <c>validateversionorder</c>, <c>listmigrations</c>.</summary>
    public string? Task { get; set; }

    /// <summary>The version that <see cref="Task"/> goes to; 0 for the newest.</summary>
    public long Version { get; set; }

    /// <summary>The version that counts as applied where <see cref="NoConnection"/> is set.</summary>
    public long StartVersion { get; set; }

    /// <summary>How many migrations <c>rollback</c> takes back; 0 for one.</summary>
    public int Steps { get; set; }

    /// <summary>The profile that runs with the migrations; none by default.</summary>
    public string? Profile { get; set; }

    /// <summary>The tags that are asked for; none by default, which leaves out what has tags.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "The shape that programs set.")]
    public string[]? Tags { get; set; }

    /// <summary>Whether migrations marked as breaking may run.</summary>
    public bool AllowBreakingChange { get; set; }

    /// <summary>Whether the whole run is one transaction; by default each migration is one.</summary>
    public bool TransactionPerSession { get; set; }

    /// <summary>Whether to write the SQL into the log and connect nowhere.</summary>
    public bool NoConnection { get; set; }

    /// <summary>Whether maintenance without tags runs where tags are asked for; yes by default.</summary>
    public bool IncludeUntaggedMaintenances { get; set; } = true;

    /// <summary>Whether migrations without tags run where tags are asked for; yes by default.</summary>
    public bool IncludeUntaggedMigrations { get; set; } = true;
}
