using System.ComponentModel;
using System.Diagnostics;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.Stores;
using Provisioning.CommandLine.Commands.Mask;
using Provisioning.CommandLine.Commands.Structure;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Page;
using Provisioning.CommandLine.Page.Live;
using Provisioning.Engines;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision serve</c>.</summary>
internal static class ServeCommand
{
    private const int LargestPort = 65535;
    private const int LongestInterval = 3600;

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows the page of `provision describe --html` over a live database, to this machine alone, until Ctrl+C: besides the structure which migrations
            are applied and pending, what ran, what doctor finds with its numbers over time, running queries and who waits for whom, backups and
            their drills, and some rows of each table. It is kept up to date while it is looked at. The database is only read.

            The address that is printed holds a token, without which nothing is answered; keep it to yourself. Columns that the system encrypts, and
            those that masking.json classes as personal, secret or free text, are masked; so are those without a class that may be, by name
            and type. --no-rows shows no rows at all.

            Examples:
              provision serve --system towow
              provision serve --url postgresql://me@localhost:5432/towow --open
              provision serve --system towow --port 4180 --backups /backups/towow --drills drill.json
            """;
        var target = new TargetOptions(command) { IsReadOnly = true };
        var source = new StructureSource(command, target, isLiveAlone: true);
        var masking = new MaskingSource(command);
        var report = new Report(command);
        var port = command.Value("--port <N>", "The port on 127.0.0.1. Default: one that is free.");
        var open = command.Flag("--open", "Open it in the browser.");
        var every = command.Value("--every <SECONDS>", "How often doctor's numbers are taken. Default: 5.");
        var noRows = command.Flag("--no-rows", "Show no rows of tables.");
        var backups = command.Values(
            OptionGroup.Own,
            "--backups <STORE>",
            "Where backups are kept, a folder or s3://bucket/prefix; may be given several times."
        );
        var drills = command.Values(
            OptionGroup.Own,
            "--drills <FILE>",
            "What `provision backup drill --output json` has printed; may be given several times."
        );
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var system = target.SystemOrNone;
            var subject = new LiveSubject(target.DatabaseAlone, system, source.Catalog)
            {
                Backups = [.. backups.Values.OfType<string>().Select(place => BackupStores.Open(place))],
                Drills = [.. drills.Values.OfType<string>().Select(Existing)],
                ShowsRows = !noRows.HasValue(),
                Masking = system is null ? null : masking.Find(system)?.File,
                Every = TimeSpan.FromSeconds(every.Number(least: 1, LongestInterval) ?? 5),
            };
            var title = Path.GetFileName(system?.Title ?? subject.Database.Name);
            using var page = new LivePage(
                subject,
                title,
                stop => StructureAsync(target, source, title, stop),
                TimeProvider.System
            );
            // What is in the way is said here, and not in the browser.
            _ = await page.AnswerAsync("/", table: null, token);
            using var server = PageServer.Start(page, (int?)port.Number(least: 1, LargestPort), PageServer.NewToken());
            await report.WriteAsync(
                () => new() { ["url"] = server.Url, ["database"] = subject.Database.Location },
                () => server.Url,
                token,
                asIs: true
            );
            Terminal.Note($"{subject.Database.Location} is shown there, to this machine alone. Ctrl+C ends it.");
            if (open.HasValue())
            {
                Open(server.UrlForOnce());
            }

            await Task.WhenAll(server.RunAsync(token), page.SampleAsync(token));
            return ExitCode.Done;
        });
    }

    private static async Task<PageSubject> StructureAsync(
        TargetOptions target,
        StructureSource source,
        string title,
        CancellationToken token
    )
    {
        const string word = "live";
        var found = await source.ReadAsync(word, token);
        return await new PageReader(target, source).ReadAsync(
            word,
            title,
            found,
            KnownEngines.Find(found.Engine)!.Dialect(target.Dialect(target.SystemOrNone, schema: null)),
            token
        );
    }

    private static string Existing(string file) =>
        File.Exists(file)
            ? file
            : throw new UsageException(
                $"There is no file {file}. `provision backup drill --output json > {file}` writes one."
            );

    private static void Open(string url)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(url) { UseShellExecute = true });
        }
        catch (Exception error)
            when (error is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            Terminal.Note($"warning: no browser could be started: {error.Message}. Open the address above.");
        }
    }
}
