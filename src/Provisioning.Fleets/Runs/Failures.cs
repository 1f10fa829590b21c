using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Fleets.States;
using Provisioning.Planning;

namespace Provisioning.Fleets.Runs;

/// <summary>Tells the kinds of failures apart.</summary>
internal static class Failures
{
    // What two runs in one database or on one server can do to each other, and a second try passes by.
    private static readonly string[] Passing =
    [
        // too many connections, and the server is starting or stopping
        "53300",
        "57P03",
        // the connection was lost or ended
        "08000",
        "08003",
        "08006",
        "57P01",
        "57P02",
        // a deadlock, a conflict of two transactions
        "40P01",
        "40001",
    ];

    /// <summary>The kind of an error.</summary>
    public static FailureKind KindOf(Exception error) =>
        error switch
        {
            ConnectionFailedException => FailureKind.Connection,
            LockHeldException => FailureKind.Locked,
            HistoryRefusedException => FailureKind.History,
            HookFailedException => FailureKind.Hook,
            ProvisioningException => FailureKind.Migration,
            _ => FailureKind.Other,
        };

    /// <summary>The kind of what is known of a target before a run.</summary>
    public static FailureKind KindOf(TargetCondition condition) =>
        condition switch
        {
            TargetCondition.Missing => FailureKind.Missing,
            TargetCondition.Unreachable => FailureKind.Connection,
            _ => FailureKind.History,
        };

    /// <summary>Whether trying again may help, as nothing is wrong with the target.</summary>
    public static bool MayPass(Exception? error) =>
        error switch
        {
            null => false,
            ConnectionFailedException connection => connection.IsTransient || MayPass(connection.InnerException),
            StatementFailedException refused => Passing.Contains(refused.Code, StringComparer.Ordinal)
                || IsOfCatalogue(refused),
            MigrationFailedException failed => MayPass(failed.InnerException),
            // The connection ended in the middle of a statement.
            Npgsql.NpgsqlException { IsTransient: true } => true,
            _ => false,
        };

    // Two runs that make an extension or a role at once change the same row of the server's own catalogue.
    private static bool IsOfCatalogue(StatementFailedException refused) =>
        refused.Code is "XX000"
            ? refused.Message.Contains("concurrently updated", StringComparison.Ordinal)
            : refused.Code is "23505" && refused.Message.Contains("\"pg_", StringComparison.Ordinal);
}
