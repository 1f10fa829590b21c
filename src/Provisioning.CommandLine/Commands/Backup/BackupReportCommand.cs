using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary><c>provision backup report</c>.</summary>
internal static class BackupReportCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Says what is in a set, from what was sealed into it when it was made: tables with rows counted in the same moment, sizes, totals, the
            largest tables, what was left out. What the server's statistics say of rows inserted, updated and deleted is listed apart, as a hint.

            Examples:
              provision backup report --system towow --from /backups/towow --key-file backup.key
              provision backup report --system towow --from /backups/towow --set 20260116 --markdown > report.md
            """;
        var target = new TargetOptions(command);
        var options = new RepositoryOptions(command);
        var which = command.Value("--set <ID>", "The beginning of its id, or latest. Default: latest.");
        var markdown = command.Flag("--markdown", "As Markdown.");
        var html = command.Flag("--html", "As an HTML page.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            if (new[] { markdown.HasValue(), html.HasValue(), report.IsJson }.Count(isAsked => isAsked) > 1)
            {
                throw new UsageException("Give one of --markdown, --html and --output json.");
            }

            var id = which.Value() ?? "latest";
            var repository = await options.OpenAsync(token);
            var manifest = await repository.FindSetAsync(id, id == "latest" ? target.System.Name : "", token);
            var contents = (await repository.ReadReportAsync(manifest, token)).Contents;
            await report.WriteAsync(
                () => ContentsReport.Json(manifest, contents),
                () =>
                    markdown.HasValue() ? ContentsReport.Markdown(manifest, contents)
                    : html.HasValue() ? ContentsReport.Html(manifest, contents)
                    : ContentsReport.Text(manifest, contents),
                token
            );
            return ExitCode.Done;
        });
    }
}
