using System.Diagnostics.CodeAnalysis;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using Provisioning.Operations;

namespace Provisioning.Authoring.Collecting;

/// <summary>Makes the Down of a migration from its Up.</summary>
internal static class Reversal
{
    private static readonly Type[] Parameters = [typeof(IMigrationContext)];

    /// <summary>Whether the migration leaves its Down to us.</summary>
    // A method of an interface that is called stays with every class that has it.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The method is called through its interface.")]
    public static bool IsAutomatic(IMigration migration) =>
        migration is AutoReversingMigration
        && migration.GetType().GetMethod(nameof(IMigration.GetDownExpressions), Parameters)?.DeclaringType
            == typeof(AutoReversingMigration);

    /// <summary>What undoes the operations, the last one first.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="migration">What messages call the migration.</param>
    /// <exception cref="NotSupportedException">An operation of them cannot be undone by what is known of
    /// it.</exception>
    public static IReadOnlyList<Operation> Of(IEnumerable<Operation> operations, string migration) =>
        [
            .. operations
                .Reverse()
                .Select(operation =>
                    operation.Inverse
                    ?? throw new NotSupportedException(
                        $"{operation.Summary} cannot be automatically reversed. "
                            + $"Derive {migration} from Migration and write its Down."
                    )
                ),
        ];
}
