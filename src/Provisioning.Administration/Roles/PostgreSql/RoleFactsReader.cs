using System.Data.Common;
using Provisioning.Databases;
using Provisioning.Systems;

namespace Provisioning.Administration.Roles.PostgreSql;

/// <summary>Reads what matters to two roles from the catalogue. Any role may: nothing of it is secret.</summary>
internal static class RoleFactsReader
{
    private const string Session = """
        SELECT pg_catalog.current_setting('server_version_num')::int, r.rolname::text, r.rolsuper, r.rolcreaterole,
            pg_catalog.current_database()::text,
               coalesce(r.rolsuper OR pg_catalog.pg_has_role(r.oid, m.oid, 'USAGE'), false),
               r.rolsuper OR CASE WHEN pg_catalog.current_setting('server_version_num')::int < 160000 OR m.oid IS NULL
                   THEN r.rolcreaterole
                                  ELSE pg_catalog.pg_has_role(r.oid, m.oid, 'MEMBER WITH ADMIN OPTION') END
        FROM pg_catalog.pg_roles r LEFT JOIN pg_catalog.pg_roles m ON m.rolname = @p0
        WHERE r.rolname = current_user
        """;

    private const string Roles = """
        SELECT rolname::text, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolcanlogin,
            coalesce(rolvaliduntil <= pg_catalog.now(), false)
        FROM pg_catalog.pg_roles WHERE rolname IN (@p0, @p1)
        """;

    private const string Memberships = """
        SELECT DISTINCT m.rolname::text, g.rolname::text
        FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles m ON m.oid = a.member JOIN pg_catalog.pg_roles g
            ON g.oid = a.roleid
        WHERE m.rolname IN (@p0, @p1) ORDER BY 1, 2
        """;

    // What an extension brings along is the extension's.
    private const string Objects = """
        WITH schemas AS (
            SELECT * FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        ), objects AS (
            SELECT 0 AS kind, NULL::text AS schema, datname::text AS name,
                pg_catalog.format('DATABASE %I', datname) AS target, datdba AS owner,
                   coalesce(datacl, pg_catalog.acldefault('d', datdba)) AS acl, false AS linked, NULL::text AS col
            FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
            UNION ALL
            SELECT 1, nspname, nspname, pg_catalog.format('SCHEMA %I', nspname), nspowner,
                coalesce(nspacl, pg_catalog.acldefault('n', nspowner)), false, NULL
            FROM schemas
            UNION ALL
            SELECT CASE c.relkind WHEN 'S' THEN 4 ELSE 2 END, n.nspname, c.relname,
                   pg_catalog.format(CASE c.relkind WHEN 'S' THEN 'SEQUENCE %I.%I' ELSE 'TABLE %I.%I' END, n.nspname,
                       c.relname), c.relowner,
                   coalesce(c.relacl, pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END,
                       c.relowner)),
                   c.relkind = 'S' AND EXISTS (SELECT FROM pg_catalog.pg_depend d
                       WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                                               AND d.refclassid = 'pg_catalog.pg_class'::regclass
                                                   AND d.refobjsubid > 0), NULL
            FROM pg_catalog.pg_class c JOIN schemas n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
                  AND d.objid = c.oid AND d.deptype = 'e')
            UNION ALL
            SELECT 3, n.nspname, c.relname, pg_catalog.format('TABLE %I.%I', n.nspname, c.relname), c.relowner,
                a.attacl, true, a.attname
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN schemas n
                ON n.oid = c.relnamespace
            WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
                  AND d.objid = c.oid AND d.deptype = 'e')
            UNION ALL
            SELECT 5, n.nspname, p.proname, pg_catalog.format('ROUTINE %I.%I(%s)', n.nspname, p.proname,
                pg_catalog.pg_get_function_identity_arguments(p.oid)), p.proowner,
                   coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner)), false, NULL
            FROM pg_catalog.pg_proc p JOIN schemas n ON n.oid = p.pronamespace
            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass
                AND d.objid = p.oid AND d.deptype = 'e')
            UNION ALL
            SELECT 6, n.nspname, t.typname, pg_catalog.format(CASE t.typtype WHEN 'd' THEN 'DOMAIN %I.%I'
                ELSE 'TYPE %I.%I' END, n.nspname, t.typname), t.typowner, NULL, false, NULL
            FROM pg_catalog.pg_type t JOIN schemas n ON n.oid = t.typnamespace LEFT JOIN pg_catalog.pg_class c
                ON c.oid = t.typrelid
            WHERE (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_type'::regclass
                  AND d.objid = t.oid AND d.deptype = 'e')
        )
        SELECT o.kind, o.schema, o.name, o.target, pg_catalog.pg_get_userbyid(o.owner)::text, o.linked,
            pg_catalog.pg_has_role(o.owner, 'MEMBER'), o.col,
               CASE WHEN e.grantee > 0 THEN pg_catalog.pg_get_userbyid(e.grantee)::text END,
                   pg_catalog.pg_get_userbyid(e.grantor)::text, e.privilege_type, e.is_grantable
        FROM objects o
        LEFT JOIN LATERAL (
            SELECT * FROM pg_catalog.aclexplode(o.acl) x
            WHERE x.grantee = 0 OR x.grantee IN (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname IN (@p0, @p1))
        ) e ON true
        ORDER BY o.kind, o.schema, o.name, o.target, o.col, e.privilege_type
        """;

    private const string Defaults = """
        SELECT m.rolname::text, n.nspname::text, a.defaclobjtype::text, CASE WHEN e.grantee > 0
            THEN pg_catalog.pg_get_userbyid(e.grantee)::text END, e.privilege_type,
               pg_catalog.pg_has_role(m.oid, 'MEMBER')
        FROM pg_catalog.pg_default_acl a JOIN pg_catalog.pg_roles m ON m.oid = a.defaclrole LEFT
            JOIN pg_catalog.pg_namespace n ON n.oid = a.defaclnamespace
        LEFT JOIN LATERAL (
            SELECT * FROM pg_catalog.aclexplode(a.defaclacl) x
            WHERE x.grantee = 0 OR x.grantee IN (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname IN (@p0, @p1))
        ) e ON true
        ORDER BY 1, 2, 3, 5
        """;

    private const string Settings = """
        SELECT r.rolname::text, c.setting
        FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
            JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
        CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c(setting)
        WHERE d.datname = pg_catalog.current_database() AND r.rolname IN (@p0, @p1)
        """;

    // The classes that the query of objects has already are left out, and types, whose privileges give no access to
    private const string Dependencies = """
        SELECT r.rolname::text, d.deptype = 'o', pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)
        FROM pg_catalog.pg_shdepend d JOIN pg_catalog.pg_roles r ON r.oid = d.refobjid
        WHERE d.refclassid = 'pg_catalog.pg_authid'::regclass AND r.rolname = @p0 AND d.deptype IN ('o', 'a')
          AND d.dbid IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
          AND d.classid::regclass::text NOT IN ('pg_class', 'pg_proc', 'pg_type', 'pg_database', 'pg_default_acl',
              'pg_namespace',
              'pg_catalog.pg_class', 'pg_catalog.pg_proc', 'pg_catalog.pg_type', 'pg_catalog.pg_database',
                  'pg_catalog.pg_default_acl', 'pg_catalog.pg_namespace')
        ORDER BY 3
        """;

    private const string OpenDatabases = """
        SELECT d.datname::text, pg_catalog.pg_has_role(d.datdba, 'MEMBER')
        FROM pg_catalog.pg_database d
        WHERE d.datallowconn AND d.datname <> pg_catalog.current_database()
          AND EXISTS (SELECT FROM pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) x
              WHERE x.grantee = 0 AND x.privilege_type IN ('CONNECT', 'TEMPORARY'))
        ORDER BY 1
        """;

    /// <summary>Reads the facts about the policy's roles.</summary>
    public static async Task<RoleFacts> ReadAsync(DatabaseSession session, SystemRoles roles, CancellationToken token)
    {
        object?[] both = [roles.Application, roles.Migration];
        var asks = await session.QueryAsync(
            Session,
            row => new SessionFact(
                row.GetInt32(0),
                row.GetString(1),
                row.GetBoolean(2),
                row.GetBoolean(3),
                row.GetString(4),
                row.GetBoolean(5),
                row.GetBoolean(6)
            ),
            token,
            roles.Migration
        );
        var objects = await session.QueryAsync(
            Objects,
            row => (Object: Securable(row), Privilege: Privilege(row)),
            token,
            both
        );
        return new(
            asks[0],
            await session.QueryAsync(Roles, Role, token, both),
            await session.QueryAsync(Memberships, row => (row.GetString(0), row.GetString(1)), token, both),
            [
                .. objects.GroupBy(
                    found => found.Object,
                    (found, rows) =>
                        found with
                        {
                            Privileges = [.. rows.Select(row => row.Privilege).OfType<PrivilegeFact>()],
                        }
                ),
            ],
            await session.QueryAsync(
                Defaults,
                row => new DefaultFact(
                    row.GetString(0),
                    Text(row, 1),
                    row.GetString(2),
                    Text(row, 3),
                    Text(row, 4),
                    row.GetBoolean(5)
                ),
                token,
                both
            ),
            await session.QueryAsync(Settings, row => (row.GetString(0), row.GetString(1)), token, both),
            await session.QueryAsync(
                Dependencies,
                row => (row.GetString(0), row.GetBoolean(1), row.GetString(2)),
                token,
                roles.Application
            ),
            await session.QueryAsync(
                OpenDatabases,
                row => new OpenDatabaseFact(row.GetString(0), row.GetBoolean(1)),
                token
            )
        );
    }

    private static RoleFact Role(DbDataReader row)
    {
        string[] attributes = ["SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS"];
        return new(
            row.GetString(0),
            [.. attributes.Where((_, at) => row.GetBoolean(at + 1))],
            row.GetBoolean(6),
            row.GetBoolean(7)
        );
    }

    private static SecurableFact Securable(DbDataReader row) =>
        new(
            (SecurableKind)row.GetInt32(0),
            Text(row, 1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetBoolean(5),
            row.GetBoolean(6),
            Text(row, 7)
        );

    private static PrivilegeFact? Privilege(DbDataReader row) =>
        row.IsDBNull(10) ? null : new(Text(row, 8), row.GetString(9), row.GetString(10), row.GetBoolean(11));

    private static string? Text(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);
}
