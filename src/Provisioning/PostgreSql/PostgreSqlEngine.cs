using Npgsql;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.PostgreSql.Connection;
using Provisioning.PostgreSql.Dialect;

namespace Provisioning.PostgreSql;

/// <summary>PostgreSQL as a value.</summary>
internal sealed class PostgreSqlEngine : Engine
{
    /// <summary>The one there is.</summary>
    public static PostgreSqlEngine Instance { get; } = new();

    /// <inheritdoc />
    public override string Name => "postgresql";

    /// <inheritdoc />
    public override IReadOnlyList<string> Schemes { get; } = ["postgresql", "postgres"];

    /// <inheritdoc />
    public override Dialects.Dialect Dialect(DialectOptions options) =>
        new PostgreSqlDialect(options.Identities, options.Schema ?? PostgreSqlDialect.PublicSchema);

    /// <inheritdoc />
    public override DatabaseAddress ReadUrl(string url) => Address(PostgreSqlUrl.Parse(url));

    /// <inheritdoc />
    public override DatabaseAddress ReadKeyValues(string text)
    {
        var settings = new NpgsqlConnectionStringBuilder(text);
        if (settings.Host is null || settings.Database is null)
        {
            throw new InvalidDatabaseUrlException(
                "The connection string needs Host and Database: Host=localhost;Database=name;Username=user."
            );
        }

        string?[] names = [settings.Host, settings.Database, settings.Username];
        if (Array.Exists(names, value => value?.Contains('=', StringComparison.Ordinal) is true))
        {
            throw new InvalidDatabaseUrlException(
                "The connection string has an '=' in the name of its host, database or user: a ';' is missing before "
                    + "one of its settings."
            );
        }

        foreach (
            var (name, value) in new[]
            {
                ("options", settings.Options),
                ("target_session_attrs", settings.TargetSessionAttributes),
            }
        )
        {
            if (value is { Length: > 0 })
            {
                PostgreSqlUrlOptions.Apply(settings, name, value.ToLowerInvariant());
            }
        }

        return Address(settings);
    }

    /// <inheritdoc />
    public override bool HasSetting(string name) => new NpgsqlConnectionStringBuilder().ContainsKey(name);

    /// <inheritdoc />
    public override bool IsLocal(DatabaseAddress address) => PostgreSqlDatabase.IsLocalHost(address.Server!.Host);

    /// <inheritdoc />
    public override Database Open(DatabaseAddress address, DialectOptions options)
    {
        var server = address.Server!;
        return new PostgreSqlDatabase(
            new(server.ConnectionString) { SearchPath = null },
            options.Identities,
            options.Schema ?? server.SearchPath
        )
        {
            Variables = options.Variables,
        };
    }

    private DatabaseAddress Address(NpgsqlConnectionStringBuilder settings)
    {
        if (settings.Host is { } host && host.Contains(',', StringComparison.Ordinal))
        {
            throw new InvalidDatabaseUrlException(
                "The URL names several hosts; a migration needs the one that takes writes. Name that one."
            );
        }

        if (settings.RootCertificate is "system")
        {
            // As libpq has it: the machine's own authorities are many, and without the host's name any of them would
            // do.
            settings.RootCertificate =
                settings.SslMode is SslMode.VerifyFull
                    ? null
                    : throw new InvalidDatabaseUrlException(
                        "The URL asks for sslrootcert=system, which needs sslmode=verify-full."
                    );
        }

        return new(this, settings);
    }
}
