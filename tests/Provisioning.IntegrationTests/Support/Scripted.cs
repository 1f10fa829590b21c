using System.Globalization;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Runs <c>provision</c> on an assembly whose migrations are what a test asks for.</summary>
/// <param name="database">The database.</param>
internal sealed class Scripted(TestDatabase database)
{
    /// <summary>The assembly.</summary>
    public static string Assembly { get; } =
        Path.GetFullPath(
            Path.Combine(
                AppContext.BaseDirectory,
                "../../Provisioning.ScriptedSystem/release/Provisioning.ScriptedSystem.dll"
            )
        );

    /// <summary>The versions that the build has.</summary>
    public long[] Versions { get; init; } = [1, 2, 3];

    /// <summary>The version that says something else; 0 for none.</summary>
    public int Edited { get; init; }

    /// <summary>What goes wrong in it.</summary>
    public string Fault { get; init; } = "";

    /// <summary>The name of its system.</summary>
    public string Name { get; init; } = "scripted";

    /// <summary>Its variables.</summary>
    public ProvisionOptions Options =>
        new()
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["SCRIPTED_VERSIONS"] = string.Join(
                    ',',
                    Versions.Select(version => version.ToString(CultureInfo.InvariantCulture))
                ),
                ["SCRIPTED_EDITED"] = Edited.ToString(CultureInfo.InvariantCulture),
                ["SCRIPTED_FAULT"] = Fault,
                ["SCRIPTED_NAME"] = Name,
            },
        };

    /// <summary>The arguments of a command on it.</summary>
    public string[] Arguments(params string[] arguments) =>
        [.. arguments, "--assembly", Assembly, "--url", database.Url];

    /// <summary>Runs a command to its end; one whose code ends the process in a process of its own.</summary>
    public Task<ProvisionRun> RunAsync(CancellationToken token, params string[] arguments) =>
        Fault.EndsWith("-exits", StringComparison.Ordinal)
            ? ProvisionProcess.RunAsync(Arguments(arguments), Options, token)
            : WarmCommand.RunAsync(Arguments(arguments), Options, token);

    /// <summary>Starts a command and lets it run.</summary>
    public ProvisionProcess Start(params string[] arguments) => ProvisionProcess.Start(Arguments(arguments), Options);
}
