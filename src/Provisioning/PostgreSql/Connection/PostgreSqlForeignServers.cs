using System.Data.Common;
using System.Text;
using System.Text.Json;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Operations;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Connection;

/// <summary>Hands over to a session where other servers are, which migrations name by a variable alone.</summary>
internal static class PostgreSqlForeignServers
{
    private const string Extension = "postgres_fdw";

    // The settings of a URL that postgres_fdw has an option for. A URL with another one is refused.
    private static readonly Dictionary<string, (string Option, bool IsUsers)> Options = new(StringComparer.Ordinal)
    {
        ["Host"] = ("host", false),
        ["Port"] = ("port", false),
        ["Database"] = ("dbname", false),
        ["SSL Mode"] = ("sslmode", false),
        ["Root Certificate"] = ("sslrootcert", false),
        ["Timeout"] = ("connect_timeout", false),
        ["Application Name"] = ("application_name", false),
        ["Username"] = ("user", true),
        ["Password"] = ("password", true),
        ["SSL Certificate"] = ("sslcert", true),
        ["SSL Key"] = ("sslkey", true),
        ["SSL Password"] = ("sslpassword", true),
    };

    /// <summary>Makes sure, before anything runs, that the operations find what they need.</summary>
    /// <exception cref="ProvisioningException">The extension or a variable is missing, or a variable holds no URL of a
    /// PostgreSQL database.</exception>
    public static async Task RequireAsync(
        PostgreSqlSession session,
        PostgreSqlDatabase database,
        IReadOnlyList<Operation> operations,
        CancellationToken token
    )
    {
        var servers = operations.OfType<CreateForeignServer>().ToList();
        if (servers.Count == 0)
        {
            return;
        }

        var found = await session.QueryAsync(
            $"""
            SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = '{Extension}'),
                   EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = '{Extension}')
            """,
            row => (IsInstalled: row.GetBoolean(0), IsAvailable: row.GetBoolean(1)),
            token
        );
        var (isInstalled, isAvailable) = found[0];
        if (!isInstalled && !isAvailable)
        {
            throw new ProvisioningException(
                $"{database.Location} cannot {servers[0].Summary}: the extension {Extension} is not on the machine "
                    + "that the server runs on. Install the package of PostgreSQL's additional modules there "
                    + "(postgresql-contrib)."
            );
        }

        if (!isInstalled && !operations.Any(each => each is CreateExtension { Name: Extension }))
        {
            throw new ProvisioningException(
                $"{database.Location} cannot {servers[0].Summary}: the extension {Extension} is not installed in this "
                    + $"database. Write Create.Extension(\"{Extension}\") before it."
            );
        }

        if (database.ReachesOthers)
        {
            foreach (var server in servers)
            {
                _ = Address(server, database);
            }
        }
    }

    /// <summary>The setting that the operation's statements read, and what it holds.</summary>
    /// <exception cref="ProvisioningException">The variable is missing, or holds no URL of a PostgreSQL
    /// database.</exception>
    public static (string Setting, string Value) Handed(CreateForeignServer server, PostgreSqlDatabase database) =>
        (
            PostgreSqlDialect.AddressSetting(server.Variable),
            Json(
                database.ReachesOthers
                    ? Address(server, database)
                    // A temporary copy of a database writes nothing that is not in it.
                    : [("host", "this-is-a-copy.invalid", IsUsers: false)]
            )
        );

    /// <summary>The tables that have foreign tables among their partitions or children, each with its parts whose rows
    /// are here: without those of its children, as <c>ONLY</c> reads them.</summary>
    /// <param name="session">The session.</param>
    /// <param name="schema">Where names without a schema live.</param>
    /// <param name="token">Cancels the operation.</param>
    public static async Task<IReadOnlyDictionary<ObjectName, IReadOnlyList<ObjectName>>> FindSpreadTablesAsync(
        DatabaseSession session,
        string schema,
        CancellationToken token
    )
    {
        var parts = await session.QueryAsync(
            """
            WITH RECURSIVE part (root, id) AS (
                SELECT inhparent, inhparent FROM pg_catalog.pg_inherits
                UNION SELECT p.root, i.inhrelid FROM part p JOIN pg_catalog.pg_inherits i ON i.inhparent = p.id)
            SELECT rn.nspname::text, r.relname::text, n.nspname::text, c.relname::text, c.relkind = 'r'
            FROM part p JOIN pg_catalog.pg_class r ON r.oid = p.root
                JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
                JOIN pg_catalog.pg_class c ON c.oid = p.id JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE p.root IN (SELECT f.root FROM part f JOIN pg_catalog.pg_class x ON x.oid = f.id AND x.relkind = 'f')
            ORDER BY p.root, p.id
            """,
            row => (Table: Name(row, 0), Part: Name(row, 2), IsHere: row.GetBoolean(4)),
            token
        );
        return parts
            .GroupBy(part => part.Table)
            .ToDictionary(
                table => table.Key,
                IReadOnlyList<ObjectName> (table) => [.. table.Where(part => part.IsHere).Select(part => part.Part)]
            );

        ObjectName Name(DbDataReader row, int at) =>
            new(row.GetString(at) is var name && name == schema ? null : name, row.GetString(at + 1));
    }

    /// <summary>Drops what the session's database signs in to other servers with: from then on it reads and writes
    /// nothing there, and says that there is no user mapping.</summary>
    public static Task DropUserMappingsAsync(DatabaseSession session, CancellationToken token) =>
        session.ExecuteAsync(
            """
            DO $$
            DECLARE
                m record;
            BEGIN
                FOR m IN SELECT srvname, umuser, usename FROM pg_catalog.pg_user_mappings LOOP
                    EXECUTE pg_catalog.format(
                        'DROP USER MAPPING FOR %s SERVER %I',
                        CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(m.usename) END,
                        m.srvname);
                END LOOP;
            END $$
            """,
            token
        );

    private static List<(string Option, string Value, bool IsUsers)> Address(
        CreateForeignServer server,
        PostgreSqlDatabase database
    )
    {
        if (database.Variables(server.Variable) is not { Length: > 0 } url)
        {
            throw Refuse(server, "is not set", "Set it to the URL of that server's database");
        }

        NpgsqlConnectionStringBuilder? settings;
        try
        {
            settings = DatabaseUrl.Read(url).Server;
        }
        catch (InvalidDatabaseUrlException error)
        {
            throw new ProvisioningException($"Cannot {server.Summary}: {server.Variable}: {error.Message}", error);
        }

        if (settings is null)
        {
            throw Refuse(server, "is not the URL of a PostgreSQL database", "Name one as postgresql://user@host/name");
        }

        var address = new List<(string, string, bool)>();
        foreach (var key in settings.Keys.Cast<string>())
        {
            if (!Options.TryGetValue(key, out var option))
            {
                throw Refuse(server, $"sets {key}, which has no meaning for another server", "Leave it out");
            }

            var value = key is "SSL Mode" ? PostgreSqlUrlOptions.Word(settings.SslMode) : $"{settings[key]}";
            address.Add((option.Option, value, option.IsUsers));
        }

        return address;
    }

    private static ProvisioningException Refuse(CreateForeignServer server, string what, string wayOut) =>
        new($"Cannot {server.Summary}: the variable {server.Variable} {what}. {wayOut}.");

    private static string Json(List<(string Option, string Value, bool IsUsers)> address)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var part in address.GroupBy(each => each.IsUsers))
            {
                json.WriteStartObject(part.Key ? "user" : "server");
                foreach (var (option, value, _) in part)
                {
                    json.WriteString(option, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
