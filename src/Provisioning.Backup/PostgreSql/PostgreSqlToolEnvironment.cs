using System.Text;
using Npgsql;
using Provisioning.PostgreSql.Connection;
using Provisioning.Security.Files;

namespace Provisioning.Backup.PostgreSql;

/// <summary>How one of PostgreSQL's programs reaches a database: by variables, the password in a file that only we can
/// read. Disposing it deletes the file.</summary>
internal sealed class PostgreSqlToolEnvironment : IDisposable
{
    private readonly PrivateFolder? _folder;

    /// <summary>The way to the database that the settings name.</summary>
    public PostgreSqlToolEnvironment(NpgsqlConnectionStringBuilder settings)
    {
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PGHOST"] = settings.Host,
            ["PGPORT"] = $"{settings.Port}",
            ["PGUSER"] = settings.Username,
            ["PGDATABASE"] = settings.Database,
            ["PGAPPNAME"] = "provision",
            ["PGCONNECT_TIMEOUT"] = $"{settings.Timeout}",
            ["PGCLIENTENCODING"] = "UTF8",
            ["PGSSLMODE"] = PostgreSqlUrlOptions.Word(settings.SslMode),
            ["PGSSLROOTCERT"] = settings.RootCertificate,
            ["PGSSLCERT"] = settings.SslCertificate,
            ["PGSSLKEY"] = settings.SslKey,
        };
        if (settings.Password is { Length: > 0 } password)
        {
            _folder = PrivateFolder.Create();
            var path = Path.Combine(_folder.Path, "pgpass");
            using var file = DurableFile.Create(path);
            file.Write(Encoding.UTF8.GetBytes($"*:*:*:*:{Escaped(password)}\n"));
            (Environment["PGPASSFILE"], Environment["PGPASSWORD"]) = (path, null);
        }
    }

    /// <summary>The variables.</summary>
    public Dictionary<string, string?> Environment { get; }

    /// <inheritdoc />
    public void Dispose() => _folder?.Dispose();

    private static string Escaped(string password) =>
        password.Contains('\n', StringComparison.Ordinal)
            ? throw new ProvisioningException(
                "The password holds a line end, which PostgreSQL's programs cannot be given. Change it."
            )
            : password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
}
