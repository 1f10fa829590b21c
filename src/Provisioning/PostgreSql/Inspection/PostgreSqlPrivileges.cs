namespace Provisioning.PostgreSql.Inspection;

/// <summary>Who may do what with the objects of a database, and who owns them, as the statements that make it
/// so.</summary>
internal static class PostgreSqlPrivileges
{
    private const string IsUsers = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    private const string Relation = "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)";

    private const string Role =
        "CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END";

    /// <summary>Gives a statement a row: what differs from the privileges that an object has by default, owners other
    /// than this role, and default privileges.</summary>
    public static string Query =>
        $"""
            WITH objects(kind, name, owner, acl, usual) AS (
                SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, {Relation}, c.relowner, c.relacl,
                    pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND {IsUsers} AND {IsOwn("pg_class", "c.oid")}
                UNION ALL
                SELECT 'SCHEMA', pg_catalog.quote_ident(n.nspname), n.nspowner, n.nspacl,
                    pg_catalog.acldefault('n', n.nspowner)
                FROM pg_catalog.pg_namespace n WHERE {IsUsers} AND {IsOwn("pg_namespace", "n.oid")}
                UNION ALL
                SELECT 'ROUTINE', pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(f.proname) || '('
                    || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')', f.proowner, f.proacl,
                    pg_catalog.acldefault('f', f.proowner)
                FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
                WHERE {IsUsers} AND {IsOwn("pg_proc", "f.oid")}
                UNION ALL
                SELECT 'TYPE', pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname),
                    t.typowner, t.typacl, pg_catalog.acldefault('T', t.typowner)
                FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
                LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
                WHERE t.typtype IN ('c', 'd', 'e', 'r') AND coalesce(c.relkind, 'c') = 'c' AND {IsUsers}
                    AND {IsOwn("pg_type", "t.oid")}
            ), granted AS (
                SELECT o.kind, o.name, '' AS columns, a.grantee, a.privilege_type, a.is_grantable
                FROM objects o CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(o.acl, o.usual)) a
                UNION ALL
                SELECT 'TABLE', {Relation}, ' (' || pg_catalog.quote_ident(t.attname) || ')', a.grantee,
                    a.privilege_type, a.is_grantable
                FROM pg_catalog.pg_attribute t JOIN pg_catalog.pg_class c ON c.oid = t.attrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) a
                WHERE {IsUsers} AND {IsOwn("pg_class", "c.oid")}
            ), usual AS (
                SELECT o.kind, o.name, '' AS columns, a.grantee, a.privilege_type, a.is_grantable
                FROM objects o CROSS JOIN LATERAL pg_catalog.aclexplode(o.usual) a
            )
            SELECT 2, 'GRANT ' || pg_catalog.string_agg(a.privilege_type || a.columns, ', '
                    ORDER BY a.privilege_type, a.columns) || ' ON ' || a.kind || ' ' || a.name || ' TO ' || {Role}
                || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS statement
            FROM (SELECT * FROM granted EXCEPT SELECT * FROM usual) a
            GROUP BY a.kind, a.name, a.grantee, a.is_grantable
            UNION ALL
            SELECT 1, 'REVOKE ' || pg_catalog.string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' ON '
                || a.kind || ' ' || a.name || ' FROM ' || {Role}
            FROM (SELECT * FROM usual EXCEPT SELECT * FROM granted) a
            GROUP BY a.kind, a.name, a.grantee
            UNION ALL
            SELECT 0, 'ALTER ' || o.kind || ' ' || o.name || ' OWNER TO '
                || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.owner))
            FROM objects o WHERE pg_catalog.pg_get_userbyid(o.owner) <> current_user
            UNION ALL
            SELECT 3, 'ALTER DEFAULT PRIVILEGES FOR ROLE '
                || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.defaclrole))
                || coalesce(' IN SCHEMA ' || pg_catalog.quote_ident(n.nspname), '') || ' GRANT '
                || pg_catalog.string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type) || ' ON '
                || CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES'
                    WHEN 'T' THEN 'TYPES' ELSE 'SCHEMAS' END || ' TO ' || {Role}
                || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
            FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
            CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) a
            WHERE a.grantee <> d.defaclrole
            GROUP BY d.defaclrole, n.nspname, d.defaclobjtype, a.grantee, a.is_grantable
            ORDER BY 1, 2
            """;

    private static string IsOwn(string catalog, string oid) =>
        $"""
            NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.{catalog}'::regclass
                AND d.objid = {oid} AND d.deptype IN ('e', 'i'))
            """;
}
