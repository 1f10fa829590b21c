using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary>The file that keeps what came of the last run.</summary>
internal sealed class RecordOption(CommandLineApplication command, FleetOptions fleet)
{
    private readonly CommandOption _option = command.Value(
        "--record <FILE>",
        "The file that keeps what came of the last run. Default: beside the file of the targets, with .run.jsonl at "
            + "its end."
    );

    /// <summary>Its path. Each part of a fleet has one of its own.</summary>
    public string Path =>
        _option.Value()
        ?? System.IO.Path.ChangeExtension(
            fleet.Path,
            $"{(fleet.Part is { } part ? $"{part.Number}-of-{part.Of}." : "")}run.jsonl"
        );
}
