using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Rules;

/// <summary>Columns that no masking file knows: L91. Runs where there is such a file.</summary>
internal static class MaskingRules
{
    internal static readonly LintRule Unclassified = new(
        "L91",
        "column-without-class",
        RuleGroup.Design,
        Severity.Error,
        "A column is added, and the masking file gives it no class."
    )
    {
        Why =
            "Whether a column holds what points to a person is known when it is added. Without a class every masked "
            + "export, restore and copy stops, so that no personal value gets out by an oversight.",
        Safe = "Give it a class in masking.json, in the same change: provision mask suggest proposes one.",
        Silent = "Where there is no masking file, and columns that a later migration drops or renames.",
    };

    internal static readonly IReadOnlyList<LintRule> All = [Unclassified];

    /// <summary>What is found in a change.</summary>
    public static IEnumerable<LintFinding> Check(Scene scene)
    {
        var unclassified = scene.Migration.Options.Unclassified;
        if (unclassified.Count == 0)
        {
            return [];
        }

        return AddedBy(scene.Change.Does, scene.Before)
            .Select(added => $"{added.Table}.{added.Column}")
            .Where(unclassified.Contains)
            .Select(name => scene.Find(Unclassified, name, $"{name} has no class in the masking file."));
    }

    private static IEnumerable<(ObjectName Table, string Column)> AddedBy(Operation? does, Known before) =>
        does switch
        {
            CreateTable o => o.Table.Columns.Select(column => (before.Resolve(o.Table.Name), column.Name)),
            AddColumn o => [(before.Resolve(o.Table), o.Column.Name)],
            RenameColumn o => [(before.Resolve(o.Table), o.To)],
            RenameTable o => (before.Find(o.Table)?.Columns ?? []).Select(column =>
                (new ObjectName(o.Table.Schema, o.To), column.Name)
            ),
            _ => [],
        };
}
