using Provisioning.Databases;

namespace Provisioning.PostgreSql.Connection;

/// <content>How a database, or a schema in one, is made and dropped.</content>
public partial class PostgreSqlDatabase
{
    /// <inheritdoc />
    public override Task<bool> CreateAsync(CancellationToken token) => CreateAsync(LongestWait, waiting: null, token);

    /// <inheritdoc />
    public override async Task<bool> CreateAsync(TimeSpan patience, Action<string>? waiting, CancellationToken token)
    {
        if (await ExistsAsync(token))
        {
            return false;
        }

        var isNew = await CreateDatabaseAsync(patience, waiting, token);
        return HasOwnSchema ? await CreateSchemaAsync(token) : isNew;
    }

    /// <summary>Makes its schema. False: it is there.</summary>
    private protected async Task<bool> CreateSchemaAsync(CancellationToken token)
    {
        await using var session = new PostgreSqlSession(this, await ConnectAsync(_settings, token));
        if (await HasSchemaAsync(session, token))
        {
            return false;
        }

        await ExecuteAsync(
            session,
            "create",
            $"CREATE SCHEMA IF NOT EXISTS {QuotedSchema}",
            "Connect as the database's owner, or let one create the schema, and run again.",
            token
        );
        return true;
    }

    private async Task<bool> CreateDatabaseAsync(TimeSpan patience, Action<string>? waiting, CancellationToken token)
    {
        await using var session = await OpenMaintenanceAsync(token);
        // Two runs that create the same database at once: the second waits, and finds it there.
        try
        {
            await LockWait.TakeAsync(session.TryLockAsync, patience, TimeProvider.System, waiting, token);
        }
        catch (LockHeldException held)
        {
            throw new LockHeldException(
                $"Waited {patience.TotalSeconds:0} s to create {Location}, but {held.Holder} migrates or "
                    + $"creates in the "
                    + $"database {Maintenance}, and one creates at a time. Wait for it to finish, or give "
                    + $"--lock-wait more "
                    + "seconds.",
                held.Holder
            );
        }

        var known = await session.QueryAsync(
            "SELECT 1 FROM pg_catalog.pg_database WHERE datname = @p0",
            row => row.GetInt32(0),
            token,
            Name
        );
        if (known is [])
        {
            await CreateOverAsync(
                session,
                "Connect as a role that may create databases (CREATEDB), or let one create it, and run again.",
                token
            );
        }

        return known is [];
    }

    /// <summary>Makes the database over a session of the maintenance database.</summary>
    private protected async Task CreateOverAsync(PostgreSqlSession session, string wayOut, CancellationToken token)
    {
        var encodings = await session.QueryAsync(
            "SELECT pg_catalog.pg_encoding_to_char(encoding)::text FROM pg_catalog.pg_database WHERE datname = "
                + "'template1'",
            row => row.GetString(0),
            token
        );
        // A cluster made without a locale has no encoding at all, and would take text in any.
        var template = encodings is ["UTF8"] ? "" : " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'";
        await ExecuteAsync(session, "create", $"CREATE DATABASE {QuotedName}{template}", wayOut, token);
    }

    /// <inheritdoc />
    public override async Task<bool> DropAsync(CancellationToken token)
    {
        if (!await ExistsAsync(token))
        {
            return false;
        }

        if (HasOwnSchema)
        {
            await using var inside = new PostgreSqlSession(this, await ConnectAsync(_settings, token));
            await ExecuteAsync(
                inside,
                "drop",
                $"DROP SCHEMA IF EXISTS {QuotedSchema} CASCADE",
                "Connect as the schema's owner.",
                token
            );
            return true;
        }

        await using var session = await OpenMaintenanceAsync(token);
        await ExecuteAsync(
            session,
            "drop",
            $"DROP DATABASE IF EXISTS {QuotedName} WITH (FORCE)",
            "Connect as the database's owner.",
            token
        );
        return true;
    }

    /// <inheritdoc />
    public override Database Scratch(string purpose) =>
        new PostgreSqlScratchDatabase(_settings, _identities, HasOwnSchema ? Schema : null, purpose);
}
