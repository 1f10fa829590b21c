using System.Globalization;
using Npgsql;
using Provisioning.Engines;
using Provisioning.PostgreSql.Connection;

namespace Provisioning.CommandLine.Settings;

/// <summary>The connection string of an application, in the form that its framework reads.</summary>
internal static class ConnectionString
{
    /// <summary>Writes the connection string.</summary>
    /// <param name="selection">The database.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="form">npgsql, url or sqlalchemy.</param>
    /// <param name="showsSecrets">Whether the password is in it.</param>
    /// <exception cref="UsageException">There is no such form, or the database has none in it.</exception>
    public static string Of(DatabaseSelection selection, PoolSettings pool, string form, bool showsSecrets) =>
        (form, selection.Address) switch
        {
            ("npgsql", { Server: { } server }) => Npgsql(server, pool, showsSecrets),
            ("npgsql", { File: { } file }) => $"Data Source={file}",
            ("url", _) => Url(selection.Address, "postgresql", showsSecrets),
            ("sqlalchemy", { Server: null }) => $"create_engine(\"{Url(selection.Address, "", showsSecrets)}\")",
            ("sqlalchemy", _) =>
                $"create_async_engine(\"{Url(selection.Address, "postgresql+asyncpg", showsSecrets)}\", "
                    + $"pool_size={pool.Size.Value}, max_overflow={pool.Overflow.Value}, "
                    + $"pool_timeout={pool.Timeout.Value}, pool_recycle={pool.Recycle.Value}, "
                    + $"pool_pre_ping={(pool.PrePing.Value is "true" ? "True" : "False")})",
            _ => throw new UsageException($"--connection-string takes npgsql, url or sqlalchemy, not \"{form}\"."),
        };

    private static string Npgsql(NpgsqlConnectionStringBuilder server, PoolSettings pool, bool showsSecrets)
    {
        var size = Number(pool.Size);
        var application = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            MinPoolSize = Math.Min(size, 5),
            // One number where SQLAlchemy has two.
            MaxPoolSize = size + Number(pool.Overflow),
            Timeout = Math.Min(Number(pool.Timeout), 1024),
            ConnectionLifetime = Number(pool.Recycle),
        };
        if (pool.PrePing.Value is "true")
        {
            // The driver tries a connection while it lies idle, not before its use.
            application.KeepAlive = 30;
        }

        return Masked(application, showsSecrets).ConnectionString;
    }

    private static string Url(DatabaseAddress address, string scheme, bool showsSecrets)
    {
        if (address.Server is not { } server)
        {
            return $"sqlite:///{string.Join('/', address.File!.Split('/').Select(Uri.EscapeDataString))}";
        }

        var shown = Masked(server, showsSecrets);
        var url = PostgreSqlUrl.Mask(shown);
        var password = shown.Password is not { Length: > 0 } secret
            ? ""
            : $":{(showsSecrets ? Uri.EscapeDataString(secret) : secret)}";
        var at = url.IndexOf('@', StringComparison.Ordinal);
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var located = at < 0 ? $"{scheme}://{url[start..]}" : $"{scheme}://{url[start..at]}{password}{url[at..]}";
        var options = new List<string>();
        if (server.Keys.Cast<string>().Contains("SSL Mode", StringComparer.OrdinalIgnoreCase))
        {
            // asyncpg calls sslmode ssl.
            options.Add(
                $"{(scheme.EndsWith("asyncpg", StringComparison.Ordinal) ? "ssl" : "sslmode")}="
                    + $"{PostgreSqlUrlOptions.Word(server.SslMode)}"
            );
        }

        if (server.RootCertificate is { } authority && !scheme.EndsWith("asyncpg", StringComparison.Ordinal))
        {
            options.Add($"sslrootcert={Uri.EscapeDataString(authority)}");
        }

        return options.Count == 0 ? located : $"{located}?{string.Join('&', options)}";
    }

    private static NpgsqlConnectionStringBuilder Masked(NpgsqlConnectionStringBuilder settings, bool showsSecrets)
    {
        var shown = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        if (!showsSecrets)
        {
            shown.Password = shown.Password is null ? null : Secrets.Mask;
            shown.SslPassword = shown.SslPassword is null ? null : Secrets.Mask;
        }

        return shown;
    }

    private static int Number(Setting setting) => int.Parse(setting.Value!, CultureInfo.InvariantCulture);
}
