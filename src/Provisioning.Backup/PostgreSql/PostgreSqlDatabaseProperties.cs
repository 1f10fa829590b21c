using System.Text.Json;
using System.Text.Json.Serialization;
using Provisioning.Backup.Format;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Backup.PostgreSql;

/// <summary>What a dump does not say of a database, and its restore needs: how text is kept and sorted, who may
/// connect, which roles its grants name.</summary>
/// <param name="Encoding">The encoding.</param>
/// <param name="Collate">The locale that sorts.</param>
/// <param name="Ctype">The locale that knows letters.</param>
/// <param name="Roles">The roles that grants and policies in the database name.</param>
/// <param name="Settings">Settings of the database.</param>
/// <param name="Grants">Rights on the database itself; null where they are the default.</param>
/// <param name="Filtered">The tables whose rows are in a part of their own.</param>
internal sealed record PostgreSqlDatabaseProperties(
    string Encoding,
    string Collate,
    string Ctype,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Settings,
    IReadOnlyList<DatabaseGrant>? Grants,
    IReadOnlyList<FilteredRows> Filtered
)
{
    /// <summary>The part of a backup that it is in.</summary>
    public const string Part = "properties";

    // Names of roles and settings, thousands of them.
    private const int Most = 16 << 20;

    private const string Named = """
        SELECT DISTINCT r.rolname::text FROM pg_catalog.pg_shdepend d JOIN pg_catalog.pg_roles r ON r.oid = d.refobjid
        WHERE d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.deptype IN ('a', 'r')
              AND d.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) ORDER BY 1
        """;

    private const string Kept = """
        SELECT unnest(s.setconfig)::text FROM pg_catalog.pg_db_role_setting s
        WHERE s.setrole = 0 AND s.setdatabase = (SELECT oid FROM pg_catalog.pg_database
            WHERE datname = current_database())
        """;

    private const string Rights = """
        SELECT coalesce(r.rolname::text, ''), a.privilege_type::text, a.is_grantable
        FROM pg_catalog.pg_database d CROSS JOIN LATERAL pg_catalog.aclexplode(d.datacl) a LEFT
            JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
        WHERE d.datname = current_database() AND a.grantee <> d.datdba ORDER BY 1, 2
        """;

    // A list of names, and kept as such; in quotes it would be one name.
    private static readonly string[] Lists =
    [
        "search_path",
        "temp_tablespaces",
        "session_preload_libraries",
        "local_preload_libraries",
    ];

    /// <summary>Reads the properties of the database.</summary>
    public static async Task<PostgreSqlDatabaseProperties> ReadAsync(
        DatabaseSession session,
        IReadOnlyList<FilteredRows> filtered,
        CancellationToken token
    )
    {
        var (encoding, collate, ctype, hasRights) = (
            await session.QueryAsync(
                "SELECT pg_catalog.pg_encoding_to_char(encoding)::text, datcollate::text, datctype::text, datacl IS "
                    + "NOT NULL FROM pg_catalog.pg_database WHERE datname = current_database()",
                row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3)),
                token
            )
        )[0];
        var rights = hasRights
            ? await session.QueryAsync(
                Rights,
                row => new DatabaseGrant(row.GetString(0), row.GetString(1), row.GetBoolean(2)),
                token
            )
            : null;
        var roles = await session.QueryAsync(Named, row => row.GetString(0), token);
        return new(
            encoding,
            collate,
            ctype,
            [
                .. roles
                    .Concat(rights?.Select(right => right.Role).Where(role => role.Length > 0) ?? [])
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ],
            await session.QueryAsync(Kept, row => row.GetString(0), token),
            rights,
            filtered
        );
    }

    /// <summary>Reads the properties from a backup.</summary>
    public static async Task<PostgreSqlDatabaseProperties> FromAsync(BackupParts parts, CancellationToken token)
    {
        using var text = new MemoryStream(new byte[Most]);
        try
        {
            await parts.CopyToAsync(Part, text, token);
        }
        catch (NotSupportedException error)
        {
            throw new BackupDamagedException(
                $"The part {Part} is longer than the {Most:N0} bytes that it may be.",
                error
            );
        }

        text.SetLength(text.Position);
        text.Position = 0;
        const string unknown =
            "The backup does not say how its database keeps text. It was made by a version of provision that this one "
            + "does not know, or was changed.";
        try
        {
            return await JsonSerializer.DeserializeAsync(
                text,
                PropertiesJson.Default.PostgreSqlDatabaseProperties,
                token
            ) ?? throw new BackupDamagedException(unknown);
        }
        catch (JsonException error)
        {
            throw new BackupDamagedException(unknown, error);
        }
    }

    /// <summary>Writes the properties into a backup.</summary>
    public Task WriteAsync(Stream to, CancellationToken token) =>
        JsonSerializer.SerializeAsync(to, this, PropertiesJson.Default.PostgreSqlDatabaseProperties, token);

    /// <summary>The statement that creates an empty database like it.</summary>
    public string Create(string quotedName) =>
        $"CREATE DATABASE {quotedName} TEMPLATE template0 ENCODING {Literal(Encoding)} LC_COLLATE {Literal(Collate)} "
        + $"LC_CTYPE {Literal(Ctype)}";

    /// <summary>The statements that give the database its settings and rights.</summary>
    public IEnumerable<SqlStatement> Apply(string quotedName)
    {
        foreach (var setting in Settings.Select(setting => setting.Split('=', 2)))
        {
            var value =
                Lists.Contains(setting[0], StringComparer.Ordinal) && setting[1].Length > 0
                    ? setting[1]
                    : Literal(setting[1]);
            yield return new($"ALTER DATABASE {quotedName} SET {Dialect.Quote(setting[0])} TO {value}");
        }

        if (Grants is not null)
        {
            yield return new($"REVOKE ALL ON DATABASE {quotedName} FROM PUBLIC");
        }

        foreach (var grant in Grants ?? [])
        {
            yield return new(
                $"GRANT {grant.Privilege} ON DATABASE {quotedName} TO "
                    + $"{(grant.Role.Length == 0 ? "PUBLIC" : Dialect.Quote(grant.Role))}"
                    + $"{(grant.CanGrant ? " WITH GRANT OPTION" : "")}"
            );
        }
    }

    private static string Literal(string text) => Dialect.QuoteText(text);
}

/// <summary>A right on a database.</summary>
/// <param name="Role">The role that has it; empty for PUBLIC.</param>
/// <param name="Privilege">The right: <c>CONNECT</c>.</param>
/// <param name="CanGrant">Whether the role may grant it to others.</param>
internal sealed record DatabaseGrant(string Role, string Privilege, bool CanGrant);

/// <summary>A table whose rows are in a part of their own, with secrets replaced.</summary>
/// <param name="Part">The part.</param>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns, in the order of the values.</param>
internal sealed record FilteredRows(string Part, ObjectName Table, IReadOnlyList<string> Columns);

[JsonSerializable(typeof(PostgreSqlDatabaseProperties))]
internal sealed partial class PropertiesJson : JsonSerializerContext;
