namespace Provisioning.CommandLine.Settings;

/// <summary>The value of a setting, and its source.</summary>
/// <param name="Name">Its name as the configuration file has it: <c>table_wait</c>.</param>
/// <param name="Value">Its value; null where it is not set.</param>
/// <param name="Source">Where the value is from, for people: <c>--table-wait</c>, <c>$PGHOST</c>, <c>.env line 3</c>,
/// <c>provision.json: systems.towow</c>, <c>default</c>.</param>
/// <param name="Rank">The rank of its source: a higher one wins.</param>
internal sealed record Setting(string Name, string? Value, string Source, Rank Rank)
{
    /// <summary>A setting without a value.</summary>
    public static Setting Default(string name, string? value = null) => new(name, value, "default", Rank.Default);
}

/// <summary>The sources of settings: the later wins.</summary>
internal enum Rank
{
    /// <summary>Not set: the default.</summary>
    Default,

    /// <summary>The configuration file.</summary>
    File,

    /// <summary>The file of variables.</summary>
    EnvironmentFile,

    /// <summary>The environment.</summary>
    Environment,

    /// <summary>The command line.</summary>
    Option,
}
