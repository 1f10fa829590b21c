using Npgsql;
using Provisioning.Engines;
using Provisioning.PostgreSql.Connection;
using Provisioning.Security.Files;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Settings;

/// <summary>The database that all settings together name, and where each of its parts is from.</summary>
internal sealed class DatabaseSelection
{
    private readonly SettingSources _sources;
    private readonly bool _allowShared;
    private readonly bool _mayBeDefault;

    /// <summary>Reads the settings. Nothing is connected yet; a password command is run.</summary>
    /// <param name="sources">The settings.</param>
    /// <param name="system">The system; null where the command is about none.</param>
    /// <param name="allowShared">Whether files that hold secrets may be readable by others.</param>
    /// <param name="other">A URL that an option of the command names in place of the settings' one.</param>
    /// <param name="mayBeDefault">Whether the default file will do in production, too, because nothing is
    /// connected.</param>
    /// <exception cref="ProvisioningException">A setting is wrong, or a secret cannot be read.</exception>
    public DatabaseSelection(
        SettingSources sources,
        DatabaseSystem? system,
        bool allowShared,
        string? other = null,
        bool mayBeDefault = false
    )
    {
        (_sources, _allowShared, _mayBeDefault) = (sources, allowShared, mayBeDefault);
        IsProduction = sources.Find(KnownSettings.Environment) switch
        {
            { Value: null or "development" } => false,
            { Value: "production" } => true,
            var wrong => throw new UsageException(
                $"{wrong.Source} takes development or production, not \"{wrong.Value}\"."
            ),
        };
        if (IsProduction && allowShared)
        {
            throw new UsageException(
                "In production files that hold secrets are read only if no other user may read them: leave "
                    + "--allow-insecure-permissions out, and run chmod 600 on them."
            );
        }

        Secrets.Add(sources.Variable("PROVISIONING_ENCRYPTION_KEY")?.Value);
        Secrets.Add(sources.Variable("PROVISIONING_MASK_KEY")?.Value);
        Address = Find(system, other, out var url);
        Url = url with { Value = null };
        var parts = new List<Setting>();
        if (Address.Server is { } server)
        {
            foreach (var (name, variable) in KnownSettings.OfConnection)
            {
                parts.Add(Part(server, sources.Find(name, variable)));
            }

            server.Username ??= sources.Variable("PGUSER")?.Value;
            Password = new PasswordSource(sources, allowShared).Apply(server, url);
            Hide(server);
            Check(server);
        }

        Parts = parts;
    }

    /// <summary>The address of the database, with its password.</summary>
    public DatabaseAddress Address { get; }

    /// <summary>Where the URL is from; its text is not kept.</summary>
    public Setting Url { get; }

    /// <summary>The options of the connection.</summary>
    public IReadOnlyList<Setting> Parts { get; }

    /// <summary>The password.</summary>
    public Setting Password { get; } = Setting.Default("password");

    /// <summary>Whether the settings call it production.</summary>
    public bool IsProduction { get; }

    private DatabaseAddress Find(DatabaseSystem? system, string? other, out Setting url)
    {
        url = other is null
            ? _sources.Find(KnownSettings.Url)
            : new(KnownSettings.Url, other, "an option", Rank.Option);
        url =
            url.Rank is Rank.Option
                ? url
                : (system?.UrlVariable is { } own ? _sources.Variable(own) : null)
                    ?? _sources.Variable(KnownSettings.DatabaseUrl)
                    ?? (url.Rank > Rank.File ? url : null)
                    ?? FromParts(
                        "POSTGRES_HOST",
                        "POSTGRES_PORT",
                        "POSTGRES_USER",
                        "POSTGRES_PASSWORD",
                        "POSTGRES_DB",
                        system?.Name,
                        ["POSTGRES_USER", "POSTGRES_DB"]
                    )
                    ?? FromParts(
                        "PGHOST",
                        "PGPORT",
                        "PGUSER",
                        null,
                        "PGDATABASE",
                        system?.Name,
                        ["PGHOST", "PGDATABASE"]
                    )
                    ?? url;
        RefuseEmpty(system, url);
        if (url.Value is null)
        {
            url = url with
            {
                Value =
                    system is null ? throw new UsageException("Which database? Give --url, or set DATABASE_URL.")
                    : _mayBeDefault || !(IsProduction || IsContinuousIntegration) ? $"sqlite:///./{system.Name}.db"
                    : throw new UsageException(
                        $"Which database? {(IsProduction ? "In production" : "Where CI=true")} no SQLite file is made "
                            + "by default. Give --url, or set DATABASE_URL."
                    ),
            };
        }

        try
        {
            return DatabaseUrl.Read(url.Value!);
        }
        catch (Databases.InvalidDatabaseUrlException error) when (url.Rank is not Rank.Option)
        {
            throw new UsageException($"{error.Message} It comes from {url.Source}.");
        }
    }

    private static bool IsContinuousIntegration =>
        System.Environment.GetEnvironmentVariable("CI") is { } ci
        && (ci.Equals("true", StringComparison.OrdinalIgnoreCase) || ci == "1");

    // A secret that was not set in a pipeline arrives as an empty variable.
    private void RefuseEmpty(DatabaseSystem? system, Setting url)
    {
        string?[] known = [system?.UrlVariable, KnownSettings.DatabaseUrl, KnownSettings.Variable(KnownSettings.Url)];
        // A source of higher rank makes an empty variable irrelevant.
        var before =
            url.Rank is Rank.Option ? 0
            : Array.IndexOf(known, url.Name) is >= 0 and var at ? at
            : known.Length;
        if (known.Take(before).OfType<string>().FirstOrDefault(_sources.IsSetEmpty) is { } empty)
        {
            throw new UsageException(
                $"{empty} is set, and empty. Give it the database's URL, or unset it to use the default."
            );
        }
    }

    // Each part has the value that the documents of the server's image and of libpq give it.
    private Setting? FromParts(
        string host,
        string port,
        string user,
        string? password,
        string database,
        string? system,
        string[] any
    )
    {
        if (!any.Any(name => _sources.Variable(name) is not null))
        {
            return null;
        }

        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = _sources.Variable(host)?.Value ?? "localhost",
            Username = _sources.Variable(user)?.Value,
        };
        settings.Database = _sources.Variable(database)?.Value
            ?? (password is null ? system ?? settings.Username : settings.Username);
        if (_sources.Variable(port)?.Value is { } number)
        {
            PostgreSqlUrlOptions.Apply(settings, "port", number);
        }

        if (password is not null && _sources.Variable(password)?.Value is { } secret)
        {
            settings.Password = secret;
        }

        var named = new[] { host, port, user, password, database }
            .OfType<string>()
            .Select(_sources.Variable)
            .OfType<Setting>()
            .ToList();
        return new(
            KnownSettings.Url,
            settings.ConnectionString,
            string.Join(", ", named.Select(setting => setting.Source)),
            named.Max(setting => setting.Rank)
        );
    }

    // What the URL says of a connection is said on purpose.
    private Setting Part(NpgsqlConnectionStringBuilder server, Setting setting)
    {
        var before = server.ConnectionString;
        if (setting.Value is { } value)
        {
            try
            {
                PostgreSqlUrlOptions.ApplyDefault(server, setting.Name, value);
            }
            catch (Databases.InvalidDatabaseUrlException error)
            {
                throw new UsageException(
                    $"{setting.Source}: "
                        + $"{error.Message.Replace("The URL's option", "The option", StringComparison.Ordinal)}"
                );
            }

            if (server.ConnectionString != before)
            {
                return setting;
            }
        }

        return SetInUrl(server, setting.Name) is { } inUrl
            ? new(setting.Name, inUrl, "the URL", Url.Rank)
            : Setting.Default(setting.Name, DefaultOf(server, setting.Name));
    }

    private static string? SetInUrl(NpgsqlConnectionStringBuilder server, string name) =>
        Key(name) is var key && server.Keys.Cast<string>().Contains(key, StringComparer.OrdinalIgnoreCase)
            ? name is "sslmode"
                ? PostgreSqlUrlOptions.Word(server.SslMode)
                : $"{server[key]}"
            : null;

    private static string? DefaultOf(NpgsqlConnectionStringBuilder server, string name) =>
        name switch
        {
            "sslmode" => PostgreSqlUrlOptions.Word(server.SslMode),
            "connect_timeout" => $"{server.Timeout}",
            "application_name" => "provision",
            "keepalives_idle" => "10",
            "keepalives_interval" => "5",
            _ => null,
        };

    private static string Key(string name)
    {
        var only = new NpgsqlConnectionStringBuilder();
        PostgreSqlUrlOptions.Apply(
            only,
            name,
            name switch
            {
                "sslmode" or "channel_binding" => "require",
                "sslnegotiation" => "direct",
                "target_session_attrs" => "any",
                _ => "1",
            }
        );
        return only.Keys.Cast<string>().First();
    }

    private static void Hide(NpgsqlConnectionStringBuilder server)
    {
        // A password that is the user's name or the database's would take those out of every sentence, and tell itself
        // by that.
        var location = PostgreSqlUrl.Mask(server);
        foreach (
            var secret in new[] { server.Password, server.SslPassword }
                .OfType<string>()
                .Where(secret => !location.Contains(secret, StringComparison.Ordinal))
        )
        {
            Secrets.Add(secret);
        }
    }

    private void Check(NpgsqlConnectionStringBuilder server)
    {
        if (server.SslKey is { } key && File.Exists(key) && !_allowShared)
        {
            PrivateFile.RequirePrivate(key, "key file");
        }

        if (IsProduction && !Address.IsLocal && server.SslMode is SslMode.Disable or SslMode.Allow or SslMode.Prefer)
        {
            throw new UsageException(
                $"In production a connection to {server.Host} with "
                    + $"sslmode={PostgreSqlUrlOptions.Word(server.SslMode)} is refused: it may be sent unencrypted, "
                    + $"including the password. "
                    + "Give sslmode=verify-full and, where the machine does not know the server's authority, "
                    + "sslrootcert=FILE: in the URL, in PGSSLMODE and PGSSLROOTCERT, or in the configuration file."
            );
        }
    }
}
