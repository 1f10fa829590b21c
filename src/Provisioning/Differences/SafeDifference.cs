using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

/// <summary>The migrations that turn one structure into another, so that no table that has rows is read, or its index
/// built, under a lock that others wait for. Pure: it asks no database.</summary>
/// <remarks>What cannot be done so stays in the first of them: another type that writes the rows again, and keys of a
/// partitioned table.</remarks>
public static class SafeDifference
{
    /// <summary>The migrations in order. One of the kind <see cref="DifferenceStepKind.Change"/> alone where the engine
    /// has one writer at a time, or where nothing needs a step of its own.</summary>
    /// <param name="from">What exists before them.</param>
    /// <param name="to">What exists after them.</param>
    /// <param name="dialect">The engine's.</param>
    /// <param name="renames">What is renamed rather than dropped and made again; they come first.</param>
    /// <param name="canonical">What a server makes of expressions that the two may print otherwise.</param>
    public static IReadOnlyList<DifferenceStep> Steps(
        StructureModel from,
        StructureModel to,
        Dialect dialect,
        IReadOnlyList<Rename> renames,
        IReadOnlyDictionary<StructureExpression, string>? canonical = null
    )
    {
        IReadOnlyList<StructureChange> Between(StructureModel one, StructureModel other, IReadOnlyList<Rename> by) =>
            StructureDifference.Between(one, other, dialect, by, canonical);
        if (!dialect.LocksTables)
        {
            return
            [
                new(
                    DifferenceStepKind.Change,
                    from.Model,
                    Between(from, to, renames),
                    to.Model,
                    Between(to, from, Rename.Back(renames))
                ),
            ];
        }

        var start = renames.Aggregate(from.Model, (model, rename) => dialect.Fold(model, rename.Operation));
        var known = canonical ?? new Dictionary<StructureExpression, string>();
        var parts = new PostponedParts(
            start,
            from.Beyond,
            to with
            {
                Model = ExpressionAlignment.Of(to.Model, start, dialect, known),
            },
            renames,
            dialect
        );
        var first = parts.First;
        var quick = new NonBlockingChanges(to.Beyond, parts.IsFilled);
        var change = quick.Of(Between(from, first, renames), start);
        var steps = new List<DifferenceStep>
        {
            new(DifferenceStepKind.Change, from.Model, change, first.Model, Between(first, from, Rename.Back(renames))),
        };
        var indexed = AddFillAndIndexes(steps, parts, quick, dialect);
        steps.Add(Validation(DifferenceStepKind.Checks, indexed, quick.TakeUnchecked()));
        var (before, last) = (first with { Model = indexed }, parts.Last);
        steps.Add(
            new(
                DifferenceStepKind.Constraints,
                indexed,
                quick.Of(parts.UsingIndexes(Between(before, last, [])), indexed),
                last.Model,
                parts.Back(Between(last, before, []))
            )
        );
        steps.Add(Validation(DifferenceStepKind.ForeignKeys, last.Model, quick.TakeUnchecked()));
        return [.. steps.Where(step => step.Up.Count > 0 || step.Unfilled.Count > 0)];
    }

    // What exists after them.
    private static DatabaseModel AddFillAndIndexes(
        List<DifferenceStep> steps,
        PostponedParts parts,
        NonBlockingChanges quick,
        Dialect dialect
    )
    {
        var model = parts.First.Model;
        steps.Add(
            new(DifferenceStepKind.Fill, model, [.. quick.Fills.Select(Change)], model, [])
            {
                Unfilled = parts.Unfilled,
            }
        );
        var builds = parts.Indexes;
        var indexed = builds.Aggregate(model, (each, build) => dialect.Fold(each, build.Meaning));
        var drops = builds
            .Select(build => (CreateIndex)build.Meaning)
            .Reverse()
            .Select(create => new DropIndex(create.Table, create.Index.Name) { Was = create.Index });
        steps.Add(new(DifferenceStepKind.Indexes, model, builds, indexed, [.. drops.Select(Change)]));
        return indexed;
    }

    private static StructureChange Change(Operation operation) => new(operation, operation);

    // What was checked stays checked.
    private static DifferenceStep Validation(
        DifferenceStepKind kind,
        DatabaseModel model,
        IReadOnlyList<ValidateConstraint> validations
    ) => new(kind, model, [.. validations.Select(Change)], model, []);
}
