using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Engines;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Structure;

/// <summary><c>provision snapshot</c>.</summary>
internal static class SnapshotCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Writes the structure that the migrations make as one text: each table, view and other object with its lines,
            in a fixed order and without anything that differs from one machine to the next. Kept beside the migrations
            it shows in a review what a change of them does. With --check the file is compared instead, and the exit
            code is 3 where it says something else.

            The migrations are applied to an empty database that is dropped again, for which the role needs CREATEDB on
            a server. With --of live it is the structure of the database of --url.

            Examples:
              provision snapshot --system towow --out towow.structure
              provision snapshot --system towow --out towow.structure --check
            """;
        var of = command.Value("--of <WORD>", "What to write: `live`, `migrations` or a version. Default: migrations.");
        var file = command.Value("--out <FILE>", "The file. Default: standard output.");
        var check = command.Flag("--check", "Compare the file of --out, and write nothing.");
        var target = new TargetOptions(command);
        var source = new StructureSource(command, target);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            if (check.HasValue() && !file.HasValue())
            {
                throw new UsageException("Compare which file? Give it with --out.");
            }

            var kept = check.HasValue() ? await source.ReadAsync(file.Value()!, token) : null;
            var now = await source.ReadAsync(of.Value() ?? "migrations", token);
            return kept is null
                ? await WriteAsync(now, target.SystemOrNone?.Name ?? "a database", file.Value(), report, token)
                : await CheckAsync(kept, now, file.Value()!, target, report, token);
        });
    }

    private static async Task<int> WriteAsync(
        StructureSnapshot now,
        string name,
        string? file,
        Report report,
        CancellationToken token
    )
    {
        var text = now.Write(name);
        if (file is not null)
        {
            await TextFile.WriteAsync(file, "The structure", text, token);
        }

        await report.WriteAsync(
            () =>
                new JsonObject
                {
                    ["engine"] = now.Engine,
                    ["file"] = file,
                    ["lines"] = StructureText.Json(now.Lines.Select(line => line.Printed())),
                },
            () => file is null ? text.TrimEnd() : $"The structure of {name} on {now.Engine} is in {file}.",
            token,
            asIs: file is null,
            isSummary: file is not null
        );
        return ExitCode.Done;
    }

    private static async Task<int> CheckAsync(
        StructureSnapshot kept,
        StructureSnapshot now,
        string file,
        TargetOptions target,
        Report report,
        CancellationToken token
    )
    {
        if (kept.Engine != now.Engine)
        {
            throw new UsageException(
                $"{file} is of {kept.Engine}, and this database of {now.Engine}. Give the --url of a {kept.Engine} "
                    + "database."
            );
        }

        var dialect = KnownEngines.Find(now.Engine)!.Dialect(target.Dialect(target.SystemOrNone, schema: null));
        var found = kept.To(now, dialect);
        await report.WriteAsync(
            () => StructureText.Json(new() { ["file"] = file, ["engine"] = now.Engine }, found),
            () =>
                found.IsAlike
                    ? $"{file} is the structure."
                    : StructureText.Of(found.Missing, found.Extra)
                        + $"{file} is not the structure any more. The same command without --check writes it.",
            token
        );
        return found.IsAlike ? ExitCode.Done : ExitCode.Found;
    }
}
