using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Fleets.Targets;
using Provisioning.Security.Files;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary>The options that say which targets a command is about.</summary>
internal sealed class FleetOptions
{
    private const string UsualFile = "fleet.json";

    private readonly CommandOption _file;
    private readonly CommandOption? _schemas;
    private readonly CommandOption? _databases;
    private readonly CommandOption? _only;
    private readonly CommandOption? _where;
    private readonly CommandOption? _part;
    private readonly Dictionary<string, DatabaseAddress> _addresses = new(StringComparer.Ordinal);

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="chooses">Whether it is about many of the targets.</param>
    public FleetOptions(CommandLineApplication command, bool chooses = true)
    {
        _file = command.Value("--fleet <FILE>", "The file of the targets. Default: fleet.json beside the settings.");
        if (chooses)
        {
            _schemas = command.Value(
                "--schemas <LIKE>",
                "In place of the file: the schemas of the database that --url names whose names are like this, as in "
                    + "tenant_%. PostgreSQL only."
            );
            _databases = command.Value(
                "--databases <LIKE>",
                "In place of the file: the databases on the server of --url, or the files in its folder, whose names "
                    + "are like this."
            );
            _only = command.Values(OptionGroup.Own, "--only <NAME>", "This target; may be given several times.");
            _where = command.Values(
                OptionGroup.Own,
                "--where <LABEL>",
                "The targets with this label, as region=eu; may be given several times."
            );
            _part = command.Value(
                "--part <PART>",
                "One of several parts of the fleet, as 2/3, where several machines share it. A target is in the same "
                    + "part everywhere."
            );
        }

        Target = new(command);
        Parallel = command.Value(
            "--parallel <N>",
            "How many targets of one server are under way at once. Default: 8, and no more than half of the "
                + "connections that it has free."
        );
    }

    /// <summary>The system, and the settings of connections.</summary>
    public TargetOptions Target { get; }

    /// <summary>How many targets of one server are worked on at once.</summary>
    public CommandOption Parallel { get; }

    /// <summary>The same as a number.</summary>
    public int AtOnce => (int)(Parallel.Number(least: 1, most: 1000) ?? 8);

    /// <summary>The part that was asked for; null for the whole.</summary>
    /// <exception cref="UsageException">It is no part.</exception>
    public FleetPart? Part =>
        _part?.Value() is not { } text ? null
        : text.Split('/') is [var number, var of]
        && int.TryParse(number, CultureInfo.InvariantCulture, out var at)
        && int.TryParse(of, CultureInfo.InvariantCulture, out var all)
        && at >= 1
        && at <= all
            ? new(at, all)
        : throw new UsageException($"--part takes a part such as 2/3, not \"{text}\".");

    /// <summary>The file of the targets, whether it is there or not.</summary>
    public string Path => _file.Value() ?? System.IO.Path.Combine(Folder, UsualFile);

    /// <summary>How targets are connected to.</summary>
    public FleetConnections Connections => field ??= new(Open, Target.Sources.AllVariables);

    /// <summary>The targets that were asked for.</summary>
    /// <exception cref="UsageException">No source of targets was given, or several.</exception>
    /// <exception cref="FleetFileException">The file is wrong, or names no such targets.</exception>
    public async Task<IReadOnlyList<FleetTarget>> FindAsync(CancellationToken token)
    {
        var selection = new FleetSelection
        {
            Only = [.. (_only?.Values ?? []).OfType<string>()],
            Where = [.. (_where?.Values ?? []).OfType<string>().Select(text => Label("--where", text))],
            Part = Part,
        };
        return selection.Of(await AllAsync(token));
    }

    /// <summary>All targets there are.</summary>
    public Task<IReadOnlyList<FleetTarget>> AllAsync(CancellationToken token)
    {
        if (Target.Sources.Find("schema").Rank is Rank.Option)
        {
            throw new UsageException("Each target has a schema of its own: give --schemas, or the schema in the file.");
        }

        return FleetTargets.FindAsync(Sources, Connections, token);
    }

    /// <summary>The name that was given.</summary>
    /// <exception cref="UsageException">None was.</exception>
    public static string Name(CommandArgument name) =>
        name.Value ?? throw new UsageException("Which target? Give its name.");

    /// <summary>A label as it is typed: <c>region=eu</c>.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static FleetLabel Label(string option, string text) =>
        text.Split('=', 2) is [{ Length: > 0 } key, { Length: > 0 } value]
            ? new(key, value)
            : throw new UsageException($"{option} takes a label with its value, such as region=eu, not \"{text}\".");

    /// <summary>The file; null where there is none.</summary>
    /// <exception cref="UsageException">Others may write it, and it was not named.</exception>
    public FleetFile? File
    {
        get
        {
            if (!System.IO.File.Exists(Path))
            {
                return _file.HasValue()
                    ? throw new UsageException($"There is no file {Path}. Name the file of the targets with --fleet.")
                    : null;
            }

            return !_file.HasValue() && PrivateFile.WhoElseMayWrite(Path) is { } other
                ? throw new UsageException(
                    $"{Path} is not read: {other}, and it names databases. Name it with --fleet if you trust it."
                )
                : FleetFile.Read(Path);
        }
    }

    private string Folder =>
        System.IO.Path.GetDirectoryName(Target.Sources.ConfigurationFileName) is { Length: > 0 } folder ? folder : "";

    private IReadOnlyList<FleetSource> Sources
    {
        get
        {
            List<FleetSource> given = [];
            if (_schemas?.Value() is { } schemas)
            {
                given.Add(new SchemaPattern("", schemas));
            }

            if (_databases?.Value() is { } databases)
            {
                given.Add(new DatabasePattern("", databases));
            }

            if (given.Count > 0)
            {
                return !_file.HasValue()
                    ? given
                    : throw new UsageException("Give --fleet, or --schemas and --databases, not both.");
            }

            return File?.Sources
                ?? throw new UsageException(
                    $"Which targets? Write them into {Path}, name another file with --fleet, or give --schemas or "
                        + "--databases with a pattern."
                );
        }
    }

    private Database Open(string url, string? schema)
    {
        if (url.Length == 0)
        {
            return Target.Selection.Address.ToDatabase(Target.Dialect(Target.System, schema));
        }

        if (!_addresses.TryGetValue(url, out var address))
        {
            address = _addresses[url] = Target.AddressOf(url);
        }

        return address.ToDatabase(Target.Dialect(Target.System, schema));
    }
}
