using System.Collections.Concurrent;
using Npgsql;
using Provisioning.Databases;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Finds out what kind of pooler (PgBouncer, Supavisor, pgcat) is between a session and its server.</summary>
internal static class PostgreSqlPooler
{
    private const int Rounds = 3;

    // The poolers that keep sessions, so that they are looked at once.
    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    // A pooler in session mode may have no server session left for a second connection, and lets it wait.
    private static readonly TimeSpan ForAnother = TimeSpan.FromSeconds(5);

    /// <summary>Returns where the session keeps its server process between transactions. It does not where its process
    /// changes, or where another connection's transaction gets the same one: neither can be while a process belongs to
    /// one client.</summary>
    /// <param name="connection">The connection; no transaction is open on it, and nothing was set.</param>
    /// <param name="settings">How it was opened.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ConnectionFailedException">The pooler gives out server processes by the
    /// transaction.</exception>
    public static async Task EnsureKeepsSessionsAsync(
        NpgsqlConnection connection,
        NpgsqlConnectionStringBuilder settings,
        CancellationToken token
    )
    {
        if (Known.ContainsKey(settings.ConnectionString))
        {
            return;
        }

        for (var round = 0; round < Rounds; round++)
        {
            if (await ChangesAsync(connection, settings, token))
            {
                throw new ConnectionFailedException(
                    $"{PostgreSqlUrl.Mask(settings)} is reached through a pooler that gives out server sessions by the "
                        + $"transaction (PgBouncer: pool_mode = transaction). "
                        + "The lock that keeps two runs apart would not hold there. Nothing was run. "
                        + "Connect to the server itself, or through a pool with pool_mode = session."
                );
            }
        }

        Known.TryAdd(settings.ConnectionString, true);
    }

    private static async Task<bool> ChangesAsync(
        NpgsqlConnection connection,
        NpgsqlConnectionStringBuilder settings,
        CancellationToken token
    )
    {
        var before = await ProcessAsync(connection, token);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(ForAnother);
        try
        {
            await using var other = await PostgreSqlConnector.OpenBareAsync(settings, patience.Token);
            // With two idle processes now, the last used may come first, or each in its turn.
            if (await ProcessAsync(connection, token) != before || await ProcessAsync(connection, token) != before)
            {
                return true;
            }

            // Open, it keeps the process that it was given: with one idle process, the first connection's.
            await using var transaction = await other.BeginTransactionAsync(patience.Token);
            return await ProcessAsync(other, patience.Token) == before
                || await ProcessAsync(connection, token) != before;
        }
        catch (Exception error)
            when (error is OperationCanceledException or NpgsqlException or TimeoutException or IOException
                && !token.IsCancellationRequested
            )
        {
            // There is no room for a second connection, which says nothing about the first.
            return false;
        }
    }

    private static async Task<int> ProcessAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("SELECT pg_catalog.pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(token))!;
    }
}
