using Provisioning.Linting.Rules;
using Provisioning.Planning;

namespace Provisioning.Linting;

/// <summary>Marks the findings that authors have suppressed, and finds suppressions that suppress nothing.</summary>
/// <param name="run">The migrations that were looked at.</param>
/// <param name="options">How the linter works.</param>
internal sealed class Suppressions(IReadOnlyList<MigrationScene> run, LintOptions options)
{
    /// <summary>The findings, marked, and those about the suppressions themselves.</summary>
    public IEnumerable<LintFinding> Apply(IEnumerable<LintFinding> findings)
    {
        var used = new HashSet<(MigrationSource, int?, int?, string)>();
        var byMigration = run.ToDictionary(scene => scene.Source);
        foreach (var finding in findings)
        {
            yield return Marked(finding, byMigration[finding.Migration], used);
        }

        foreach (var finding in run.SelectMany(scene => Unused(scene, used)))
        {
            yield return finding;
        }
    }

    private static LintFinding Marked(
        LintFinding finding,
        MigrationScene scene,
        HashSet<(MigrationSource, int?, int?, string)> used
    )
    {
        var comment = scene
            .Ignoring.Where(change => change.Index == finding.Operation && change.Statement == finding.Statement)
            .SelectMany(change => change.Ignored)
            .FirstOrDefault(ignored => ignored.Reason.Length > 0 && Names(ignored.Rule, finding.Rule));
        if (comment.Rule is { } rule)
        {
            used.Add((finding.Migration, finding.Operation, finding.Statement, rule));
            return finding with { Suppression = comment.Reason };
        }

        var suppression = finding.Migration.Suppressions.FirstOrDefault(each =>
            each.Reason.Trim().Length > 0 && Names(each.Rule, finding.Rule)
        );
        if (suppression is null)
        {
            return finding;
        }

        used.Add((finding.Migration, null, null, suppression.Rule));
        return finding with { Suppression = suppression.Reason };
    }

    private IEnumerable<LintFinding> Unused(MigrationScene scene, HashSet<(MigrationSource, int?, int?, string)> used)
    {
        var ofClass = scene.Source.Suppressions.Select(each => (Change: (Change?)null, each.Rule, each.Reason));
        var ofSql = scene
            .Ignoring.DistinctBy(change => (change.Index, change.Statement))
            .SelectMany(change => change.Ignored.Select(each => (Change: (Change?)change, each.Rule, each.Reason)));
        foreach (var (change, name, reason) in ofClass.Concat(ofSql))
        {
            var rule = LintRules.Find(name);
            var problem =
                rule is null ? $"There is no rule {name}; `provision lint --explain` lists them."
                : reason.Trim().Length == 0
                    ? $"The suppression of {name} gives no reason, and suppresses nothing. Write why behind the id."
                : !options.Wants(rule)
                || (rule.IsSized && options.Sizes is not null)
                || used.Contains((scene.Source, change?.Index, change?.Statement, name))
                    ? null
                : $"The suppression of {name} suppresses nothing{(options.Notes || rule.Severity > Severity.Note
                    ? "; take it out." : ", as notes are off.")}";
            if (problem is not null && (options.Notes || rule is not { Severity: Severity.Note }))
            {
                yield return scene.Find(SuppressionRules.Unused, Severity.Warning, change, name, problem);
            }
        }
    }

    private static bool Names(string name, LintRule rule) =>
        name.Equals(rule.Id, StringComparison.OrdinalIgnoreCase)
        || name.Equals(rule.Name, StringComparison.OrdinalIgnoreCase);
}
