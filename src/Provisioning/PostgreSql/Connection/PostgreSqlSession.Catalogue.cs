using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.PostgreSql.Inspection;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Connection;

// What the catalogue says of the database, and how large things are.
internal sealed partial class PostgreSqlSession
{
    /// <inheritdoc />
    public override Task<DatabaseModel> InspectAsync(CancellationToken token) =>
        CatalogueAsync(PostgreSqlInspector.InspectAsync, token);

    /// <inheritdoc />
    public override Task<UnmodelledStructure> InspectUnmodelledAsync(CancellationToken token) =>
        CatalogueAsync(PostgreSqlInspector.InspectUnmodelledAsync, token);

    /// <inheritdoc />
    public override Task<IReadOnlyList<string>> PrivilegesAsync(CancellationToken token) =>
        QueryAsync(PostgreSqlPrivileges.Query, row => row.GetString(1), token);

    /// <inheritdoc />
    public override Task<IReadOnlyList<string>> ReparseAsync(
        IReadOnlyList<StructureExpression> expressions,
        CancellationToken token
    ) => new PostgreSqlExpressions(this, database.Schema).ReparseAsync(expressions, token);

    /// <inheritdoc />
    public override Task<IReadOnlyList<RelationEntry>> RelationsAsync(CancellationToken token) =>
        QueryAsync(
            """
            SELECT nullif(n.nspname::text, @p0), c.relname::text,
                   CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint END,
                   CASE WHEN p.oid IS NOT NULL THEN nullif(pn.nspname::text, @p0) END, p.relname::text,
                   pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', c.relkind = 'p'
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid AND h.inhseqno = 1
            LEFT JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
            LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
            WHERE n.nspname <> 'information_schema' AND n.nspname::text NOT LIKE 'pg\_%'
            """,
            row => new RelationEntry(
                new(row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1)),
                row.IsDBNull(2) ? null : row.GetInt64(2),
                Bytes: null
            )
            {
                Parent = row.IsDBNull(4) ? null : new(row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4)),
                IsDefault = !row.IsDBNull(5) && row.GetBoolean(5),
                IsPartitioned = row.GetBoolean(6),
            },
            token,
            database.Schema
        );

    /// <inheritdoc />
    public override async Task<IReadOnlyList<TableColumns>> TableColumnsAsync(CancellationToken token) =>
        TableColumns.Of(
            await QueryAsync(
                $"""
                SELECT nullif(n.nspname::text, @p0), c.relname::text, a.attname::text
                FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {(
                    // Those of other schemas are other systems', or the same one's for another customer.
                    database.HasOwnSchema
                        ? "n.nspname = @p0"
                        : @"n.nspname <> 'information_schema' AND n.nspname::text NOT LIKE 'pg\_%'"
                )}
                ORDER BY n.nspname, c.relname, a.attnum
                """,
                row => (new ObjectName(row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1)), row.GetString(2)),
                token,
                database.Schema
            )
        );

    /// <inheritdoc />
    public override async Task<long> BytesAsync(CancellationToken token) =>
        (
            await QueryAsync(
                "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())",
                row => row.GetInt64(0),
                token
            )
        )[0];

    /// <inheritdoc />
    public override async Task<RelationEntry> MeasureAsync(RelationEntry table, CancellationToken token)
    {
        const int Small = 8 << 20;
        var name = database.Dialect.Quote(table.Name);
        await BeginAsync(TransactionOptions.Default with { LockTimeout = TimeSpan.FromSeconds(1) }, token);
        try
        {
            // Rows that a policy hides are rows.
            await ExecuteAsync("SET LOCAL row_security = off", token);
            var found = await QueryAsync(
                $"""
                SELECT s.bytes, CASE WHEN s.bytes < {Small} THEN (SELECT count(*) FROM {name}) END
                FROM (SELECT pg_catalog.pg_total_relation_size({PostgreSqlName.Literal(name)}::regclass)) AS s(bytes)
                """,
                row => (Bytes: row.GetInt64(0), Rows: row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
                token
            );
            return table with { Bytes = found[0].Bytes, Rows = found[0].Rows ?? table.Rows };
        }
        catch (StatementFailedException)
        {
            // Others have locked it, or this role may not read it.
            return table;
        }
        finally
        {
            await RollbackAsync();
        }
    }

    /// <inheritdoc />
    public override async Task<IReadOnlyList<Obstacle>?> ObstaclesAsync(
        IReadOnlyList<TableLock> locks,
        long rewrites,
        CancellationToken token
    ) => await new PostgreSqlObstacles(this, database).FindAsync(locks, rewrites, token);

    /// <inheritdoc />
    public override async Task<IReadOnlyList<string>?> DeclarationsAsync(CancellationToken token)
    {
        await BeginAsync(TransactionOptions.Default, token);
        try
        {
            await ExecuteAsync(PostgreSqlDeclarations.Prepare, token);
            return await QueryAsync(PostgreSqlDeclarations.Query, row => row.GetString(0), token);
        }
        finally
        {
            await RollbackAsync();
        }
    }

    private async Task<T> CatalogueAsync<T>(
        Func<NpgsqlConnection, CancellationToken, string, Task<T>> read,
        CancellationToken token
    ) =>
        await ExplainedAsync(
            () => read(connection, token, database.Schema),
            new("the queries of the catalogue"),
            token
        );
}
