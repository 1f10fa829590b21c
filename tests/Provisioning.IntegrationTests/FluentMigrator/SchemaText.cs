namespace Provisioning.IntegrationTests.FluentMigrator;

/// <summary>Queries that write down all that stands in a database, a line each. Without braces, which runners take for
/// places to fill.</summary>
internal static class SchemaText
{
    public const string PostgreSql = """
        WITH own AS (
            SELECT c.*, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relname NOT LIKE '%VersionInfo' AND c.relname NOT LIKE 'provisioning%'
        )
        SELECT concat_ws(' ', 'schema', nspname) FROM pg_namespace WHERE nspname NOT LIKE 'pg%'
        UNION ALL SELECT concat_ws(' ', 'relation', nspname, relname, relkind::text, obj_description(oid, 'pg_class'), relrowsecurity) FROM own
        UNION ALL SELECT concat_ws(' ', 'column', c.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text,
                a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid), l.collname, col_description(c.oid, a.attnum))
            FROM own c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            LEFT JOIN pg_collation l ON l.oid = a.attcollation WHERE c.relkind IN ('r', 'p', 'v')
        UNION ALL SELECT concat_ws(' ', 'constraint', c.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)) FROM own c JOIN pg_constraint k ON k.conrelid = c.oid
        UNION ALL SELECT concat_ws(' ', 'index', pg_get_indexdef(indexrelid)) FROM pg_index i JOIN own c ON c.oid = i.indrelid
        UNION ALL SELECT concat_ws(' ', 'sequence', q.schemaname, q.sequencename, q.start_value, q.min_value, q.max_value, q.increment_by, q.cycle, q.cache_size) FROM pg_sequences q
        UNION ALL SELECT concat_ws(' ', 'rows', nspname, relname, query_to_xml(format('SELECT * FROM %I.%I ORDER BY 1', nspname, relname), true, false, '')::text)
            FROM own WHERE relkind = 'r'
        """;

    public const string Sqlite = """
        WITH own AS (
            SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'provisioning%' AND name <> 'VersionInfo'
        )
        SELECT 'column ' || t.name || ' ' || c.cid || ' ' || c.name || ' ' || upper(c.type) || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '-') || ' ' || c.pk || ' ' || c.hidden
            FROM own t JOIN pragma_table_xinfo(t.name) c
        UNION ALL SELECT 'foreign key ' || t.name || ' ' || f."from" || ' ' || f."table" || ' ' || f."to" || ' ' || f.on_delete || ' ' || f.on_update
            FROM own t JOIN pragma_foreign_key_list(t.name) f
        UNION SELECT 'index ' || t.name || ' ' || i."unique" || ' ' || (SELECT group_concat(coalesce(x.name, '-') || x."desc") FROM pragma_index_xinfo(i.name) x WHERE x.key)
            FROM own t JOIN pragma_index_list(t.name) i
        """;
}
