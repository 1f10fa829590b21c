using System.Globalization;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Db;

/// <summary><c>provision db wait</c>.</summary>
internal static class WaitCommand
{
    private const int Default = 60;

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Tries to connect until the server answers, at longer and longer intervals up to 5 seconds. What waiting does not change, such as a
            wrong password or a certificate that is not accepted, ends it at once. Exits with 4 where the server does not answer in time. The
            database itself need not be there, unless --exists asks for it.

            Examples:
              provision db wait --url postgresql://me@db:5432/towow --timeout 120
              provision db wait --system towow && provision init --system towow
            """;
        var target = new TargetOptions(command);
        var timeout = command.Value("--timeout <SECONDS>", $"How long to wait. Default: {Default}.");
        var exists = command.Flag("--exists", "Fail with 3 where the server answers, but has no such database.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var database = target.DatabaseAlone;
            var patience = TimeSpan.FromSeconds(timeout.Number(most: 86400) ?? Default);
            var (isThere, waited) = await new DatabaseWait(TimeProvider.System, new Waiting()).UntilReadyAsync(
                database,
                patience,
                token
            );
            await report.WriteAsync(
                () =>
                    new()
                    {
                        ["database"] = database.Location,
                        ["ready"] = true,
                        ["exists"] = isThere,
                        ["waited_ms"] = (long)waited.TotalMilliseconds,
                    },
                () =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{database.Location}: the server answers after {waited.TotalSeconds:0.0} "
                            + $"s{(isThere ? "" : "; the database is not there yet, `provision init` creates it")}."
                    ),
                token,
                isSummary: true
            );
            return exists.HasValue() && !isThere ? ExitCode.Found : ExitCode.Done;
        });
    }

    private sealed class Waiting : IProgress<WaitingForServer>
    {
        public void Report(WaitingForServer value) =>
            Terminal.Note(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"waiting {value.Waited.TotalSeconds:0.0} s, again in {value.Pause.TotalMilliseconds:0} ms: "
                        + $"{value.Reason}"
                )
            );
    }
}
