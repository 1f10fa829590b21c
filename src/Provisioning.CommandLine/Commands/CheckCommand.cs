using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Commands.Structure;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands;

/// <summary><c>provision check</c>.</summary>
internal static class CheckCommand
{
    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Compares the live database with what its migrations make, at the version that it is at, and reports drift:
            tables, columns, types, defaults, keys, constraints, indexes, triggers and whether they are enabled, views
            and their options, functions, policies, rules, domains, types, partitions, sequences, storage, comments,
            statistics, publications and more; what is not compared is listed. SQL is compared by its tokens: layout,
            comments and the case of keywords are no difference. Pending migrations are no drift, and are counted.

            The migrations are applied to an empty database beside it, which is dropped again; for that the role needs
            CREATEDB, or --scratch names a server where it may create databases. The live database is only read. Exits
            with 3 where the two differ; a line with - is what the database lacks, one with + what it has beyond. What
            PUBLIC may do beyond the migrations, and partitions that they did not make, are warnings.

            With --snapshot it is compared with a file of `provision snapshot` instead, as text: no other database is
            needed. Expressions that a dump and a restore print otherwise are differences then, and what PUBLIC may do is
            not looked at.

            Examples:
              provision check --system towow --url postgresql://me@localhost:5432/towow
              provision check --system towow --output json
              provision check --system towow --snapshot towow.structure
            """;
        var target = new TargetOptions(command);
        var migrations = new MigrationOptions(command);
        var report = new Report(command);
        var scratch = command.Value(
            "--scratch <URL>",
            "A server to make the database for comparison on. Default: the one of --url."
        );
        var snapshot = command.Value("--snapshot <FILE>", "Compare with this file of `provision snapshot`.");
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var (system, database) = (target.System, target.Database);
            if (snapshot.HasValue() && scratch.HasValue())
            {
                throw new UsageException("--snapshot needs no --scratch: give one of them.");
            }

            var beside = (scratch.Value() is { } url ? target.Other(url, target.Schema) : database).Scratch("check");
            var check = new StructureCheck(migrations.Of(system), database, beside, system.Platform);
            var found = snapshot.Value() is { } file
                ? await check.AgainstAsync(await StructureSource.FileAsync(file, database.Dialect, token), token)
                : await check.RunAsync(token);
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
        var text = new StringBuilder(StructureText.Of(found.Missing, found.Extra));
        foreach (var warning in found.Warnings)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"warning: {warning}.");
        }

        var end = found.IsAlike
            ? "as its migrations make it"
            : $"{Format.Count(found.Missing.Count, "part", "missing")}, "
                + $"{Format.Count(found.Extra.Count, "part", "too many")}";
        var pending = found.Pending > 0 ? $" ({found.Pending} pending)" : "";
        text.Append(
            CultureInfo.InvariantCulture,
            $"{system.Title} in {location} at {Format.Version(found.Version)}: {end}{pending}."
        );
        if (found.NotCompared.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nNot compared: {string.Join("; ", found.NotCompared)}.");
        }

        return text.ToString();
    }

    private static JsonObject Json(DatabaseSystem system, string location, StructureReport found) =>
        new()
        {
            ["system"] = system.Name,
            ["database"] = location,
            ["version"] = found.Version,
            ["pending"] = found.Pending,
            ["alike"] = found.IsAlike,
            ["missing"] = StructureText.Json(found.Missing),
            ["extra"] = StructureText.Json(found.Extra),
            ["warnings"] = Format.List(found.Warnings),
            ["not_compared"] = Format.List(found.NotCompared),
        };
}
