using System.Text;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.Administration.Health;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Page;

namespace Provisioning.CommandLine.Commands.Structure;

/// <summary>The options of <c>provision describe</c> that write a page.</summary>
internal sealed class PageOptions(CommandLineApplication command)
{
    private readonly CommandOption _html = command.Value("--html <FILE>", "As a page for a browser, into this file.");
    private readonly CommandOption _check = command.Flag("--check", "Compare the file of --html, and write nothing.");
    private readonly CommandOption _dryRun = command.Flag(
        "--dry-run",
        "Say what --html would write, and write nothing."
    );
    private readonly CommandOption _force = command.Flag("--force", "Replace a file that is no such page as well.");

    /// <summary>Whether a page is asked for.</summary>
    public bool IsAsked => _html.HasValue();

    /// <summary>Refuses options that contradict each other or mean nothing.</summary>
    /// <exception cref="UsageException">Some do.</exception>
    public void Require(bool isMarkdown, bool hasViews)
    {
        if (!IsAsked && hasViews)
        {
            throw new UsageException("--views belongs to --html.");
        }

        if (!IsAsked && new[] { _check, _dryRun, _force }.FirstOrDefault(option => option.HasValue()) is { } stray)
        {
            throw new UsageException($"--{stray.LongName} belongs to --html.");
        }

        if (IsAsked && isMarkdown)
        {
            throw new UsageException("Give --html or --markdown, not both.");
        }

        if (IsAsked && Directory.Exists(_html.Value()))
        {
            throw new UsageException($"{_html.Value()} is a folder. Name a file in it, as in --html schema.html.");
        }
    }

    /// <summary>Writes the page, or compares it.</summary>
    /// <exception cref="UsageException">The file is there and is no such page.</exception>
    public async Task<int> WriteAsync(PageSubject subject, Report report, CancellationToken token)
    {
        var file = await PageFile.ReadAsync(_html.Value()!, token);
        var page = SchemaPage.Of(subject);
        var isCurrent = file.Is(page);
        var isWritten = !_check.HasValue() && !_dryRun.HasValue();
        if (!_check.HasValue() && file.IsForeign && !_force.HasValue())
        {
            throw new UsageException(
                $"{file.Path} is there, and is no page that `provision describe` wrote. Nothing was written. Name "
                    + "another file, or replace it with --force."
            );
        }

        if (isWritten)
        {
            await file.WriteAsync(page, token);
        }

        var tables = subject.Structure.Model.Tables;
        var size = Encoding.UTF8.GetByteCount(page);
        await report.WriteAsync(
            () =>
                new JsonObject
                {
                    ["file"] = file.Path,
                    ["engine"] = subject.Dialect.Name,
                    ["tables"] = tables.Count,
                    ["columns"] = tables.Values.Sum(table => table.Columns.Count),
                    ["bytes"] = size,
                    ["written"] = isWritten,
                    ["current"] = isWritten || isCurrent,
                },
            () =>
                (_check.HasValue(), isCurrent) switch
                {
                    (true, true) => $"{file.Path} is the page.",
                    (true, false) => file.Before is null
                        ? $"There is no {file.Path}. The same command without --check writes it."
                        : $"{file.Path} is not the page any more. The same command without --check writes it.",
                    _ => $"The page of {subject.Title}, {PageOutline.Many(tables.Count, "table")} and "
                        + $"{Amount.Bytes(size)}, "
                        + (
                            isWritten ? $"is in {file.Path}."
                            : isCurrent ? $"is in {file.Path} already; nothing would change."
                            : $"would be written to {file.Path}; nothing was."
                        ),
                },
            token,
            isSummary: !_check.HasValue() || isCurrent
        );
        return _check.HasValue() && !isCurrent ? ExitCode.Found : ExitCode.Done;
    }
}
