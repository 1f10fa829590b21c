using System.Buffers.Binary;
using System.Globalization;
using Provisioning.Databases;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Makes and drops one temporary database. While it lasts, a session of the maintenance database holds a lock
/// of its name, so that others can tell it from what a killed run left.</summary>
/// <param name="purpose">What it is for.</param>
internal sealed class PostgreSqlScratch(string purpose)
{
    private PostgreSqlSession? _holder;

    /// <summary>Its name.</summary>
    public string Name { get; } = ScratchName.New(purpose);

    // In the server's list a person sees what it is.
    private string Mark => $"temporary database of provision {purpose}, which drops it";

    /// <summary>Makes it, after what killed runs of the same purpose left was dropped.</summary>
    /// <param name="open">Opens a session with the maintenance database.</param>
    /// <param name="create">Makes the database over that session.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task CreateAsync(
        Func<CancellationToken, Task<PostgreSqlSession>> open,
        Func<PostgreSqlSession, CancellationToken, Task> create,
        CancellationToken token
    )
    {
        var holder = _holder = await open(token);
        try
        {
            await LockOf(holder, Name).TryTakeAsync(token);
            await DropDeadAsync(holder, token);
            await create(holder, token);
            await holder.ExecuteAsync($"COMMENT ON DATABASE {PostgreSqlDatabase.Quoted(Name)} IS '{Mark}'", token);
        }
        catch
        {
            await CleanUp.QuietlyAsync(() => DropAsync(CancellationToken.None));
            throw;
        }
    }

    /// <summary>Drops it; does nothing where it was not made.</summary>
    public async Task DropAsync(CancellationToken token)
    {
        if (_holder is { } holder)
        {
            _holder = null;
            await using (holder)
            {
                await holder.ExecuteAsync(
                    $"DROP DATABASE IF EXISTS {PostgreSqlDatabase.Quoted(Name)} WITH (FORCE)",
                    token
                );
            }
        }
    }

    // Only names that prove themselves, and no database that somebody has marked as another thing or is connected to.
    private async Task DropDeadAsync(PostgreSqlSession session, CancellationToken token)
    {
        var known = await session.QueryAsync(
            """
            SELECT datname::text FROM pg_catalog.pg_database
            WHERE pg_catalog.starts_with(datname::text, @p0) AND coalesce(pg_catalog.shobj_description(oid, 'pg_database'), @p1) = @p1
            """,
            row => row.GetString(0),
            token,
            ScratchName.Start(purpose),
            Mark
        );
        foreach (var name in known.Where(name => name != Name && ScratchName.IsOurs(name, purpose)))
        {
            var itsLock = LockOf(session, name);
            if (await itsLock.TryTakeAsync(token) is null)
            {
                // Another role's is left to that role.
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
