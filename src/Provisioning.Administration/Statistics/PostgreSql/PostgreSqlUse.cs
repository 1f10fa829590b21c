using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Administration.Statistics.PostgreSql;

/// <summary>What PostgreSQL's catalogue and statistics say of indexes and rights: no table is read.</summary>
internal sealed class PostgreSqlUse : DatabaseUseReader
{
    private const string Indexes = """
        SELECT nullif(s.schemaname, current_schema()), s.relname, s.indexrelname,
            pg_catalog.pg_relation_size(s.indexrelid), coalesce(s.idx_scan, 0)
        FROM pg_catalog.pg_stat_user_indexes s
        ORDER BY 1 NULLS FIRST, 2, 3
        """;

    // What the owner has by owning it is no grant.
    private const string Grants = """
        SELECT nullif(n.nspname, current_schema()), c.relname,
            CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END,
            array_agg(DISTINCT a.privilege_type ORDER BY a.privilege_type)
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
        WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.grantee <> c.relowner
          AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
        GROUP BY 1, 2, 3
        ORDER BY 1 NULLS FIRST, 2, 3
        """;

    private protected override async Task<DatabaseUse> AddAsync(
        DatabaseUse tables,
        DatabaseSession session,
        CancellationToken token
    )
    {
        var indexes = await session.QueryAsync(
            Indexes,
            row => new IndexUse(Name(row), row.GetString(2), row.GetInt64(3), row.GetInt64(4)),
            token
        );
        var grants = await session.QueryAsync(
            Grants,
            row => new TableGrant(Name(row), row.GetString(2), [.. row.GetFieldValue<string[]>(3)]),
            token
        );
        return tables with { Indexes = [.. indexes], Grants = [.. grants] };
    }

    private static ObjectName Name(DbDataReader row) =>
        new(row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1));
}
