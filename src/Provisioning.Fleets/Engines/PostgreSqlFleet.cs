using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Fleets.States;
using Provisioning.Ledger;
using Provisioning.PostgreSql.Connection;

namespace Provisioning.Fleets.Engines;

/// <summary>Many databases on PostgreSQL servers, and many schemas in one.</summary>
internal sealed class PostgreSqlFleet : FleetEngine
{
    // A query locks each table that it reads, and the server has room for 64 locks a connection.
    private const int SchemasPerQuery = 250;
    private const int QueriesAtOnce = 4;
    private const string Separator = "\u0001";

    private static readonly string[] Columns =
    [
        "version",
        "name",
        "checksum",
        "statements_done",
        "finished_at",
        "system",
        "notes",
    ];

    /// <inheritdoc />
    public override string ServerOf(Database database) => $"{((PostgreSqlDatabase)database).Server}";

    /// <inheritdoc />
    public override string Around(Database database) => ((PostgreSqlDatabase)database).Whole.ConnectionString;

    /// <inheritdoc />
    public override async Task<int?> FreeConnectionsAsync(Database database, CancellationToken token)
    {
        await using var session = await ((PostgreSqlDatabase)database).Whole.OpenAsync(token);
        var free = await session.QueryAsync(
            """
            SELECT pg_catalog.current_setting('max_connections')::int
                - pg_catalog.current_setting('superuser_reserved_connections')::int
                - coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0)
                - (SELECT pg_catalog.sum(numbackends)::int FROM pg_catalog.pg_stat_database)
            """,
            row => row.GetInt32(0),
            token
        );
        // This one ends before others begin.
        return free[0] + 1;
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string>> SchemasAsync(Database database, CancellationToken token)
    {
        await using var session = await ((PostgreSqlDatabase)database).Whole.OpenAsync(token);
        return await session.QueryAsync(
            """
            SELECT nspname::text FROM pg_catalog.pg_namespace
            WHERE nspname <> 'information_schema' AND nspname::text NOT LIKE 'pg\_%' ORDER BY nspname COLLATE "C"
            """,
            row => row.GetString(0),
            token
        );
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string?>> LedgersAsync(
        IReadOnlyList<Database> schemas,
        VersionTable versions,
        CancellationToken token
    )
    {
        var keys = new string?[schemas.Count];
        var parts = schemas.Index().Chunk(SchemasPerQuery);
        await Parallel.ForEachAsync(
            parts,
            new ParallelOptions { MaxDegreeOfParallelism = QueriesAtOnce, CancellationToken = token },
            async (part, token) =>
            {
                var found = await PartAsync([.. part.Select(each => each.Item)], versions, token);
                foreach (var (at, (index, _)) in part.Index())
                {
                    keys[index] = found[at];
                }
            }
        );
        return keys;
    }

    /// <inheritdoc />
    public override async Task CopyAsync(Database template, Database copy, CancellationToken token)
    {
        if (copy.HasOwnSchema || template.HasOwnSchema)
        {
            throw new ProvisioningException(
                $"{copy.Location} cannot be made as a copy: PostgreSQL copies whole databases, and no schemas. Leave "
                    + "the template out, so that its migrations are applied."
            );
        }

        await using var session = await ((PostgreSqlDatabase)copy).OpenMaintenanceAsync(token);
        try
        {
            await session.ExecuteAsync(
                $"CREATE DATABASE {PostgreSqlDatabase.Quoted(copy.Name)} TEMPLATE "
                    + PostgreSqlDatabase.Quoted(template.Name),
                token
            );
        }
        catch (StatementFailedException error)
        {
            var hint = error.Code switch
            {
                PostgresErrorCodes.ObjectInUse =>
                    $" A template may have no connections: end those to {template.Name}, and run again.",
                PostgresErrorCodes.InsufficientPrivilege =>
                    $" Connect as a role that may create databases and owns {template.Name}, and run again.",
                _ => "",
            };
            throw new ProvisioningException(
                $"Cannot create {copy.Location} as a copy of {template.Location}: {error.Reasons}.{hint}",
                error
            );
        }
    }

    private static async Task<string?[]> PartAsync(
        IReadOnlyList<Database> schemas,
        VersionTable versions,
        CancellationToken token
    )
    {
        var names = schemas.Select(schema => ((PostgreSqlDatabase)schema).Schema).ToArray();
        var dialect = schemas[0].Dialect;
        var (table, ledger) = (versions.NameOn(dialect).Name, versions.LedgerOn(dialect).Name);
        var settings = versions.SettingsOn(dialect).Name;
        await using var session = await ((PostgreSqlDatabase)schemas[0]).Whole.OpenAsync(token);
        var known = await KnownAsync(session, names, versions, (table, ledger, settings), token);
        var keys = new string?[names.Length];
        var read = new List<string>();
        for (var at = 0; at < names.Length; at++)
        {
            var state = known.GetValueOrDefault(names[at]);
            keys[at] = state switch
            {
                Readable.Missing => "",
                Readable.Empty => LedgerKey.Of(LedgerState.Empty, dialect),
                _ => null,
            };
            if (state is Readable.Whole)
            {
                read.Add(Query(at, names[at], versions, table, ledger));
            }
        }

        if (read.Count > 0)
        {
            foreach (
                var (at, hash) in await session.QueryAsync(
                    string.Join("\nUNION ALL\n", read),
                    row => (row.GetInt32(0), row.GetString(1)),
                    token
                )
            )
            {
                keys[at] = LedgerKey.Of(hash, hasVersionTable: true, hasLedger: true, dialect);
            }
        }

        return keys;
    }

    // Which of them have both tables as this release makes them, and may be read. One that remembers settings has a
    // third, and is read alone.
    private static async Task<Dictionary<string, Readable>> KnownAsync(
        DatabaseSession session,
        IReadOnlyList<string> names,
        VersionTable versions,
        (string Versions, string Ledger, string Settings) tables,
        CancellationToken token
    )
    {
        var columns = string.Join(", ", Columns.Select(PostgreSqlName.Literal));
        var found = await session.QueryAsync(
            $"""
            SELECT n.nspname::text, pg_catalog.count(c.oid)::int, pg_catalog.count(*) FILTER (WHERE
                CASE WHEN NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE'::text)
                       OR NOT pg_catalog.has_table_privilege(c.oid, 'SELECT'::text) THEN false
                     WHEN c.relname = @p1::name THEN EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a
                         WHERE a.attrelid = c.oid AND a.attname = @p3::name AND a.atttypid = 'int8'::regtype)
                     ELSE (SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute a
                         WHERE a.attrelid = c.oid AND a.attname IN ({columns})) = {Columns.Length} END)::int
            FROM pg_catalog.pg_namespace n LEFT JOIN pg_catalog.pg_class c
                ON c.relnamespace = n.oid AND c.relname IN (@p1::name, @p2::name, @p4::name)
                AND c.relkind IN ('r', 'p')
            WHERE n.nspname IN (SELECT pg_catalog.unnest(pg_catalog.string_to_array(@p0::text, pg_catalog.chr(1)))::name)
            GROUP BY n.nspname
            """,
            row => (Name: row.GetString(0), Tables: row.GetInt32(1), Usable: row.GetInt32(2)),
            token,
            string.Join(Separator, names),
            tables.Versions,
            tables.Ledger,
            versions.Version,
            tables.Settings
        );
        return found.ToDictionary(
            each => each.Name,
            each =>
                each.Tables == 0 ? Readable.Empty
                : each is { Tables: 2, Usable: 2 } ? Readable.Whole
                : Readable.Alone,
            StringComparer.Ordinal
        );
    }

    // The text of each version is that of LedgerKey.
    private static string Query(int at, string schema, VersionTable versions, string table, string ledger)
    {
        var (quoted, version) = (PostgreSqlDatabase.Quoted(schema), $"v.{Dialect.Quote(versions.Version)}");
        return $"""
            SELECT {at}, pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(pg_catalog.string_agg(
                pg_catalog.concat(coalesce({version}, l.version), '|', ({version} IS NOT NULL)::int, '|',
                    (l.finished_at IS NOT NULL)::int, '|', ({version} IS NOT NULL AND l.finished_at IS NULL
                        AND coalesce(l.notes = '{LedgerNotes.RollingBack}', false))::int, '|', coalesce(l.statements_done, 0), '|', l.checksum, '|', l.name, '|', l.system, E'\n'),
                '' ORDER BY coalesce({version}, l.version)), ''), 'UTF8')), 'hex')
            FROM {quoted}.{Dialect.Quote(table)} v FULL JOIN {quoted}.{Dialect.Quote(ledger)} l ON l.version = {version}
            WHERE {version} IS NOT NULL OR l.finished_at IS NULL
            """;
    }

    private enum Readable
    {
        Missing,
        Empty,
        Whole,
        Alone,
    }
}
