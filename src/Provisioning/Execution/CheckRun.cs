using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Looks at what a migration says has to be true.</summary>
internal static class CheckRun
{
    /// <summary>Makes the checks of a migration that was applied, one after the other.</summary>
    /// <exception cref="MigrationCheckFailedException">One is not true.</exception>
    /// <exception cref="StatementFailedException">The engine refuses the query of one.</exception>
    public static async Task RequireAsync(
        DatabaseSession session,
        IReadOnlyList<MigrationCheck> checks,
        CancellationToken token
    )
    {
        foreach (var check in checks)
        {
            if ((await session.QueryAsync(check.Sql, IsTrue, token)) is not [true, ..])
            {
                throw new MigrationCheckFailedException(check);
            }
        }
    }

    private static bool IsTrue(DbDataReader row) =>
        row.GetValue(0) switch
        {
            bool value => value,
            long number => number != 0,
            int number => number != 0,
            _ => false,
        };
}

/// <summary>A migration ran, and what it says has to be true afterwards is not.</summary>
public sealed class MigrationCheckFailedException(MigrationCheck check)
    : ProvisioningException($"the check \"{check.Name}\" is not true: {check.Sql}")
{
    /// <summary>The check.</summary>
    public MigrationCheck Check { get; } = check;
}
