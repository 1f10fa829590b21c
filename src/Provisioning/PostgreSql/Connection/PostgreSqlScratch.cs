using System.Buffers.Binary;
using System.Globalization;
using Provisioning.Databases;

namespace Provisioning.PostgreSql.Connection;

/// <summary>The lock of a temporary database. A session of the maintenance database holds it, and the server frees it
/// when the run ends, however it does: so others can tell the database from what a killed run left.</summary>
internal sealed class PostgreSqlScratch : IAsyncDisposable
{
    private PostgreSqlScratch(PostgreSqlSession session) => Session = session;

    /// <summary>The session that holds it.</summary>
    public PostgreSqlSession Session { get; }

    /// <summary>Takes the lock, and drops what killed runs of the same purpose left.</summary>
    /// <param name="database">The database, which need not exist. Its name is one of <see cref="ScratchName"/>.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="mark">The comment that such databases have: one with another comment is left alone. Null where they
    /// have comments of their own.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<PostgreSqlScratch> HoldAsync(
        PostgreSqlDatabase database,
        string purpose,
        string? mark,
        CancellationToken token
    )
    {
        var session = await database.OpenMaintenanceAsync(token);
        try
        {
            await LockOf(session, database.Name).TryTakeAsync(token);
            await DropDeadAsync(session, database.Name, purpose, mark, token);
            return new(session);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Session.DisposeAsync();

    // Only names that prove themselves, and no database that is connected to.
    private static async Task DropDeadAsync(
        PostgreSqlSession session,
        string own,
        string purpose,
        string? mark,
        CancellationToken token
    )
    {
        var known = await session.QueryAsync(
            """
            SELECT datname::text FROM pg_catalog.pg_database
            WHERE pg_catalog.starts_with(datname::text, @p0)
                  AND (@p1::text IS NULL OR coalesce(pg_catalog.shobj_description(oid, 'pg_database'), @p1) = @p1)
            """,
            row => row.GetString(0),
            token,
            ScratchName.Start(purpose),
            mark
        );
        foreach (var name in known.Where(name => name != own && ScratchName.IsOurs(name, purpose)))
        {
            var itsLock = LockOf(session, name);
            if (await itsLock.TryTakeAsync(token) is null)
            {
                // Another role's is left to that role, and without FORCE one that is connected to stays.
                await CleanUp.QuietlyAsync(() =>
                    session.ExecuteAsync($"DROP DATABASE IF EXISTS {PostgreSqlDatabase.Quoted(name)}", token)
                );
                await itsLock.ReleaseAsync();
            }
        }
    }

    private static PostgreSqlAdvisoryLock LockOf(PostgreSqlSession session, string name) =>
        new(
            session,
            string.Create(
                CultureInfo.InvariantCulture,
                // "prov" as a number, and a part of the name that is random.
                $"1886547830, {BinaryPrimitives.ReadInt32BigEndian(Convert.FromHexString(name[^8..]))}"
            )
        );
}
