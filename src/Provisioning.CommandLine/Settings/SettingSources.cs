using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Hooks;
using Provisioning.Security.Files;

namespace Provisioning.CommandLine.Settings;

/// <summary>Where a command's settings come from: its options, the environment, a file of variables, a configuration
/// file. Files are read where they exist, once.</summary>
/// <param name="command">The command.</param>
/// <param name="environmentFile">The option that names the file of variables.</param>
/// <param name="configurationFile">The option that names the configuration file.</param>
internal sealed class SettingSources(
    CommandLineApplication command,
    CommandOption environmentFile,
    CommandOption configurationFile
)
{
    private const long LongestFile = 1024 * 1024;
    private const string UsualEnvironmentFile = ".env";
    private const string UsualConfigurationFile = "provision.json";

    private readonly HashSet<CommandOption> _filled = [];
    private readonly HashSet<string> _handedOn = new(StringComparer.Ordinal);
    private Dictionary<string, (string Value, int Line)>? _variables;
    private (bool IsRead, ConfigurationFile? File) _configuration;
    private string? _system;

    /// <summary>The name of the file of variables, for people; null where there is none.</summary>
    public string? EnvironmentFileName => Existing(environmentFile, UsualEnvironmentFile);

    /// <summary>Gives each option that has a setting and was not given the setting's value.</summary>
    /// <exception cref="UsageException">A file cannot be read, or says what does not exist.</exception>
    public void FillOptions()
    {
        _system = Given("system");
        foreach (var name in KnownSettings.OfOptions)
        {
            if (
                Option(name) is { } option
                && !option.HasValue()
                && IsMeant(name)
                && Elsewhere(name) is { Value: { } value }
            )
            {
                option.TryParse(value);
                _filled.Add(option);
                _system ??= name is "system" ? value : null;
            }
        }
    }

    /// <summary>The hooks of the configuration file.</summary>
    public IReadOnlyList<HookSetting> Hooks => Configuration?.Hooks(_system) ?? [];

    /// <summary>The value of the setting, from the source with the highest rank.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="variable">A variable that sets it, too, because other programs read it.</param>
    public Setting Find(string name, string? variable = null) =>
        Option(name) is { } option && option.HasValue() && !_filled.Contains(option)
            ? new(name, option.Value(), $"--{option.LongName}", Rank.Option)
        : Elsewhere(name, variable) is { } found ? found with { Name = name }
        : Setting.Default(name);

    /// <summary>A variable of the environment, else of the file of variables; null where neither has it, or it is
    /// empty.</summary>
    public Setting? Variable(string name) =>
        Variables.TryGetValue(name, out var line)
        && line.Value.Length > 0
        && (_handedOn.Contains(name) || Environment.GetEnvironmentVariable(name) is null or "")
            ? new(
                name,
                line.Value,
                string.Create(CultureInfo.InvariantCulture, $"{EnvironmentFileName} line {line.Line}"),
                Rank.EnvironmentFile
            )
        : Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? new(name, value, $"${name}", Rank.Environment)
        : null;

    /// <summary>All variables that have a value, of the environment and of the file.</summary>
    public IReadOnlyDictionary<string, string> AllVariables =>
        Environment
            .GetEnvironmentVariables()
            .Keys.Cast<string>()
            .Concat(Variables.Keys)
            .Distinct(StringComparer.Ordinal)
            .Select(Variable)
            .OfType<Setting>()
            .ToDictionary(setting => setting.Name, setting => setting.Value!, StringComparer.Ordinal);

    /// <summary>The name of the configuration file, for people; null where there is none.</summary>
    public string? ConfigurationFileName => Existing(configurationFile, UsualConfigurationFile);

    /// <summary>Whether the variable is set, and empty: it was meant to have a value.</summary>
    public bool IsSetEmpty(string name) =>
        Variable(name) is null && (Environment.GetEnvironmentVariable(name) is not null || Variables.ContainsKey(name));

    private Dictionary<string, (string Value, int Line)> Variables
    {
        get
        {
            if (_variables is null)
            {
                _variables = EnvironmentFileName is { } file
                    ? EnvironmentFile.Parse(Text(file, environmentFile), file, Environment.GetEnvironmentVariable)
                    : [];
                // What reads its own from the environment finds these there as well; what is there already stays.
                foreach (
                    var (name, line) in _variables.Where(pair =>
                        pair.Key.StartsWith("PROVISIONING_", StringComparison.Ordinal)
                        && Environment.GetEnvironmentVariable(pair.Key) is null or ""
                    )
                )
                {
                    Environment.SetEnvironmentVariable(name, line.Value);
                    _handedOn.Add(name);
                }
            }

            return _variables;
        }
    }

    private ConfigurationFile? Configuration
    {
        get
        {
            if (!_configuration.IsRead)
            {
                _configuration = (
                    true,
                    Existing(configurationFile, UsualConfigurationFile) is { } file
                        ? ConfigurationFile.Parse(Text(file, configurationFile), file)
                        : null
                );
            }

            return _configuration.File;
        }
    }

    private Setting? Elsewhere(string name, string? variable = null) =>
        Variable(KnownSettings.Variable(name))
        ?? (variable is null ? null : Variable(variable))
        ?? Configuration?.Find(_system, name);

    // Migrations of one's own belong to no system, and a backup's tags are others than those of migrations.
    private bool IsMeant(string name) =>
        name switch
        {
            "system" => Option("assembly")?.HasValue() is not true && Option("project")?.HasValue() is not true,
            "tag" => Option("tagged_only") is not null,
            _ => true,
        };

    private CommandOption? Option(string name) =>
        command.GetOptions().FirstOrDefault(option => option.LongName is { } known && known.Replace('-', '_') == name);

    private string? Given(string name) => Option(name) is { } option && option.HasValue() ? option.Value() : null;

    // A file that was named has to be there; one that only may be there must be writable by us alone: it may name
    // a command to run, or another database.
    private static string? Existing(CommandOption option, string usual)
    {
        if (option.Value() is { } named)
        {
            return named;
        }

        if (!File.Exists(usual))
        {
            return null;
        }

        return PrivateFile.WhoElseMayWrite(usual) is { } other
            ? throw new UsageException(
                $"{usual} in {Directory.GetCurrentDirectory()} is not read: {other}, and it may name commands to run. "
                    + $"Name it with --{option.LongName} if you trust it, or work in a folder of your own."
            )
            : usual;
    }

    private static string Text(string file, CommandOption option)
    {
        try
        {
            PlainFile.Require(file, LongestFile);
            return File.ReadAllText(file);
        }
        catch (ProvisioningException error)
        {
            throw new UsageException($"--{option.LongName}: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--{option.LongName}: {file} cannot be read: {error.Message}");
        }
    }
}
