using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Provisioning.Databases;
using Provisioning.PostgreSql.Connection;

namespace Provisioning.Backup.PostgreSql;

/// <summary>A temporary database in use: a session holds a lock for it, which the server frees when the run ends,
/// however it does. What runs that were killed have left is dropped by the next one.</summary>
internal sealed class PostgreSqlScratch : IAsyncDisposable
{
    private const string Names = "^provisioning_(restore|drill)_[0-9a-f]{32}$";

    private readonly DatabaseSession _session;

    private PostgreSqlScratch(DatabaseSession session) => _session = session;

    /// <summary>A name that no other run has, on whatever machine.</summary>
    /// <param name="use">What it is for: <c>restore</c>, <c>drill</c>.</param>
    public static string NewName(string use) => $"provisioning_{use}_{Guid.NewGuid():N}";

    /// <summary>Takes the lock, and drops those that no run holds.</summary>
    /// <param name="database">The database, which does not exist.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<PostgreSqlScratch> HoldAsync(PostgreSqlDatabase database, CancellationToken token)
    {
        var session = await database.OpenMaintenanceAsync(token);
        try
        {
            await TryLockAsync(session, database.Name, token);
            await SweepAsync(session, token);
            return new(session);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task SweepAsync(DatabaseSession session, CancellationToken token)
    {
        var left = await session.QueryAsync(
            "SELECT datname::text FROM pg_catalog.pg_database WHERE datname::text ~ @p0 AND datdba = "
                + "(SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)",
            row => row.GetString(0),
            token,
            Names
        );
        foreach (var name in left)
        {
            if (await TryLockAsync(session, name, token))
            {
                try
                {
                    // Without FORCE: one that somebody is connected to stays.
                    await session.ExecuteAsync(
                        $"DROP DATABASE IF EXISTS {PostgreSqlDatabase.Quoted(name)}",
                        token
                    );
                }
                catch (StatementFailedException)
                {
                    // It is in use, or another run was faster.
                }

                await session.QueryAsync(
                    "SELECT pg_catalog.pg_advisory_unlock(@p0)",
                    row => row.GetBoolean(0),
                    token,
                    Number(name)
                );
            }
        }
    }

    private static async Task<bool> TryLockAsync(DatabaseSession session, string name, CancellationToken token) =>
        (
            await session.QueryAsync(
                "SELECT pg_catalog.pg_try_advisory_lock(@p0)",
                row => row.GetBoolean(0),
                token,
                Number(name)
            )
        )[0];

    private static long Number(string name) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
