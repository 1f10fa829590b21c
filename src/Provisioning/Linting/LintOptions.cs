using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>How a linter works.</summary>
public sealed record LintOptions
{
    /// <summary>How large the tables are; null where that is not known.</summary>
    public TableSizes? Sizes { get; init; }

    /// <summary>Whether all migrations run in one transaction.</summary>
    public bool SingleTransaction { get; init; }

    /// <summary>Whether statements wait for locks without a limit.</summary>
    public bool WaitsForever { get; init; }

    /// <summary>Whether advice is found as well.</summary>
    public bool Notes { get; init; }

    /// <summary>The only rules to run, by id or name; none for all that are not optional.</summary>
    public ValueList<string> Only { get; init; } = [];

    /// <summary>The rules to leave out, by id or name.</summary>
    public ValueList<string> Off { get; init; } = [];

    /// <summary>The columns that no masking file gives a class, as <c>table.column</c>; empty where there is no such
    /// file, or all have one.</summary>
    public IReadOnlySet<string> Unclassified { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether findings of the rule are wanted.</summary>
    internal bool Wants(LintRule rule) => Only.Count > 0 ? Names(Only, rule) : !rule.IsOptional && !Names(Off, rule);

    private static bool Names(ValueList<string> names, LintRule rule) =>
        names.Any(name =>
            name.Equals(rule.Id, StringComparison.OrdinalIgnoreCase)
            || name.Equals(rule.Name, StringComparison.OrdinalIgnoreCase)
        );
}
