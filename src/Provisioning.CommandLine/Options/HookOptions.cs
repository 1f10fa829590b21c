using McMaster.Extensions.CommandLineUtils;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Options;

/// <summary>The hooks of a command that migrates: those of the system, which are SQL, then those of the configuration
/// file.</summary>
internal sealed class HookOptions(CommandLineApplication command, TargetOptions target)
{
    private readonly CommandOption _none = command.Flag(
        OptionGroup.Migrations,
        "--no-hooks",
        "Call no hooks, of the system or of the settings."
    );

    /// <summary>The hooks; none with <c>--no-hooks</c>.</summary>
    /// <exception cref="UsageException">The settings say what is no hook.</exception>
    public IReadOnlyList<RunHook> Of(DatabaseSystem system, Database database) =>
        _none.HasValue()
            ? []
            : [.. system.Hooks, .. target.Sources.Hooks.Select(setting => setting.Of(system.Name, database))];
}
