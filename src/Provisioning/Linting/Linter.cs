using Provisioning.Dialects;
using Provisioning.Linting.Rules;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>Looks at migrations for what locks, fails, breaks applications or loses data, without running them. Pure:
/// it knows no connection. The schema is what the migrations before make of it, raw SQL included as far as it can be
/// read.</summary>
/// <param name="dialect">The engine's.</param>
/// <param name="options">How it works.</param>
public sealed class Linter(Dialect dialect, LintOptions options)
{
    /// <summary>What is found in steps, going up.</summary>
    /// <param name="steps">All steps from an empty database on, in order, or those from <paramref name="before"/>
    /// on.</param>
    /// <param name="isLinted">Whether findings in the step are wanted; the others only say what exists.</param>
    /// <param name="places">Gets where operations were asked for; null where places are not wanted.</param>
    /// <param name="before">What exists before the first step; null for nothing.</param>
    /// <exception cref="MigrationInvalidException">What a migration describes cannot be.</exception>
    public LintReport Lint(
        IEnumerable<PlannedStep> steps,
        Func<PlannedStep, bool> isLinted,
        CodePlaces? places = null,
        DatabaseModel? before = null
    )
    {
        var known = new Known(before ?? DatabaseModel.Empty);
        var fresh = new Fresh();
        var run = new List<MigrationScene>();
        var findings = new List<LintFinding>();
        foreach (var step in steps)
        {
            var isWanted = isLinted(step);
            fresh = options.SingleTransaction && isWanted ? fresh : new();
            var operations = Describe(step, known, isWanted ? places : null);
            var scene = new MigrationScene(step, dialect, options, places) { Fresh = fresh, Operations = operations };
            known = Look(scene, known, isWanted ? findings : null);
            scene.After = known;
            if (isWanted)
            {
                findings.AddRange(LintRules.Migration.SelectMany(check => check(scene)));
                run.Add(scene);
            }
        }

        findings.AddRange(LintRules.End.SelectMany(check => check(run, known)));
        return Report(run, findings);
    }

    /// <summary>What exists after steps from an empty database on, as far as they can be read.</summary>
    /// <param name="steps">The steps, in order.</param>
    /// <exception cref="MigrationInvalidException">What a migration describes cannot be.</exception>
    public DatabaseModel ModelAfter(IEnumerable<PlannedStep> steps)
    {
        var known = new Known(DatabaseModel.Empty);
        foreach (var step in steps)
        {
            var operations = Describe(step, known, places: null);
            known = Look(
                new(step, dialect, options, null) { Fresh = new(), Operations = operations },
                known,
                findings: null
            );
        }

        return known.Model;
    }

    private IReadOnlyList<Operation> Describe(PlannedStep step, Known known, CodePlaces? places)
    {
        var asked = new AskedSchema(known.Model, dialect.HasSchemas);
        return step.Describe(new(dialect.Aliases, asked, "") { Places = places });
    }

    private Known Look(MigrationScene migration, Known known, List<LintFinding>? findings)
    {
        for (var i = 0; i < migration.Operations.Count; i++)
        {
            foreach (var statement in SqlChanges.Of(migration.Operations[i], i, () => known, dialect))
            {
                foreach (var change in statement)
                {
                    if (findings is not null)
                    {
                        var scene = SceneOf(migration, change, known);
                        migration.Scenes.Add(scene);
                        findings.AddRange(LintRules.Change.SelectMany(check => check(scene)));
                    }

                    migration.Add(change, known);
                    known = known.After(change, dialect);
                    known = findings is null ? known : known.WithRun(change);
                }
            }
        }

        return known;
    }

    private Scene SceneOf(MigrationScene migration, Change change, Known known)
    {
        var alteration =
            dialect.LocksTables && change.Does is AlterColumn altered
                ? Alteration.Of(altered, change, known, dialect)
                : null;
        return new(migration, change, known)
        {
            Alteration = alteration,
            Effects = dialect.LocksTables ? Effects.Of(change, known, migration.Fresh, dialect) : [],
        };
    }

    private LintReport Report(List<MigrationScene> run, List<LintFinding> findings)
    {
        var scope = dialect.LocksTables ? RuleScope.TableLocks : RuleScope.OneWriter;
        var wanted = findings.Where(finding =>
            options.Wants(finding.Rule) && (finding.Rule.Scope is RuleScope.Everywhere || finding.Rule.Scope == scope)
        );
        var suppressed = new Suppressions(run, options).Apply(wanted).ToList();
        var shown = suppressed.Where(finding => options.Notes || finding.Severity > Severity.Note);
        var order = run.Select((scene, index) => (scene.Source, index))
            .ToDictionary(pair => pair.Source, pair => pair.index);
        var statements = run.SelectMany(scene => scene.Scenes)
            .GroupBy(scene => (scene.Migration, scene.Change.Index, scene.Change.Statement))
            .ToList();
        return new(
            [
                .. shown
                    .OrderBy(finding => order[finding.Migration])
                    .ThenBy(finding => finding.Operation ?? int.MaxValue)
                    .ThenBy(finding => finding.Statement ?? 0)
                    .ThenBy(finding => finding.Rule.Id, StringComparer.Ordinal),
            ],
            run.Count,
            statements.Count(statement => statement.All(scene => scene.Change.IsRead)),
            statements.Count
        );
    }
}
