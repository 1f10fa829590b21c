using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Output;
using Provisioning.Fleets.Runs;

namespace Provisioning.CommandLine.Commands.Fleet;

/// <summary><c>provision fleet report</c>.</summary>
internal static class FleetReportCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows what came of the last run from its record, also of one that still runs or was killed: what failed and why, what was not
            begun, the slowest. Connects to nothing. Exits with 3 where a target failed, was interrupted or was not begun.

            Examples:
              provision fleet report --system towow
              provision fleet report --system towow --output junit
            """;
        var fleet = new FleetOptions(command);
        var record = new RecordOption(command, fleet);
        var report = new Report(command, "jsonl", "junit");
        command.OnExecute(async () =>
        {
            var format = report.Format;
            var last = FleetRecord.Read(record.Path);
            var page = new FleetRunPage(last.Head.System, last.Outcomes, last.Stopped, last.IsInterrupted);
            await report.WriteAsync(
                page.Json,
                () =>
                    format switch
                    {
                        "jsonl" => page.Lines(),
                        "junit" => page.Xml(),
                        _ => page.Long(),
                    },
                token,
                asIs: format is not "text"
            );
            return page.IsFine ? ExitCode.Done : ExitCode.Found;
        });
    }
}
