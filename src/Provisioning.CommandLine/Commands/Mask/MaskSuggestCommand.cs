using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.CommandLine.Settings;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Masking.Classification;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Commands.Mask;

/// <summary><c>provision mask suggest</c>.</summary>
internal static class MaskSuggestCommand
{
    private const int Samples = 200;

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Writes masking.json with a class for each column, by its name, type and description; classes that are there already stay. Needs no database:
            the structure is what the migrations make. With --url it is that of the database, and 200 values of each text column are looked at, here and
            nowhere else. What is proposed is to be read by someone who knows the data.

            Examples:
              provision mask suggest --system towow
              provision mask suggest --project src/My.Migrations
              provision mask suggest --system towow --url postgresql://me@localhost:5432/towow --dry-run
            """;
        var target = new TargetOptions(command);
        var source = new MaskingSource(command);
        var dryRun = command.Flag("--dry-run", "Print the file, and write nothing.");
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var system = target.System;
            var known = source.Find(system)?.File;
            var (file, proposed) = await ProposeAsync(target, known, token);
            if (dryRun.HasValue())
            {
                await report.WriteAsync(() => Json(null, proposed), () => file.Print().TrimEnd(), token, asIs: true);
                return ExitCode.Done;
            }

            var place = source.Place;
            if (proposed.Count > 0 || !File.Exists(place))
            {
                await TextFile.WriteAsync(place, "The masking file", file.Print(), token);
            }

            await report.WriteAsync(
                () => Json(place, proposed),
                () =>
                    proposed.Count == 0
                        ? $"Every column has a class in {place} already."
                        : $"{Format.Count(proposed.Count, "column", "given a proposed class")} in {place}. Read it, "
                            + "correct what is wrong, and commit it beside the migrations.",
                token
            );
            return ExitCode.Done;
        });
    }

    private static async Task<(MaskingFile, IReadOnlyList<string>)> ProposeAsync(
        TargetOptions target,
        MaskingFile? known,
        CancellationToken token
    )
    {
        if (target.Sources.Find("url").Rank is not Rank.Option)
        {
            return ClassSuggestion.Of(MaskingSource.Migrated(target.System, target), known, (_, _) => []);
        }

        await using var session = await target.Database.OpenAsync(token);
        var model = (await session.InspectAsync(token)).WithoutLedger(
            target.System.Migrations.VersionTable,
            session.Database.Dialect
        );
        var samples = new Dictionary<(ObjectName, string), IReadOnlyList<string>>();
        foreach (var table in model.Tables.Values)
        {
            foreach (var column in table.Columns.Where(IsText))
            {
                samples[(table.Name, column.Name)] = await SampleAsync(session, table, column, token);
            }
        }

        return ClassSuggestion.Of(model, known, (table, column) =>
            samples.GetValueOrDefault((table.Name, column.Name)) ?? []
        );
    }

    private static bool IsText(Column column) =>
        Masking.Values.MaskedType.Of(column.Type).Family is Masking.Values.ValueFamily.Text && column.Computed is null;

    private static async Task<IReadOnlyList<string>> SampleAsync(
        DatabaseSession session,
        Table table,
        Column column,
        CancellationToken token
    )
    {
        var name = Dialect.Quote(column.Name);
        return await session.QueryAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT CAST({name} AS text) FROM {session.Database.Dialect.Quote(table.Name)} WHERE {name} IS NOT "
                    + $"NULL LIMIT {Samples}"
            ),
            row => row.GetString(0),
            token
        );
    }

    private static JsonObject Json(string? file, IReadOnlyList<string> proposed) =>
        new()
        {
            ["file"] = file,
            ["proposed"] = new JsonArray([.. proposed.Select(column => JsonValue.Create(column))]),
        };
}
