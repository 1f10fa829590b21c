namespace Provisioning.Linting.Rules;

/// <summary>The rules that there are. Their ids never change; numbers that are missing were rules of other tools that
/// mean nothing here.</summary>
public static class LintRules
{
    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<LintRule> All { get; } =
    [
        .. new[]
        {
            AddedColumnRules.All,
            ChangedColumnRules.All,
            ConstraintRules.All,
            IndexRules.All,
            RelationRules.All,
            TransactionRules.All,
            ApplicationRules.All,
            DataRules.All,
            DesignRules.All,
            ConventionRules.All,
            MaskingRules.All,
            SqliteRules.All,
            SuppressionRules.All,
        }
            .SelectMany(rules => rules)
            .OrderBy(rule => rule.Id, StringComparer.Ordinal),
    ];

    /// <summary>The rule of that id or name, in any case; null for none.</summary>
    public static LintRule? Find(string name) =>
        All.FirstOrDefault(rule =>
            rule.Id.Equals(name, StringComparison.OrdinalIgnoreCase)
            || rule.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>What looks at each change.</summary>
    internal static IReadOnlyList<Func<Scene, IEnumerable<LintFinding>>> Change { get; } =
    [
        AddedColumnRules.Check,
        ChangedColumnRules.Check,
        ConstraintRules.Check,
        IndexRules.Check,
        RelationRules.Check,
        TransactionRules.Check,
        ApplicationRules.Check,
        DataRules.Check,
        DesignRules.Check,
        ConventionRules.Check,
        MaskingRules.Check,
        SqliteRules.Check,
    ];

    /// <summary>What looks at a migration as a whole.</summary>
    internal static IReadOnlyList<Func<MigrationScene, IEnumerable<LintFinding>>> Migration { get; } =
    [
        IndexRules.CheckMigration,
        RelationRules.CheckMigration,
        TransactionRules.CheckMigration,
        ApplicationRules.CheckMigration,
        DesignRules.CheckMigration,
    ];

    /// <summary>What looks at all migrations together.</summary>
    internal static IReadOnlyList<Func<IReadOnlyList<MigrationScene>, Known, IEnumerable<LintFinding>>> End { get; } =
    [ConstraintRules.CheckEnd, IndexRules.CheckEnd, RelationRules.CheckEnd, DesignRules.CheckEnd];
}
