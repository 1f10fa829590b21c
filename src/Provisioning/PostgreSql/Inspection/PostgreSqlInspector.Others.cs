using Provisioning.PostgreSql.Dialect;

namespace Provisioning.PostgreSql.Inspection;

// What no operation describes beside relations.
internal static partial class PostgreSqlInspector
{
    // Objects that the server itself brings have lower numbers.
    private const string IsUsers = ">= '16384'";

    private static string SequenceFacts =>
        $"""
            SELECT 'sequence', {SchemaName}, c.relname::text, x.fact
            FROM pg_sequence q
            JOIN pg_class c ON c.oid = q.seqrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL (VALUES
                (CASE WHEN q.seqtypid <> 'int8'::regtype::oid THEN 'as '
                    || pg_catalog.format_type(q.seqtypid, NULL) END),
                (CASE WHEN c.relpersistence = 'u' THEN 'unlogged' END)
            ) AS x(fact)
            WHERE x.fact IS NOT NULL AND {UserSchemas}
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass::oid
                      AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
            """;

    private static string Statistics =>
        $"""
            SELECT 'statistics', {SchemaName}, s.stxname::text,
                   pg_catalog.pg_get_statisticsobjdef(s.oid)
                       || coalesce(' target ' || nullif(pg_catalog.to_jsonb(s) ->> 'stxstattarget'::text, '-1'), '')
            FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
            WHERE {UserSchemas}
            """;

    private static string Types =>
        $"""
            SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, {SchemaName}, t.typname::text, x.fact,
                x.expression, pg_catalog.format_type(t.typbasetype, t.typtypmod)
            FROM pg_type t
            JOIN pg_namespace n ON n.oid = t.typnamespace
            LEFT JOIN pg_class c ON c.oid = t.typrelid
            LEFT JOIN pg_collation l ON l.oid = t.typcollation
                AND l.oid <> (SELECT b.typcollation FROM pg_type b WHERE b.oid = t.typbasetype)
            CROSS JOIN LATERAL (
                SELECT 'is ' || pg_catalog.format_type(t.typbasetype, t.typtypmod)
                    || coalesce(' COLLATE ' || pg_catalog.quote_ident(l.collname), '')
                       || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL'
                           ELSE '' END, NULL::text
                WHERE t.typtype = 'd'
                UNION ALL
                SELECT 'constraint ' || pg_catalog.quote_ident(k.conname) || ' CHECK ('
                    || pg_catalog.pg_get_expr(k.conbin, 0, true) || ')'
                       || CASE WHEN k.convalidated THEN '' ELSE ' not valid' END,
                           pg_catalog.pg_get_expr(k.conbin, 0, true)
                FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'
                UNION ALL
                SELECT 'attribute ' || a.attnum::text || ' ' || pg_catalog.quote_ident(a.attname) || ' '
                    || pg_catalog.format_type(a.atttypid, a.atttypmod)
                       || coalesce((SELECT ' COLLATE ' || pg_catalog.quote_ident(o.collname) FROM pg_collation o
                           JOIN pg_type b ON b.oid = a.atttypid
                                    WHERE o.oid = a.attcollation AND a.attcollation <> b.typcollation), ''), NULL
                FROM pg_attribute a WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0
                    AND NOT a.attisdropped
                UNION ALL
                SELECT 'is a composite', NULL WHERE t.typtype = 'c'
                UNION ALL
                SELECT 'is a range of ' || pg_catalog.format_type(r.rngsubtype, NULL)
                    || coalesce(' COLLATE ' || pg_catalog.quote_ident(o.collname), ''), NULL
                FROM pg_range r LEFT JOIN pg_collation o ON o.oid = r.rngcollation WHERE r.rngtypid = t.oid
                UNION ALL
                SELECT 'is a type of ' || t.typlen::text || ' bytes, read by ' || t.typinput::text, NULL
                    WHERE t.typtype IN ('b', 'p') AND t.typelem = '0'
            ) AS x(fact, expression)
            WHERE {UserSchemas} AND (t.typtype <> 'c' OR c.relkind = 'c') AND NOT {IsOfAnother("pg_type", "t.oid")}
            """;

    private static string FunctionFacts =>
        $"""
            SELECT CASE f.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, {SchemaName},
                   f.proname::text || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')', x.fact
            FROM pg_proc f
            JOIN pg_namespace n ON n.oid = f.pronamespace
            JOIN pg_language l ON l.oid = f.prolang
            LEFT JOIN pg_aggregate a ON a.aggfnoid = f.oid
            CROSS JOIN LATERAL (VALUES
                (CASE WHEN f.prokind IN ('p', 'w') OR l.lanname IN ('c', 'internal') AND f.prokind <> 'a'
                    OR l.lanname = 'sql' AND f.prosrc = ''
                      THEN pg_catalog.pg_get_functiondef(f.oid) END),
                (CASE WHEN f.prokind = 'a'
                      THEN 'by ' || a.aggtransfn::text || ' over ' || pg_catalog.format_type(a.aggtranstype, NULL)
                           || coalesce(' from ' || a.agginitval, '')
                           || CASE WHEN a.aggfinalfn::oid <> '0' THEN ' ends with ' || a.aggfinalfn::text ELSE '' END
                           || CASE WHEN a.aggcombinefn::oid <> '0' THEN ' combines by ' || a.aggcombinefn::text
                               ELSE '' END END),
                (CASE WHEN f.proisstrict AND f.prokind <> 'a' THEN 'strict' END),
                (CASE WHEN f.proleakproof THEN 'leakproof' END),
                (CASE f.proparallel WHEN 's' THEN 'parallel safe' WHEN 'r' THEN 'parallel restricted' END),
                (CASE WHEN f.procost <> CASE WHEN l.lanname IN ('c', 'internal') THEN 1 ELSE 100 END THEN 'cost '
                    || f.procost::text END),
                (CASE WHEN f.prorows <> CASE WHEN f.proretset THEN 1000 ELSE 0 END THEN 'rows ' || f.prorows::text END),
                ((SELECT 'set ' || pg_catalog.string_agg(o, ', ' ORDER BY o) FROM pg_catalog.unnest(f.proconfig) o
                  WHERE o NOT LIKE 'search\_path=%' OR EXISTS (SELECT FROM pg_trigger g WHERE g.tgfoid = f.oid
                      AND g.tgname = f.proname))),
                (CASE WHEN f.prosecdef AND EXISTS (SELECT FROM pg_trigger g WHERE g.tgfoid = f.oid
                    AND g.tgname = f.proname) THEN 'security definer' END)
            ) AS x(fact)
            WHERE x.fact IS NOT NULL AND {UserSchemas} AND NOT {IsOfAnother("pg_proc", "f.oid")}
            """;

    private static string Operators =>
        $"""
            SELECT 'operator', {SchemaName},
                   o.oprname::text || ' (' || pg_catalog.format_type(o.oprleft, NULL) || ', '
                       || pg_catalog.format_type(o.oprright, NULL) || ')',
                   'by ' || o.oprcode::text || CASE WHEN o.oprcom <> '0' THEN ' commutes with '
                       || o.oprcom::regoper::text ELSE '' END
                   || CASE WHEN o.oprnegate <> '0' THEN ' negates ' || o.oprnegate::regoper::text ELSE '' END
            FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
            WHERE {UserSchemas} AND NOT {IsOfAnother("pg_operator", "o.oid")}
            UNION ALL
            SELECT 'operator class', {SchemaName}, o.opcname::text,
                   'of ' || pg_catalog.format_type(o.opcintype, NULL) || ' using ' || m.amname::text || CASE
                       WHEN o.opcdefault THEN ' by default' ELSE '' END
            FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod
            WHERE {UserSchemas} AND NOT {IsOfAnother("pg_opclass", "o.oid")}
            UNION ALL
            SELECT 'collation', {SchemaName}, l.collname::text,
                   pg_catalog.concat_ws(' ', l.collprovider::text, l.collcollate, l.collctype,
                       pg_catalog.to_jsonb(l) ->> 'colliculocale'::text,
                       pg_catalog.to_jsonb(l) ->> 'colllocale'::text, pg_catalog.to_jsonb(l) ->> 'collicurules'::text,
                       CASE WHEN pg_catalog.to_jsonb(l) ->> 'collisdeterministic'::text = 'false'
                           THEN 'nondeterministic' END)
            FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace
            WHERE {UserSchemas} AND NOT {IsOfAnother("pg_collation", "l.oid")}
            """;

    private static string TextSearch =>
        $"""
            SELECT 'text search dictionary', {SchemaName}, t.dictname::text, 'of ' || m.tmplname::text
                || coalesce(' with ' || t.dictinitoption, '')
            FROM pg_ts_dict t JOIN pg_namespace n ON n.oid = t.dictnamespace JOIN pg_ts_template m
                ON m.oid = t.dicttemplate
            WHERE {UserSchemas} AND NOT {IsOfAnother("pg_ts_dict", "t.oid")}
            UNION ALL
            SELECT 'text search configuration', {SchemaName}, t.cfgname::text,
                   'by ' || p.prsname::text || coalesce(': '
                       || (SELECT pg_catalog.string_agg(m.maptokentype::text || ' ' || m.mapdict::regdictionary::text,
                       ', '
                        ORDER BY m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = t.oid), '')
            FROM pg_ts_config t JOIN pg_namespace n ON n.oid = t.cfgnamespace JOIN pg_ts_parser p ON p.oid = t.cfgparser
            WHERE {UserSchemas} AND NOT {IsOfAnother("pg_ts_config", "t.oid")}
            """;

    // Event triggers name the schema of their function, so that a platform's are left out with it.
    private static string[] DatabaseWide =>
        [
            $"""
                SELECT 'event trigger', {SchemaName}, e.evtname::text,
                       'on ' || e.evtevent::text || coalesce(' when tag in '
                           || pg_catalog.array_to_string(e.evttags, ', '), '') || ' calls '
                           || pg_catalog.quote_ident(f.proname)
                       || CASE e.evtenabled WHEN 'O' THEN '' WHEN 'D' THEN ' disabled' WHEN 'R'
                           THEN ' enabled replica' ELSE ' enabled always' END
                FROM pg_event_trigger e JOIN pg_proc f ON f.oid = e.evtfoid JOIN pg_namespace n
                    ON n.oid = f.pronamespace
                WHERE NOT {IsOfAnother("pg_event_trigger", "e.oid")}
                """,
            """
                SELECT 'publication', NULL::text, p.pubname::text, x.fact
                FROM pg_publication p
                CROSS JOIN LATERAL (
                    SELECT pg_catalog.concat_ws(', ', CASE WHEN p.puballtables THEN 'all tables' END, CASE
                        WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                        CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END, CASE
                            WHEN pg_catalog.to_jsonb(p) ->> 'pubviaroot'::text = 'true' THEN 'via root' END)
                    UNION ALL
                    SELECT 'table ' || pg_catalog.quote_ident(v.schemaname) || '.'
                        || pg_catalog.quote_ident(v.tablename)
                           || coalesce(' columns ' || (pg_catalog.to_jsonb(v) ->> 'attnames'::text), '')
                               || coalesce(' where ' || (pg_catalog.to_jsonb(v) ->> 'rowfilter'::text), '')
                    FROM pg_publication_tables v WHERE v.pubname = p.pubname AND NOT p.puballtables
                ) AS x(fact)
                """,
            $"""
                SELECT 'foreign data wrapper', NULL::text, w.fdwname::text, 'handled by '
                    || w.fdwhandler::regproc::text FROM pg_foreign_data_wrapper w
                WHERE NOT {IsOfAnother("pg_foreign_data_wrapper", "w.oid")}
                UNION ALL
                SELECT 'foreign server', NULL::text, s.srvname::text,
                       pg_catalog.concat_ws(' ', w.fdwname::text, s.srvtype, s.srvversion, d.origin,
                           (SELECT pg_catalog.string_agg({Masked}, ', ' ORDER BY o)
                           FROM pg_catalog.unnest(s.srvoptions) o
                           WHERE d.origin IS NULL OR pg_catalog.split_part(o, '=', 1)
                               NOT IN ({PostgreSqlDialect.AddressOptions})))
                FROM pg_foreign_server s
                LEFT JOIN LATERAL (SELECT pg_catalog.obj_description(s.oid, 'pg_foreign_server'))
                    AS d (origin) ON pg_catalog.starts_with(d.origin, '{PostgreSqlDialect.AddressFrom}')
                JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
                WHERE NOT {IsOfAnother("pg_foreign_server", "s.oid")}
                UNION ALL
                SELECT 'cast', NULL::text, pg_catalog.format_type(k.castsource, NULL) || ' as '
                    || pg_catalog.format_type(k.casttarget, NULL),
                       CASE k.castmethod WHEN 'f' THEN 'by ' || k.castfunc::regprocedure::text WHEN 'i' THEN 'by text'
                           ELSE 'as it is' END
                       || CASE k.castcontext WHEN 'i' THEN ' implicit' WHEN 'a' THEN ' in assignments' ELSE '' END
                FROM pg_cast k WHERE k.oid {IsUsers} AND NOT {IsOfAnother("pg_cast", "k.oid")}
                UNION ALL
                SELECT 'language', NULL::text, l.lanname::text, CASE WHEN l.lanpltrusted THEN 'trusted'
                    ELSE 'untrusted' END
                FROM pg_language l WHERE l.oid {IsUsers} AND NOT {IsOfAnother("pg_language", "l.oid")}
                """,
        ];

    // The server's own functions have thousands, and each would be rendered before its schema is looked at.
    private static string OwnDescriptions => $"(SELECT * FROM pg_description WHERE objoid {IsUsers}) AS m";

    private static string Comments =>
        $"""
            SELECT x.kind, CASE WHEN x.kind <> 'schema' THEN {SchemaName} END, x.name, x.about || 'comment: ' || x.text
            FROM (
                SELECT CASE WHEN c.relkind = 'S' THEN 'sequence' WHEN c.relkind IN ('i', 'I') THEN 'index'
                    WHEN c.relkind = 'c' THEN 'type' ELSE {RelationKind} END,
                       c.relnamespace, c.relname::text,
                       CASE WHEN m.objsubid = 0 THEN '' ELSE 'column '
                           || pg_catalog.quote_ident((SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid
                           AND a.attnum = m.objsubid)) || ' ' END,
                       m.description, m.classoid, m.objoid
                FROM {OwnDescriptions} JOIN pg_class c ON m.classoid = 'pg_class'::regclass::oid AND c.oid = m.objoid
                UNION ALL
                SELECT {RelationKind}, c.relnamespace, c.relname::text, o.what, m.description, m.classoid, m.objoid
                FROM {OwnDescriptions}
                JOIN (SELECT 'pg_constraint'::regclass::oid, k.oid, k.conrelid, 'constraint '
                    || pg_catalog.quote_ident(k.conname) || ' ' FROM pg_constraint k
                      UNION ALL SELECT 'pg_trigger'::regclass::oid, g.oid, g.tgrelid, 'trigger '
                          || pg_catalog.quote_ident(g.tgname) || ' ' FROM pg_trigger g
                      UNION ALL SELECT 'pg_rewrite'::regclass::oid, r.oid, r.ev_class, 'rule '
                          || pg_catalog.quote_ident(r.rulename) || ' ' FROM pg_rewrite r
                      UNION ALL SELECT 'pg_policy'::regclass::oid, p.oid, p.polrelid, 'policy '
                          || pg_catalog.quote_ident(p.polname) || ' ' FROM pg_policy p
                     ) AS o(class, oid, relation, what) ON o.class = m.classoid AND o.oid = m.objoid
                JOIN pg_class c ON c.oid = o.relation
                UNION ALL
                SELECT CASE f.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
                    f.pronamespace,
                       f.proname::text || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')', '',
                           m.description, m.classoid, m.objoid
                FROM {OwnDescriptions} JOIN pg_proc f ON m.classoid = 'pg_proc'::regclass::oid AND f.oid = m.objoid
                UNION ALL
                SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, t.typnamespace, t.typname::text, '',
                    m.description, m.classoid, m.objoid
                FROM {OwnDescriptions} JOIN pg_type t ON m.classoid = 'pg_type'::regclass::oid AND t.oid = m.objoid
                UNION ALL
                SELECT 'schema', s.oid, s.nspname::text, '', m.description, m.classoid, m.objoid
                FROM pg_description m JOIN pg_namespace s ON m.classoid = 'pg_namespace'::regclass::oid
                    AND s.oid = m.objoid AND (s.nspname <> 'public' OR m.description <> 'standard public schema')
            ) AS x(kind, namespace, name, about, text, class, oid)
            JOIN pg_namespace n ON n.oid = x.namespace
            WHERE {UserSchemas} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = x.class AND d.objid = x.oid
                AND d.deptype = 'e')
            """;

    private static string PublicGrants =>
        $"""
            SELECT x.kind, CASE WHEN x.kind <> 'schema' THEN {SchemaName} END, x.name,
                pg_catalog.string_agg(DISTINCT x.about || a.privilege_type, ', ' ORDER BY x.about || a.privilege_type)
            FROM (
                SELECT CASE WHEN c.relkind = 'S' THEN 'sequence' ELSE {RelationKind} END, c.relnamespace,
                    c.relname::text, '', c.relacl
                FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
                UNION ALL
                SELECT {RelationKind}, c.relnamespace, c.relname::text, 'column ' || pg_catalog.quote_ident(t.attname)
                    || ' ', t.attacl
                FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
                    AND t.attacl IS NOT NULL
                UNION ALL
                SELECT 'schema', s.oid, s.nspname::text, '',
                    coalesce(s.nspacl, pg_catalog.acldefault('n', s.nspowner)) FROM pg_namespace s
                UNION ALL
                SELECT 'function', f.pronamespace, f.proname::text || '('
                    || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')', '',
                       coalesce(f.proacl, pg_catalog.acldefault('f', f.proowner))
                FROM pg_proc f WHERE f.oid {IsUsers} AND NOT {IsOfAnother("pg_proc", "f.oid")}
            ) AS x(kind, namespace, name, about, acl)
            JOIN pg_namespace n ON n.oid = x.namespace
            CROSS JOIN LATERAL pg_catalog.aclexplode(x.acl) AS a
            WHERE a.grantee = '0' AND {UserSchemas}
            GROUP BY 1, 2, 3
            """;
}
