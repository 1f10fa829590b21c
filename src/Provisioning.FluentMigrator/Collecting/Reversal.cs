using System.Diagnostics.CodeAnalysis;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using Provisioning.Operations;

namespace Provisioning.Authoring.Collecting;

/// <summary>Makes the way back of a migration from its way up.</summary>
internal static class Reversal
{
    /// <summary>Whether the migration leaves its way back to us.</summary>
    // The method is the base class's, which the package roots, or one that overrides it and is called.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A public method of an interface that is in use is kept.")]
    public static bool IsAutomatic(IMigration migration) =>
        migration is AutoReversingMigration
        && migration.GetType().GetMethod(nameof(IMigration.GetDownExpressions), [typeof(IMigrationContext)])?.DeclaringType == typeof(AutoReversingMigration);

    /// <summary>What undoes the operations, the last one first.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="migration">What messages call the migration.</param>
    /// <exception cref="NotSupportedException">An operation of them cannot be undone by what is known of it.</exception>
    public static IReadOnlyList<Operation> Of(IEnumerable<Operation> operations, string migration) =>
    [
        .. operations.Reverse().Select(operation => operation.Inverse ?? throw new NotSupportedException(
            $"{operation.Summary} cannot be automatically reversed. Derive {migration} from Migration and write its Down.")),
    ];
}
