using System.Text;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Dialects;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision check</c>.</summary>
internal static class CheckCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Compares the live database with what its migrations make, at the version that it is at: every table, column, type, default, key,
            unique, check, index, trigger, view, function, policy. The migrations are applied to an empty database beside it, which is dropped again;
            --scratch names another server for that. The live database is only read. Exits with 3 where the two part; a line with - is what the
            database lacks, one with + what it has beyond.

            Examples:
              provision check --system towow --url postgresql://me@localhost:5432/towow
              provision check --system towow --output json
            """;
        var target = new TargetOptions(command);
        var migrations = new MigrationOptions(command);
        var report = new Report(command);
        var scratch = command.Value(
            "--scratch <URL>",
            "A server to make the database for comparison on. Default: the one of --url."
        );
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            var beside = (scratch.Value() is { } url ? target.Other(url, target.Schema) : database).Scratch(
                $"provisioning_check_{Environment.ProcessId}"
            );
            var found = await new StructureCheck(migrations.Of(system), database, beside, system.Platform).RunAsync(
                token
            );
            await report.WriteAsync(
                () => Json(system, database.Location, found),
                () => Text(system, database.Location, found),
                token
            );
            return found.IsAlike ? ExitCode.Done : ExitCode.Found;
        });
    }

    private static string Text(DatabaseSystem system, string location, StructureReport found)
    {
        var text = new StringBuilder();
        foreach (
            var part in found
                .Missing.Select(line => ('-', line))
                .Concat(found.Extra.Select(line => ('+', line)))
                .GroupBy(change => change.line.Of, StringComparer.Ordinal)
        )
        {
            text.AppendLine(part.Key);
            foreach (var (sign, line) in part)
            {
                text.Append("  ").Append(sign).Append(' ').AppendLine(line.Text.ReplaceLineEndings("\n    "));
            }
        }

        var end = found.IsAlike
            ? "as its migrations make it"
            : $"{Format.Count(found.Missing.Count, "part", "missing")}, "
                + $"{Format.Count(found.Extra.Count, "part", "too many")}";
        return $"{text}{system.Title} in {location} at {Format.Version(found.Version)}: {end}.";
    }

    private static JsonObject Json(DatabaseSystem system, string location, StructureReport found) =>
        new()
        {
            ["system"] = system.Name,
            ["database"] = location,
            ["version"] = found.Version,
            ["alike"] = found.IsAlike,
            ["missing"] = Lines(found.Missing),
            ["extra"] = Lines(found.Extra),
        };

    private static JsonArray Lines(IEnumerable<ModelLine> lines) =>
        new([.. lines.Select(line => new JsonObject { ["of"] = line.Of, ["text"] = line.Text })]);
}
