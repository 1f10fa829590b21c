using System.Text;
using System.Text.Json;
using Npgsql;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Operations;
using Provisioning.PostgreSql.Dialect;

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
