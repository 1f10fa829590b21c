namespace Provisioning.Administration.Health.PostgreSql;

/// <content>Who may do what.</content>
internal static partial class PostgreSqlHealth
{
    private const string Attributes = """
        SELECT unnest(ARRAY[CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
            CASE WHEN rolcreatedb THEN 'CREATEDB' END,
                            CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolbypassrls
                                THEN 'BYPASSRLS' END]) AS power
        FROM me
        UNION ALL
        SELECT 'member of ' || g.rolname FROM me, pg_catalog.pg_roles g
        WHERE NOT me.rolsuper AND pg_has_role(me.oid, g.oid, 'MEMBER')
          AND (g.rolsuper OR g.rolname IN ('pg_write_server_files', 'pg_read_server_files',
              'pg_execute_server_program', 'pg_write_all_data', 'pg_maintain'))
        """;

    private static IReadOnlyList<HealthCheck> Access => [Authentication, Network, Login, ApplicationRole, Everybody];

    private static HealthCheck Authentication =>
        new HealthQuery<(string Type, string Method, bool IsLocal)>(
            "authentication",
            "access",
            """
            SELECT type, auth_method, coalesce(address IN ('127.0.0.1', '::1', 'localhost', 'samehost'), false)
                FROM pg_catalog.pg_hba_file_rules
            WHERE type LIKE 'host%' AND error IS NULL
            """,
            row => (row.GetString(0), row.GetString(1), row.GetBoolean(2)),
            SettingVerdicts.Authentication
        );

    private static HealthCheck Network =>
        new HealthQuery<string>(
            "network",
            "access",
            "SELECT current_setting('listen_addresses')",
            row => row.GetString(0),
            (rows, _) =>
                rows[0] is "" or "localhost" or "127.0.0.1" or "::1"
                    ? new(Verdict.Ok, "listens on this machine alone")
                    : Judgement.NotKnown(
                        $"listens on {rows[0]}; who reaches it, the server does not see",
                        "Let the firewall or security group admit the application's machines alone."
                    )
        );

    private static HealthCheck Login =>
        new HealthQuery<(string Name, string? Power)>(
            "login",
            "access",
            $"WITH me AS (SELECT * FROM pg_catalog.pg_roles WHERE rolname = session_user), powers AS ({Attributes}) "
                + $"SELECT session_user::text, power FROM (SELECT 1) one LEFT JOIN powers ON power IS NOT NULL",
            row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)),
            (rows, context) =>
                AccessVerdicts.Login(
                    new(rows[0].Name, [.. rows.Select(row => row.Power).OfType<string>()], []),
                    context
                )
        );

    private static HealthCheck ApplicationRole =>
        new HealthQuery<(string? Power, string? Owned)>(
            "application-role",
            "access",
            $"""
            WITH me AS (SELECT * FROM pg_catalog.pg_roles WHERE rolname = @p0)
            SELECT power, NULL FROM ({Attributes}) attributes WHERE power IS NOT NULL
            UNION ALL
            SELECT 'CREATE on schema ' || n.nspname, NULL FROM me, pg_catalog.pg_namespace n WHERE NOT rolsuper
                AND n.nspname !~ '^pg_' AND has_schema_privilege(me.oid, n.oid, 'CREATE')
            UNION ALL
            SELECT p || ' on database ' || current_database(), NULL FROM me, unnest(ARRAY['CREATE', 'TEMPORARY']) p
                WHERE NOT rolsuper AND has_database_privilege(me.oid, current_database(), p)
            UNION ALL
            SELECT 'TRUNCATE on ' || c.oid::regclass, NULL FROM me, pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT rolsuper AND c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|information_schema)'
                AND NOT pg_has_role(me.oid, c.relowner, 'USAGE') AND has_table_privilege(me.oid, c.oid, 'TRUNCATE')
            UNION ALL
            SELECT NULL, c.oid::regclass::text FROM me, pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n
                ON n.oid = c.relnamespace
            WHERE NOT rolsuper AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname !~ '^(pg_|information_schema)'
                AND pg_has_role(me.oid, c.relowner, 'USAGE')
            UNION ALL
            SELECT '', NULL FROM me
            """,
            row => (row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)),
            (rows, context) =>
                AccessVerdicts.Application(
                    context.Roles?.Application,
                    // The empty row says that the role is there.
                    rows.Count == 0
                        ? null
                        : new(
                            context.Roles!.Application,
                            [.. rows.Select(row => row.Power).OfType<string>().Where(power => power.Length > 0)],
                            [.. rows.Select(row => row.Owned).OfType<string>()]
                        ),
                    context
                ),
            context => [context.Roles?.Application ?? ""]
        );

    private static HealthCheck Everybody =>
        new HealthQuery<string>(
            "everybody",
            "access",
            """
            SELECT a.privilege_type || ' on database ' || d.datname FROM pg_catalog.pg_database d,
                aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
            WHERE d.datname = current_database() AND a.grantee = 0
            UNION ALL
            SELECT 'CREATE on schema ' || n.nspname FROM pg_catalog.pg_namespace n, aclexplode(n.nspacl) a
                WHERE a.grantee = 0 AND a.privilege_type = 'CREATE'
            UNION ALL
            SELECT string_agg(a.privilege_type, ', ') || ' on ' || c.oid::regclass FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
            WHERE a.grantee = 0 AND c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^(pg_|information_schema)'
                GROUP BY c.oid
            """,
            row => row.GetString(0),
            AccessVerdicts.Everybody
        );
}
