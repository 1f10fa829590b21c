namespace Provisioning.PostgreSql.Inspection;

// What no operation describes of tables, partitions, views and foreign tables.
internal static partial class PostgreSqlInspector
{
    // From its minor versions of November 2026 on (15.20), the server keeps a number of its own there for each column,
    // which is another one after each change and in each database.
    private const string IsUsersOption = "o NOT LIKE 'pg\\_attver=%'";

    private const string RelationKind = """
        CASE WHEN c.relispartition THEN 'partition' WHEN c.relkind IN ('v', 'm') THEN 'view' WHEN c.relkind = 'f'
            THEN 'foreign table' ELSE 'table' END
        """;

    private const string Relation = $"SELECT {RelationKind}, {SchemaName}, c.relname::text";

    // Modelled tables and what no model has.
    private const string Relations = $"""
        {UserSchemas} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass::oid AND d.objid = c.oid
                  AND d.deptype = 'e')
        """;

    private const string IsUnmodelled = "(c.relispartition OR c.relkind IN ('v', 'm', 'f'))";

    private const string RelationFacts = $"""
        {Relation}, x.fact
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_am m ON m.oid = c.relam AND m.amname <> 'heap'
        LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
        LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
        CROSS JOIN LATERAL (VALUES
            (CASE WHEN c.relpersistence = 'u' THEN 'unlogged' END),
            (CASE WHEN c.relkind = 'p' THEN 'partition by ' || pg_catalog.pg_get_partkeydef(c.oid) END),
            (CASE WHEN c.relispartition THEN
                'partition of ' || (SELECT i.inhparent::regclass::text FROM pg_inherits i WHERE i.inhrelid = c.oid)
                || ' ' || pg_catalog.pg_get_expr(c.relpartbound, c.oid) END),
            ((SELECT 'inherits ' || pg_catalog.string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
              FROM pg_inherits i WHERE i.inhrelid = c.oid AND NOT c.relispartition)),
            (CASE c.relreplident
                WHEN 'f' THEN 'replica identity full' WHEN 'n' THEN CASE WHEN c.relkind IN ('r', 'p')
                    THEN 'replica identity nothing' END
                WHEN 'i' THEN 'replica identity using index ' || (
                    SELECT pg_catalog.quote_ident(ic.relname) FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
                    WHERE i.indrelid = c.oid AND i.indisreplident) END),
            ((SELECT 'clustered on ' || pg_catalog.quote_ident(ic.relname) FROM pg_index i JOIN pg_class ic
                ON ic.oid = i.indexrelid
              WHERE i.indrelid = c.oid AND i.indisclustered)),
            ((SELECT 'with ' || pg_catalog.string_agg(o, ', ' ORDER BY o) FROM pg_catalog.unnest(c.reloptions) o)),
            ((SELECT 'toast with ' || pg_catalog.string_agg(o, ', ' ORDER BY o)
                FROM pg_catalog.unnest(toast.reloptions) o)),
            ('access method ' || m.amname::text),
            ('tablespace ' || s.spcname::text),
            (CASE WHEN c.reloftype <> '0' THEN 'of type ' || pg_catalog.format_type(c.reloftype, NULL) END),
            ((SELECT 'on server ' || pg_catalog.quote_ident(fs.srvname)
                || coalesce(' options ' || (SELECT pg_catalog.string_agg({Masked}, ', ' ORDER BY o)
                    FROM pg_catalog.unnest(ft.ftoptions) o), '')
              FROM pg_foreign_table ft JOIN pg_foreign_server fs ON fs.oid = ft.ftserver WHERE ft.ftrelid = c.oid))
        ) AS x(fact)
        WHERE x.fact IS NOT NULL AND {Relations}
        """;

    // Options may hold secrets.
    private const string Masked =
        "pg_catalog.regexp_replace(o, '^([^=]*(pass|secret|key|token)[^=]*)=.*$', '\\1=***', 'i')";

    private const string ColumnFacts = $"""
        {Relation}, 'column ' || pg_catalog.quote_ident(a.attname) || ' ' || x.fact
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef e ON e.adrelid = c.oid AND e.adnum = a.attnum
        CROSS JOIN LATERAL (VALUES
            (CASE WHEN a.attstorage <> t.typstorage
                  THEN 'storage ' || CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm'
                      THEN 'main' ELSE 'extended' END END),
            ('compression ' || CASE {OfColumn} ->> 'attcompression'::text WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END),
            ('statistics ' || nullif({OfColumn} ->> 'attstattarget'::text, '-1')),
            ((SELECT 'with ' || pg_catalog.string_agg(o, ', ' ORDER BY o) FROM pg_catalog.unnest(a.attoptions) o
                WHERE {IsUsersOption})),
            ((SELECT 'options ' || pg_catalog.string_agg({Masked}, ', ' ORDER BY o)
                FROM pg_catalog.unnest(a.attfdwoptions) o)),
            (CASE WHEN {IsUnmodelled} AND c.relkind IN ('r', 'p', 'v', 'f') THEN 'default '
                || pg_catalog.pg_get_expr(e.adbin, e.adrelid, true) END),
            (CASE WHEN c.relispartition AND a.attnotnull AND NOT EXISTS (
                SELECT FROM pg_inherits h JOIN pg_attribute p ON p.attrelid = h.inhparent
                WHERE h.inhrelid = c.oid AND p.attname = a.attname AND p.attnotnull) THEN 'not null' END),
            (CASE WHEN c.relkind = 'f'
                  THEN 'is ' || pg_catalog.format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull
                      THEN ' NOT NULL' ELSE '' END END)
        ) AS x(fact)
        WHERE x.fact IS NOT NULL AND {Relations}
        """;

    // Without the value that rows from before the column have, whose type is none.
    private const string OfColumn = """
        (SELECT pg_catalog.to_jsonb(one) FROM (SELECT a.*) one)
        """;

    // A sequence that belongs to a column: what is not as CREATE TABLE makes it.
    private const string OwnedSequences = $"""
        {Relation}, 'column ' || pg_catalog.quote_ident(a.attname) || ' counts as '
            || pg_catalog.format_type(q.seqtypid, NULL) || {SequenceText}
        FROM pg_depend w
        JOIN pg_sequence q ON q.seqrelid = w.objid
        JOIN pg_class c ON c.oid = w.refobjid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = w.refobjsubid
        WHERE w.classid = 'pg_class'::regclass::oid AND w.refclassid = 'pg_class'::regclass::oid
            AND w.deptype IN ('a', 'i')
              AND (q.seqtypid <> a.atttypid OR q.seqincrement <> 1 OR q.seqstart <> 1 OR q.seqmin <> 1
                  OR q.seqcache <> 1 OR q.seqcycle
                   OR q.seqmax <> CASE pg_catalog.format_type(q.seqtypid, NULL)
                                  WHEN 'smallint' THEN 32767 WHEN 'integer' THEN 2147483647
                                      ELSE 9223372036854775807 END)
              AND {Relations}
        """;

    private const string SequenceText = """
        ' increment ' || q.seqincrement::text || ' from ' || q.seqmin::text || ' to ' || q.seqmax::text || ' start '
            || q.seqstart::text
              || ' cache ' || q.seqcache::text || CASE WHEN q.seqcycle THEN ' cycle' ELSE '' END
        """;

    private const string ConstraintFacts = $"""
        {Relation}, 'constraint ' || pg_catalog.quote_ident(k.conname) || ' ' || x.fact
        FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
        LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
        LEFT JOIN pg_tablespace s ON s.oid = ic.reltablespace
        CROSS JOIN LATERAL (VALUES
            (CASE WHEN NOT k.convalidated THEN 'not valid' END),
            (CASE WHEN pg_catalog.to_jsonb(k) ->> 'conenforced'::text = 'false' THEN 'not enforced' END),
            (CASE WHEN k.condeferrable AND k.condeferred AND k.contype <> 'f' THEN 'deferrable initially deferred'
                  WHEN k.condeferrable AND NOT k.condeferred THEN 'deferrable initially immediate' END),
            (CASE WHEN k.contype = 'f' AND k.confmatchtype = 'f' THEN 'match full' END),
            (CASE WHEN k.contype = 'c' AND k.connoinherit THEN 'no inherit' END),
            ((SELECT 'on delete sets ' || pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', '
                ORDER BY a.attnum)
              FROM pg_catalog.jsonb_array_elements_text(
                  CASE WHEN pg_catalog.jsonb_typeof(pg_catalog.to_jsonb(k) -> 'confdelsetcols'::text) = 'array'
                       THEN pg_catalog.to_jsonb(k) -> 'confdelsetcols'::text ELSE '[]'::jsonb END) AS u(col)
              JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum::text = u.col)),
            ((SELECT 'excludes by ' || pg_catalog.string_agg(p.oprname::text, ', ' ORDER BY u.place)
              FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY AS u(op, place) JOIN pg_operator p ON p.oid = u.op
                  WHERE k.contype = 'x')),
            (CASE WHEN i.indnatts > i.indnkeyatts
                  THEN 'includes ' || (SELECT pg_catalog.string_agg(pg_catalog.pg_get_indexdef(i.indexrelid, g, true),
                      ', ' ORDER BY g)
                                       FROM pg_catalog.generate_series(i.indnkeyatts + 1, i.indnatts) g) END),
            (CASE WHEN pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct'::text = 'true' AND k.contype = 'u'
                THEN 'nulls not distinct' END),
            ((SELECT 'with ' || pg_catalog.string_agg(o, ', ' ORDER BY o) FROM pg_catalog.unnest(ic.reloptions) o
                WHERE k.contype <> 'x')),
            (CASE WHEN k.contype <> 'x' THEN 'tablespace ' || s.spcname::text END),
            (CASE WHEN {IsUnmodelled} AND k.conparentid = '0' AND k.coninhcount = 0
                AND k.contype IN ('c', 'f', 'p', 'u', 'x')
                  THEN pg_catalog.pg_get_constraintdef(k.oid, true) END)
        ) AS x(fact)
        WHERE x.fact IS NOT NULL AND k.contype <> 't' AND {Relations}
        """;

    // 100 is the collation "default" on every server.
    private const string IndexFacts = $"""
        {Relation}, x.fact
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_class ic ON ic.oid = i.indexrelid
        CROSS JOIN LATERAL (VALUES
            (CASE WHEN NOT i.indisvalid THEN 'index ' || pg_catalog.quote_ident(ic.relname) || ' is not valid' END),
            (CASE WHEN {IsUnmodelled}
                       AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)
                       AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
                           AND k.conrelid = i.indrelid)
                  THEN pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) END),
            ((SELECT 'index ' || pg_catalog.quote_ident(ic.relname) || ' collates '
                     || pg_catalog.string_agg(g::text || ' ' || pg_catalog.quote_ident(l.collname), ', ' ORDER BY g)
              FROM pg_catalog.generate_series(1, i.indnkeyatts::int4) g
              JOIN pg_collation l ON l.oid = i.indcollation[g - 1]
              LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[g - 1] AND a.attnum <> 0
              WHERE l.oid <> coalesce(a.attcollation, 100::oid) AND NOT {IsUnmodelled})),
            ((SELECT 'index ' || pg_catalog.quote_ident(ic.relname) || ' options '
                     || pg_catalog.string_agg(a.attnum::text || ' ' || o.options, ', ' ORDER BY a.attnum)
              FROM pg_attribute a CROSS JOIN LATERAL (SELECT pg_catalog.string_agg(o, ' ' ORDER BY at) AS options
                  FROM pg_catalog.unnest(a.attoptions) WITH ORDINALITY AS x(o, at) WHERE {IsUsersOption}) o
              WHERE a.attrelid = i.indexrelid AND o.options IS NOT NULL)),
            ((SELECT 'index ' || pg_catalog.quote_ident(ic.relname) || ' statistics '
                     || pg_catalog.string_agg(a.attnum::text || ' ' || ({OfColumn} ->> 'attstattarget'::text), ', '
                         ORDER BY a.attnum)
              FROM pg_attribute a WHERE a.attrelid = i.indexrelid
                  AND nullif({OfColumn} ->> 'attstattarget'::text, '-1') IS NOT NULL))
        ) AS x(fact)
        WHERE x.fact IS NOT NULL AND {Relations}
        """;

    private const string TriggerFacts = $"""
        {Relation}, x.fact
        FROM pg_trigger g
        JOIN pg_class c ON c.oid = g.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (VALUES
            (CASE WHEN g.tgenabled <> 'O'
                  THEN 'trigger ' || pg_catalog.quote_ident(g.tgname)
                       || CASE g.tgenabled WHEN 'D' THEN ' disabled' WHEN 'R' THEN ' enabled replica'
                           ELSE ' enabled always' END END),
            (CASE WHEN g.tgconstraint <> '0' AND NOT {IsUnmodelled}
                  THEN 'trigger ' || pg_catalog.quote_ident(g.tgname) || ' is a constraint'
                       || CASE WHEN g.tginitdeferred THEN ' deferrable initially deferred' WHEN g.tgdeferrable
                           THEN ' deferrable' ELSE '' END END),
            (CASE WHEN {IsUnmodelled} AND coalesce(pg_catalog.to_jsonb(g) ->> 'tgparentid'::text, '0') = '0'
                  THEN pg_catalog.pg_get_triggerdef(g.oid, true) END)
        ) AS x(fact)
        WHERE x.fact IS NOT NULL AND NOT g.tgisinternal AND {Relations}
        """;

    // A foreign key works by triggers of its own, which DISABLE TRIGGER ALL disables, too.
    private const string Rules = $"""
        {Relation}, x.fact
        FROM pg_rewrite r
        JOIN pg_class c ON c.oid = r.ev_class
        JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (VALUES
            (CASE WHEN r.rulename <> '_RETURN' THEN pg_catalog.pg_get_ruledef(r.oid, true) END),
            (CASE WHEN r.ev_enabled <> 'O'
                  THEN 'rule ' || pg_catalog.quote_ident(r.rulename)
                       || CASE r.ev_enabled WHEN 'D' THEN ' disabled' WHEN 'R' THEN ' enabled replica'
                           ELSE ' enabled always' END END)
        ) AS x(fact)
        WHERE x.fact IS NOT NULL AND {Relations}
        UNION ALL
        SELECT DISTINCT {RelationKind}, {SchemaName}, c.relname::text, 'constraint '
            || pg_catalog.quote_ident(k.conname) || ' is not enforced: its triggers are disabled'
        FROM pg_trigger g
        JOIN pg_constraint k ON k.oid = g.tgconstraint
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE g.tgisinternal AND g.tgenabled <> 'O' AND {Relations}
        """;
}
