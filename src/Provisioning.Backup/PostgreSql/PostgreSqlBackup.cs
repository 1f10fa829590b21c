using Provisioning.Backup.Jobs;
using Provisioning.Backup.Repository;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Connection;
using Provisioning.Transfer.Format;

namespace Provisioning.Backup.PostgreSql;

/// <summary>How a PostgreSQL database takes part in backups: a dump by pg_dump, of the moment in which our own session
/// counted and looked around.</summary>
/// <param name="database">The database.</param>
/// <param name="time">Says when a database was put aside.</param>
internal sealed class PostgreSqlBackup(PostgreSqlDatabase database, TimeProvider time) : BackupEngine
{
    /// <summary>The part with the dump, in the custom format of pg_dump.</summary>
    public const string Dump = "dump";

    // What the database is for where it is a temporary one.
    private string? _purpose;
    private PostgreSqlScratch? _scratch;

    /// <inheritdoc />
    public override bool LeavesOwnersOut => true;

    /// <inheritdoc />
    public override string Name => "postgresql";

    /// <inheritdoc />
    public override Database Database => database;

    /// <inheritdoc />
    public override Task<BackupSnapshot> SnapshotAsync(SnapshotRequest request, CancellationToken token) =>
        PostgreSqlSnapshot.TakeAsync(database, request, token);

    /// <inheritdoc />
    public override async Task<string?> OccupantAsync(CancellationToken token)
    {
        if (!await database.Whole.ExistsAsync(token))
        {
            return null;
        }

        await using var session = await database.OpenAsync(token);
        var found = (
            await session.QueryAsync(
                """
                SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname <> 'information_schema'
                    AND n.nspname NOT LIKE 'pg\_%'
                """,
                row => row.GetInt64(0),
                token
            )
        )[0];
        return found == 0 ? null : $"{found} tables, views and sequences";
    }

    /// <inheritdoc />
    public override BackupEngine Beside() => Temporary("restore");

    /// <inheritdoc />
    public override BackupEngine Isolated() => Temporary("drill");

    /// <inheritdoc />
    internal override async Task<Database> CutOffAsync(CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        await PostgreSqlForeignServers.DropUserMappingsAsync(session, token);
        return database.Alone;
    }

    /// <inheritdoc />
    public override async Task DropAsync(CancellationToken token)
    {
        await database.Whole.DropAsync(token);
        await ReleaseAsync();
    }

    /// <inheritdoc />
    public override async Task ReleaseAsync()
    {
        if (_scratch is { } scratch)
        {
            _scratch = null;
            await scratch.DisposeAsync();
        }
    }

    /// <inheritdoc />
    public override Task RestoreAsync(BackupContents contents, BackupParts parts, CancellationToken token) =>
        RestoreAsync(contents, parts, mask: null, token);

    /// <inheritdoc />
    public override Task RestoreMaskedAsync(
        BackupContents contents,
        BackupParts parts,
        RowMask mask,
        CancellationToken token
    ) => RestoreAsync(contents, parts, mask, token);

    private async Task RestoreAsync(BackupContents contents, BackupParts parts, RowMask? mask, CancellationToken token)
    {
        if (_purpose is { } purpose)
        {
            _scratch ??= await PostgreSqlScratch.HoldAsync(database, purpose, mark: null, token);
        }

        await new PostgreSqlRestore(database).RunAsync(contents, parts, mask, token);
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string>> CheckAsync(CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        return await session.QueryAsync(
            """
            SELECT c.oid::regclass::text FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT (i.indisvalid AND i.indisready) AND n.nspname NOT LIKE 'pg\_%' ORDER BY 1
            """,
            row => $"The index {row.GetString(0)} is not valid.",
            token
        );
    }

    /// <inheritdoc />
    public override async Task<Database?> ReplaceWithAsync(
        Database ready,
        ReplacedContent content,
        CancellationToken token
    )
    {
        var isThere = await database.Whole.ExistsAsync(token);
        var isEmpty = await EnsureLeftAsync(content, token) is null;
        var aside = Cut($"{database.Name}_before_{time.GetUtcNow():yyyyMMdd_HHmmss}");
        var (name, old, made) = (
            PostgreSqlDatabase.Quoted(database.Name),
            PostgreSqlDatabase.Quoted(aside),
            PostgreSqlDatabase.Quoted(ready.Name)
        );
        await using var session = await database.OpenMaintenanceAsync(token);
        if (isThere && isEmpty)
        {
            await session.ExecuteAsync($"DROP DATABASE {name}", token);
            isThere = false;
        }

        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await session.ExecuteAsync(
                isThere
                    ? [new($"ALTER DATABASE {name} RENAME TO {old}"), Rename(made, name)]
                    : (IReadOnlyList<SqlStatement>)[Rename(made, name)],
                token
            );
            await session.CommitAsync(token);
            return isThere ? database.At(aside) : null;
        }
        catch (StatementFailedException error)
        {
            await session.RollbackAsync();
            var advice =
                error.Code == Npgsql.PostgresErrorCodes.ObjectInUse
                    ? $" {await WhoAsync(session, token)} Stop the application, or end these sessions with "
                        + "pg_terminate_backend, and run again."
                    : "";
            throw new ProvisioningException(
                $"{database.Location} cannot be replaced: {error.Message}.{advice} It was not changed.",
                error
            );
        }
    }

    /// <inheritdoc />
    public override Task<long> TakeTableAsync(Database from, Schema.ObjectName table, CancellationToken token) =>
        new PostgreSqlTableRestore(database, (PostgreSqlDatabase)from, table).RunAsync(token);

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string>> CheckPartsAsync(
        BackupContents contents,
        BackupParts parts,
        CancellationToken token
    )
    {
        var tools = await PostgreSqlTools.FindAsync(PostgreSqlRestore.Major(contents), ["pg_restore"], token);
        try
        {
            await PostgreSqlProcess.RunAsync(
                tools["pg_restore"],
                ["--file=-"],
                new Dictionary<string, string?>(StringComparer.Ordinal),
                to => parts.CopyToAsync(Dump, to, token),
                output: null,
                token
            );
        }
        catch (PostgreSqlToolException error)
        {
            return [$"pg_restore cannot read the dump: {error.Said}"];
        }

        foreach (var name in parts.Names.Where(name => name != Dump))
        {
            await parts.CopyToAsync(name, Stream.Null, token);
        }

        return [];
    }

    private static SqlStatement Rename(string from, string to) => new($"ALTER DATABASE {from} RENAME TO {to}");

    // The server would cut it as well, and two names that begin alike would be one.
    private static string Cut(string name)
    {
        var stamp = name[^"_before_00000000_000000".Length..];
        var plain = name[..^stamp.Length];
        while (System.Text.Encoding.UTF8.GetByteCount(plain) + stamp.Length > 63)
        {
            plain = plain[..^1];
        }

        return plain + stamp;
    }

    private PostgreSqlBackup Temporary(string purpose) =>
        new(database.At(ScratchName.New(purpose)), time) { _purpose = purpose };

    private async Task<string> WhoAsync(DatabaseSession session, CancellationToken token)
    {
        var who = await session.QueryAsync(
            "SELECT pid::text || ' (' || coalesce(usename::text, '?') || coalesce(', ' || nullif(application_name, "
                + "''), '') || ')' FROM pg_catalog.pg_stat_activity WHERE datname = @p0 AND pid <> pg_backend_pid() "
                + "ORDER BY pid LIMIT 5",
            row => row.GetString(0),
            token,
            database.Name
        );
        return who.Count == 0 ? "" : $"Sessions there: {string.Join(", ", who)}.";
    }
}
