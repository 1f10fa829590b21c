using System.ComponentModel;
using System.Diagnostics;
using McMaster.Extensions.CommandLineUtils;
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
        var tokenFile = command.Value(
            "--token-file <FILE>",
            "Keep the token in this file, so that with --port the address stays the same. Default: a new one each time."
        );
        var options = new LivePageOptions(command);
        var views = new ViewsSource(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var system = target.SystemOrNone;
            var subject = options.Of(
                new(target.DatabaseAlone, system, source.Catalog)
                {
                    Masking = system is null ? null : masking.Find(system)?.File,
                }
            );
            var title = Path.GetFileName(system?.Title ?? subject.Database.Name);
            using var page = new LivePage(
                subject,
                title,
                stop => StructureAsync(target, source, views, title, stop),
                TimeProvider.System
            );
            // What is in the way is said here, and not in the browser.
            _ = await page.AnswerAsync("/", table: null, token);
            using var server = PageServer.Start(
                page,
                (int?)port.Number(least: 1, LargestPort),
                tokenFile.Value() is { } file ? PageToken.In(file) : PageToken.New()
            );
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

            await await Task.WhenAny(server.RunAsync(token), page.SampleAsync(token));
            return ExitCode.Done;
        });
    }

    private static async Task<PageSubject> StructureAsync(
        TargetOptions target,
        StructureSource source,
        ViewsSource views,
        string title,
        CancellationToken token
    )
    {
        const string word = "live";
        var found = await source.ReadAsync(word, token);
        return await new PageReader(target, source, views).ReadAsync(
            word,
            title,
            found,
            KnownEngines.Find(found.Engine)!.Dialect(target.Dialect(target.SystemOrNone, schema: null)),
            token
        );
    }

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
