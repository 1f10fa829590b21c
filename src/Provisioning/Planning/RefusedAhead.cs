using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>Finds what would be refused half way through a run, from migrations alone.</summary>
internal static class RefusedAhead
{
    /// <summary>What would be refused. Empty where no operation is of the kind: then nothing of the migrations before
    /// the run is looked at.</summary>
    /// <param name="steps">The steps of the run with their operations.</param>
    /// <param name="catalog">All migrations.</param>
    /// <param name="dialect">The engine's.</param>
    /// <param name="refuses">Who refuses it, for messages.</param>
    /// <param name="isOfKind">Whether a run with this operation is looked at.</param>
    /// <param name="refusal">Why an operation would be refused after what is there before it, and the way out; null
    /// where it would not.</param>
    public static IEnumerable<OperationNotSupportedException> Find(
        IReadOnlyList<DescribedStep> steps,
        MigrationCatalog catalog,
        Dialect dialect,
        string refuses,
        Func<Operation, bool> isOfKind,
        Func<Operation, DatabaseModel, (string Reason, string WayOut)?> refusal
    )
    {
        if (!steps.Any(step => step.Operations.Any(isOfKind)))
        {
            yield break;
        }

        var first = steps.Where(step => step.Step.Migration.IsRecorded).Select(step => step.Step.Migration.Version);
        var model = MigrationModel.Fold(catalog, first.DefaultIfEmpty(long.MaxValue).Min() - 1, dialect);
        foreach (var operation in steps.SelectMany(step => step.Operations))
        {
            if (refusal(operation, model) is { } found)
            {
                yield return new(operation, refuses, found.Reason, found.WayOut);
            }

            model = dialect.Fold(model, operation);
        }
    }
}
