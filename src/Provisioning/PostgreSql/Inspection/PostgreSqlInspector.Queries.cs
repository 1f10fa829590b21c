using Provisioning.PostgreSql.Dialect;

namespace Provisioning.PostgreSql.Inspection;

// Everything is cast to text, bigint or boolean, because a connection opened without loading types knows no others; and
// no value is an array. Names are sorted by their bytes, so that every server gives the same order whatever its
// collation. Both sides of an operator have the types that the server's own has: a user-defined one for other types in
// a schema of the search path would be preferred. Functions are named with the server's own schema for the same reason.
internal static partial class PostgreSqlInspector
{
    // Printed expressions leave out the schemas of the search path, so it has to be the same for everyone. Local
    // settings last as long as the transaction, which is the batch itself unless the caller has one open.
    private const string RestoreSearchPath =
        "SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('provisioning.search_path'), true)";

    // Null for the one where names without a schema live.
    private const string SchemaName = "nullif(n.nspname::text, current_schema())";

    // A schema with a ledger of its own belongs to another system in the same database.
    private const string UserSchemas = """
        (n.nspname = current_schema()
              OR current_schema() = 'public' AND n.nspname <> 'information_schema' AND n.nspname::text NOT LIKE 'pg\_%'
                 AND NOT EXISTS (SELECT FROM pg_class l WHERE l.relnamespace = n.oid
                     AND l.relname = 'provisioning_ledger'))
        """;

    private const string UserTables = $"""
        {UserSchemas}
              AND c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass::oid AND d.objid = c.oid
                  AND d.deptype = 'e')
        """;

    private const string Tables = $"""
        SELECT {SchemaName}, c.relname::text, pg_catalog.obj_description(c.oid, 'pg_class'), c.relrowsecurity,
            c.relforcerowsecurity
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {UserTables}
        """;

    private const string Columns = $"""
        SELECT {SchemaName}, c.relname::text, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
            NOT a.attnotnull,
               pg_catalog.pg_get_expr(e.adbin, e.adrelid, a.attgenerated <> ''), a.attidentity::text,
                   a.attgenerated::text, l.collname::text,
               pg_catalog.col_description(c.oid, a.attnum)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef e ON e.adrelid = c.oid AND e.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
        WHERE {UserTables}
        ORDER BY c.oid, a.attnum
        """;

    private const string Constraints = $"""
        SELECT {SchemaName}, c.relname::text, k.conname::text, k.contype::text, a.attname::text,
               nullif(rn.nspname::text, current_schema()), rc.relname::text, ra.attname::text, k.confdeltype::text,
                   k.confupdtype::text,
               pg_catalog.pg_get_expr(k.conbin, k.conrelid, true), k.condeferred, NOT k.convalidated
        FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(col, ref, place) ON k.contype <> 'c'
        LEFT JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.col
        LEFT JOIN pg_class rc ON rc.oid = k.confrelid
        LEFT JOIN pg_namespace rn ON rn.oid = rc.relnamespace
        LEFT JOIN pg_attribute ra ON ra.attrelid = k.confrelid AND ra.attnum = u.ref
        WHERE k.contype IN ('p', 'u', 'f', 'c') AND {UserTables}
        ORDER BY k.conname COLLATE "C", u.place
        """;

    // The column indnullsnotdistinct came with PostgreSQL 15; asking the row as JSON works before it too.
    private const string Indexes = $"""
        SELECT {SchemaName}, c.relname::text, ic.relname::text, m.amname::text, i.indisunique,
               coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct'::text)::boolean, false),
               pg_catalog.pg_get_expr(i.indpred, i.indrelid, true),
                   pg_catalog.array_to_string(ic.reloptions, pg_catalog.chr(10)), s.spcname::text,
               a.attname::text, pg_catalog.pg_get_indexdef(i.indexrelid, p.place, true), p.place > i.indnkeyatts,
               coalesce(i.indoption[p.place - 1]::int4 & 1 <> 0, false),
                   coalesce(i.indoption[p.place - 1]::int4 & 2 <> 0, false),
               CASE WHEN NOT o.opcdefault
                    THEN CASE WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN ''
                        ELSE pg_catalog.quote_ident(os.nspname) || '.' END || pg_catalog.quote_ident(o.opcname) END
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_class ic ON ic.oid = i.indexrelid
        JOIN pg_am m ON m.oid = ic.relam
        LEFT JOIN pg_tablespace s ON s.oid = ic.reltablespace
        CROSS JOIN LATERAL pg_catalog.generate_series(1, i.indnatts) AS p(place)
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p.place - 1] AND a.attnum <> 0
        LEFT JOIN pg_opclass o ON o.oid = i.indclass[p.place - 1]
        LEFT JOIN pg_namespace os ON os.oid = o.opcnamespace
        WHERE (i.indisvalid OR ic.relkind = 'I')
              AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid
                  AND k.contype IN ('p', 'u'))
              AND {UserTables}
        ORDER BY ic.relname COLLATE "C", p.place
        """;

    private const string Triggers = $"""
        SELECT {SchemaName}, c.relname::text, g.tgname::text, g.tgtype::bigint,
            pg_catalog.pg_get_triggerdef(g.oid, true), f.prosrc,
               f.pronamespace = c.relnamespace AND f.proname = g.tgname AND g.tgnargs = 0
                   AND f.prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql'),
               CASE WHEN f.pronamespace <> 'pg_catalog'::regnamespace::oid THEN pg_catalog.pg_get_functiondef(f.oid) END
        FROM pg_trigger g
        JOIN pg_class c ON c.oid = g.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_proc f ON f.oid = g.tgfoid
        WHERE NOT g.tgisinternal AND {UserTables}
        ORDER BY g.tgname COLLATE "C"
        """;

    // Options that have CREATE SEQUENCE's defaults stay null.
    private const string Sequences = $"""
        SELECT {SchemaName}, c.relname::text,
               nullif(s.seqincrement, 1),
               nullif(s.seqmin, CASE WHEN s.seqincrement > 0 THEN 1 ELSE -9223372036854775808 END),
               nullif(s.seqmax, CASE WHEN s.seqincrement > 0 THEN 9223372036854775807 ELSE -1 END),
               nullif(s.seqstart, CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END),
               nullif(s.seqcache, 1),
               s.seqcycle
        FROM pg_sequence s
        JOIN pg_class c ON c.oid = s.seqrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {UserSchemas}
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass::oid AND d.objid = c.oid
                  AND d.deptype IN ('a', 'i', 'e'))
        """;

    private const string Schemas = $"""
        SELECT n.nspname::text
        FROM pg_namespace n
        WHERE {UserSchemas} AND n.nspname <> current_schema()
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass::oid
                  AND d.objid = n.oid AND d.deptype = 'e')
        """;

    /// <summary>Sets the search path that expressions are printed with, until the transaction ends.</summary>
    internal static string PinSearchPath(string schema)
    {
        var path =
            schema == PostgreSqlDialect.PublicSchema
                ? schema
                : $"\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\", public";
        return $"""
            SELECT pg_catalog.set_config('provisioning.search_path', pg_catalog.current_setting('search_path'), true),
                pg_catalog.set_config('search_path', {PostgreSqlDialect.QuoteText(
                path
            )}, true)
            """;
    }
}
