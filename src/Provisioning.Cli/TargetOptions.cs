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

    private readonly CommandOption _schema =
        command.Value("--schema <NAME>", "The schema that holds the system, where several share a database. Default: public. PostgreSQL only.");

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

    /// <summary>The database that was asked for. Nothing is connected yet.</summary>
    public Database Database => field ??= DatabaseUrl.Parse(Url, System.SqliteTypes, Identities, Schema);

    /// <summary>The schema that was asked for; null for the default one.</summary>
    public string? Schema => _schema.Value();

    private string Url =>
        _url.Value() ?? (Environment.GetEnvironmentVariable("DATABASE_URL") is { Length: > 0 } url ? url : $"sqlite:///./{System.Name}.db");

    private static UsageException Unknown(string what) =>
        new($"{what} Give --system with one of: {string.Join(", ", ShippedSystems.All.Select(system => system.Name))}; or --assembly with a .dll of your own.");
}
