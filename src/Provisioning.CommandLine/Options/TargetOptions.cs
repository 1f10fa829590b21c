using System.Diagnostics;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Assemblies;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Options;

/// <summary>The options that say which system's migrations, and which database.</summary>
internal sealed class TargetOptions
{
    private readonly IReadOnlyList<DatabaseSystem> _systems;
    private readonly CommandLineApplication _command;
    private readonly CommandOption _system;
    private readonly CommandOption _assembly;
    private readonly CommandOption _project;
    private readonly CommandOption _identity;
    private readonly CommandOption _schema;
    private readonly CommandOption _allowInsecure;

    /// <summary>Gives a command the options. Those that are not given have the values of the settings.</summary>
    public TargetOptions(CommandLineApplication command)
    {
        _command = command;
        _systems = command.Systems();
        _system = command.Value(
            OptionGroup.Database,
            "-s|--system <NAME>",
            "The system; `provision systems` lists them."
        );
        _assembly = command.Value(
            OptionGroup.Database,
            "-a|--assembly <FILE>",
            "A .dll with migrations of your own, instead of --system."
        );
        _project = command.Value(
            OptionGroup.Database,
            "--project <PROJECT>",
            "A project of migrations, or its folder: built with dotnet build, then loaded as with --assembly."
        );
        command.Value(
            OptionGroup.Database,
            "-u|--url <URL>",
            "The database: postgresql://user:password@host:5432/name or sqlite:///file.db. Default: $DATABASE_URL, "
                + "else what `provision config` shows, else an SQLite file named after the system."
        );
        _identity = command.Value(
            OptionGroup.Database,
            "--identity <KIND>",
            "What Identity() makes on PostgreSQL: always, by-default or serial. Default: what the database remembers, "
                + "else always."
        );
        _schema = command.Value(
            OptionGroup.Database,
            "--schema <NAME>",
            "The schema that holds the system, where several share a database. Default: public. PostgreSQL only."
        );
        command.Value(
            OptionGroup.Database,
            "--password-file <FILE>",
            "A file whose first line is the password; only its owner may read it."
        );
        command.Value(
            OptionGroup.Database,
            "--password-command <COMMAND>",
            "A command of the shell that prints the password within 10 seconds."
        );
        command.Value(
            OptionGroup.Database,
            "--environment <KIND>",
            "development or production, which refuses connections that may be unencrypted, and asks for --force "
                + "before data is lost."
        );
        var environmentFile = command.Value(
            OptionGroup.Database,
            "--env-file <FILE>",
            "A file of variables. Default: .env, where it is there."
        );
        var configurationFile = command.Value(
            OptionGroup.Database,
            "--config <FILE>",
            "A file of settings. Default: provision.json, where it is there."
        );
        _allowInsecure = command.Flag(
            OptionGroup.Database,
            "--allow-insecure-permissions",
            "Also read password and key files that others may read."
        );
        Sources = new(command, environmentFile, configurationFile);
        command.OnParsingComplete(_ =>
        {
            HandOver();
            Sources.FillOptions();
        });
    }

    /// <summary>Where the settings are from.</summary>
    public SettingSources Sources { get; }

    /// <summary>The system that was asked for, or the only one there is; null where none was.</summary>
    /// <exception cref="UsageException">It does not exist.</exception>
    public DatabaseSystem? SystemOrNone =>
        _system.HasValue() || _assembly.HasValue() || _project.HasValue() || _systems.Count == 1 ? System : null;

    /// <summary>The database that all settings together name, and where each part of it is from.</summary>
    /// <exception cref="ProvisioningException">A setting is wrong, or a secret cannot be read.</exception>
    public DatabaseSelection Selection =>
        field ??= new(
            Sources,
            SystemOrNone,
            _allowInsecure.HasValue(),
            mayBeDefault: _command.Name is "config" or "script"
        );

    /// <summary>What a numbered column becomes on PostgreSQL; null where nothing says it.</summary>
    /// <exception cref="UsageException">There is no such kind.</exception>
    public PostgreSqlIdentities? Identities =>
        _identity.Value() switch
        {
            null => null,
            "always" => PostgreSqlIdentities.Always,
            "by-default" => PostgreSqlIdentities.ByDefault,
            "serial" => PostgreSqlIdentities.Serial,
            var other => throw new UsageException($"--identity takes always, by-default or serial, not \"{other}\"."),
        };

    /// <summary>The system that was asked for, or the only one there is.</summary>
    /// <exception cref="UsageException">None was, or one that does not exist.</exception>
    public DatabaseSystem System =>
        field ??= (_system.Value(), _assembly.Value(), _project.Value()) switch
        {
            ({ } name, null, null) => _systems.FirstOrDefault(system => system.Name == name)
                ?? throw Unknown(
                    $"There is no system \"{name}\".{NearName.Hint(name, _systems.Select(system => system.Name))}"
                ),
            (null, { } file, null) => Load(file),
            (null, null, { } project) => Load(ProjectBuild.Build(project)),
            (null, null, null) => _systems is [var only] ? only : throw Unknown("Which system?"),
            _ => throw new UsageException("Give only one of --system, --assembly and --project."),
        };

    // A native executable loads no assembly.
    private void HandOver()
    {
        var option = _assembly.HasValue() ? _assembly : _project;
        if (option.HasValue() && !MigrationAssemblyFile.IsSupported)
        {
            ManagedProgram.RunInstead(_command.Arguments(), $"--{option.LongName} {option.Value()}");
        }
    }

    private static DatabaseSystem Load(string file) =>
        MigrationAssemblyFile.IsSupported
            ? MigrationAssemblyFile.Load(file)
            : throw new UnreachableException("A native executable has handed the command over.");

    /// <summary>Whether the databases that are asked for refuse to be written.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The database that was asked for. Nothing is connected yet.</summary>
    /// <exception cref="UsageException">It is only to be read, and its engine has no sessions for that.</exception>
    public Database Database => field ??= AsAsked(Selection.Address.ToDatabase(Dialect(System, Schema)));

    /// <summary>The schema that was asked for; null for the default one. A setting meant for a server means nothing to
    /// a file.</summary>
    public string? Schema =>
        Selection.Address.Server is null && Sources.Find("schema").Rank is not Rank.Option ? null : _schema.Value();

    /// <summary>The schema as it was asked for, whatever the database is.</summary>
    public string? AskedSchema => _schema.Value();

    /// <summary>Another database, which an option of the command names. What the settings say of connections and
    /// passwords holds for it as well.</summary>
    /// <param name="url">Its URL.</param>
    /// <param name="schema">The schema in it; null for the default one.</param>
    public Database Other(string url, string? schema = null)
    {
        var address = AddressOf(url);
        return address.ToDatabase(Dialect(SystemOrNone, address.Server is null ? null : schema));
    }

    /// <summary>Where the database of a URL is. What the settings say of connections and passwords holds for it as
    /// well.</summary>
    public DatabaseAddress AddressOf(string url) =>
        new DatabaseSelection(Sources, SystemOrNone, _allowInsecure.HasValue(), url).Address;

    /// <summary>The database that was asked for, by a command that needs no system. Nothing is connected yet.</summary>
    /// <exception cref="UsageException">It is only to be read, and its engine has no sessions for that.</exception>
    public Database DatabaseAlone => field ??= AsAsked(Selection.Address.ToDatabase(Dialect(SystemOrNone, Schema)));

    /// <summary>How the dialect declares what the system's migrations leave open.</summary>
    public DialectOptions Dialect(DatabaseSystem? system, string? schema) =>
        new()
        {
            SqliteTypes = system?.SqliteTypes ?? SqliteTypes.Declared,
            Identities = Identities,
            Schema = schema,
            Variables = name => Sources.Variable(name)?.Value,
        };

    private Database AsAsked(Database database) =>
        !IsReadOnly
            ? database
            : database.ReadOnly
                ?? throw new UsageException(
                    $"{database.Location} has no sessions that only read. Name a database on a server, or a file."
                );

    private UsageException Unknown(string what) =>
        new(
            _systems.Count == 0
                ? $"{what} Give --assembly with a .dll of your own, or --project."
                : $"{what} Give --system with one of: {string.Join(", ", _systems.Select(system => system.Name))}; "
                    + "or --assembly with a .dll of your own, or --project."
        );
}
