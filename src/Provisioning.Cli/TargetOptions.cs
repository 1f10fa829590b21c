using McMaster.Extensions.CommandLineUtils;
using Provisioning.Databases;
using Provisioning.Migrations;
using Provisioning.PostgreSql;

namespace Provisioning.Cli;

/// <summary>The options that say which system's migrations, and which database.</summary>
internal sealed class TargetOptions(CommandLineApplication command)
{
    private readonly CommandOption _system =
        command.Value("-s|--system <NAME>", "The system; `provision systems` lists them.");

    private readonly CommandOption _assembly =
        command.Value("-a|--assembly <FILE>", "A .dll with migrations of your own, instead of --system.");

    private readonly CommandOption _url = command.Value("-u|--url <URL>", "The database: postgresql://user:password@host:5432/name or sqlite:///file.db. Default: $DATABASE_URL, else an SQLite file named after the system.");

    private readonly CommandOption _identity =
        command.Value("--identity <KIND>", "What Identity() makes on PostgreSQL: always, by-default or serial. Default: always.");

    /// <summary>What a numbered column becomes on PostgreSQL.</summary>
    /// <exception cref="UsageException">There is no such kind.</exception>
    public PostgreSqlIdentities Identities => _identity.Value() switch
    {
        null or "always" => PostgreSqlIdentities.Always,
        "by-default" => PostgreSqlIdentities.ByDefault,
        "serial" => PostgreSqlIdentities.Serial,
        var other => throw new UsageException($"--identity takes always, by-default or serial, not \"{other}\"."),
    };

    /// <summary>The system that was asked for.</summary>
    /// <exception cref="UsageException">None was, or one that does not exist.</exception>
    public DatabaseSystem System => field ??= (_system.Value(), _assembly.Value()) switch
    {
        ({ } name, null) => ShippedSystems.All.FirstOrDefault(system => system.Name == name) ?? throw Unknown($"There is no system \"{name}\"."),
        (null, { } file) => MigrationAssemblyFile.Load(file),
        (null, null) => throw Unknown("Which system?"),
        _ => throw new UsageException("Give --system or --assembly, not both."),
    };

    /// <summary>The system that was asked for; null where none was.</summary>
    /// <exception cref="UsageException">One was that does not exist.</exception>
    public DatabaseSystem? SystemIfGiven => _system.HasValue() || _assembly.HasValue() ? System : null;

    /// <summary>The database that was asked for, whatever its system. Nothing is connected yet.</summary>
    /// <exception cref="UsageException">Neither a database was, nor a system.</exception>
    public Database AnyDatabase => SystemIfGiven is not null ? Database
        : GivenUrl is { } url ? DatabaseUrl.Parse(url, identities: Identities)
        : throw new UsageException("Which database? Give --url, or set DATABASE_URL, or give --system for the SQLite file named after it.");

    /// <summary>The database that was asked for. Nothing is connected yet.</summary>
    public Database Database => field ??= DatabaseUrl.Parse(Url, System.SqliteTypes, Identities);

    private string? GivenUrl => _url.Value() ?? (Environment.GetEnvironmentVariable("DATABASE_URL") is { Length: > 0 } url ? url : null);

    private string Url => GivenUrl ?? $"sqlite:///./{System.Name}.db";

    private static UsageException Unknown(string what) =>
        new($"{what} Give --system with one of: {string.Join(", ", ShippedSystems.All.Select(system => system.Name))}; or --assembly with a .dll of your own.");
}
