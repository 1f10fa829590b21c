using Provisioning.Dialects;
using Provisioning.PostgreSql.Dialect;

namespace Provisioning.PostgreSql.Connection;

/// <summary>What a session starts with, and how it gets back to it after SQL or code has changed it.</summary>
internal static class PostgreSqlSessionState
{
    private const string Release = """
        CASE WHEN l.objsubid = 1 AND l.mode = 'ExclusiveLock'
               THEN pg_catalog.pg_advisory_unlock((l.classid::int8 << 32) | l.objid::int8)
             WHEN l.objsubid = 1 THEN pg_catalog.pg_advisory_unlock_shared((l.classid::int8 << 32) | l.objid::int8)
             WHEN l.mode = 'ExclusiveLock'
               THEN pg_catalog.pg_advisory_unlock(l.classid::int8::bit(32)::int4, l.objid::int8::bit(32)::int4)
             ELSE pg_catalog.pg_advisory_unlock_shared(l.classid::int8::bit(32)::int4, l.objid::int8::bit(32)::int4) END
        """;

    // A lock that was taken several times has one row, and is released as often.
    private const string ReleaseLocks = $"""
        SELECT (WITH RECURSIVE r(was_held) AS (SELECT {Release} UNION ALL SELECT {Release} FROM r WHERE was_held)
                SELECT pg_catalog.count(*) FROM r)
        FROM pg_catalog.pg_locks l
        WHERE l.locktype = 'advisory' AND l.pid = pg_catalog.pg_backend_pid() AND l.granted
          AND (l.classid::int8, l.objsubid) <> ({PostgreSqlAdvisoryLock.Ours}, 2)
        """;

    /// <summary>What the SQL of the dialect means something by: names, moments, texts.</summary>
    public static string Settings(string searchPath, bool isLocal) =>
        string.Join(
            ", ",
            new (string Name, string Value)[]
            {
                ("search_path", searchPath),
                ("TimeZone", "UTC"),
                ("client_encoding", "UTF8"),
                ("standard_conforming_strings", "on"),
            }.Select(setting =>
                $"pg_catalog.set_config('{setting.Name}', {PostgreSqlName.Literal(setting.Value)}, "
                + $"{(isLocal ? "true" : "false")})"
            )
        );

    /// <summary>The statements that take the session back to its start, also inside a transaction. The locks of this
    /// program stay.</summary>
    public static IEnumerable<SqlStatement> Reset(string searchPath) =>
        [
            .. PostgreSqlDialect.SessionReset.Select(text => new SqlStatement(text)),
            new($"SELECT {Settings(searchPath, isLocal: false)}"),
            new(ReleaseLocks),
        ];

    /// <summary>The statements after which rows are written as the role and in the encoding of the start, until the
    /// transaction ends.</summary>
    public static IEnumerable<SqlStatement> ResetLocally(string searchPath) =>
        [
            new("SET TRANSACTION READ WRITE"),
            new("SET LOCAL SESSION AUTHORIZATION DEFAULT"),
            new("SET LOCAL ROLE TO DEFAULT"),
            new($"SELECT {Settings(searchPath, isLocal: true)}"),
        ];
}
