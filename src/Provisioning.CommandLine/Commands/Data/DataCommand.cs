using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Schema;
using Provisioning.Transfer.Format;

namespace Provisioning.CommandLine.Commands.Data;

/// <summary><c>provision data</c>.</summary>
internal static class DataCommand
{
    private const long UsualLimit = 20;

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Shows rows of a table in the order of its primary key, and changes nothing. With --system, columns that the system encrypts are masked. Of
            bytes the length is shown. Long texts are cut in the table, and whole in JSON and CSV.

            Examples:
              provision data agent_profiles --system towow
              provision data demands --system towow --where status=open --limit 5
              provision data demands --url postgresql://me@localhost:5432/towow --output csv
            """;
        var name = command.Argument("TABLE", "The table, with its schema where that is not the default one.");
        var limit = command.Value("-l|--limit <N>", "How many rows at most. Default: 20.");
        var where = command.Values(
            OptionGroup.Own,
            "-w|--where <CONDITION>",
            "COLUMN=VALUE: only rows with this text in the column; may be given several times, and all have to fit."
        );
        var target = new TargetOptions(command);
        var report = new Report(command, "csv");
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            if (name.Value is not { Length: > 0 } wanted)
            {
                throw new UsageException("Which table? `provision data TABLE` shows its rows.");
            }

            var most = limit.Number(least: 1, int.MaxValue - 1) ?? UsualLimit;
            var database = target.DatabaseAlone;
            await using var session = await database.OpenAsync(token);
            var table = Find(await session.InspectAsync(token), wanted);
            var filters = where.Values.OfType<string>().Select(text => Filter(table, text)).ToArray();
            var rows = await new TableRows(table, TableRows.Encrypted(target.SystemOrNone, table)).ReadAsync(
                session,
                filters,
                most + 1,
                token
            );
            var shown = rows.Take((int)most).ToList();
            var csv = report.Format is "csv" ? await CsvAsync(table, shown, token) : null;
            await report.WriteAsync(
                () => Json(table, database, shown, rows.Count > most),
                () => csv ?? Text(table, database, shown, rows.Count > most),
                token,
                asIs: csv is not null
            );
            return ExitCode.Done;
        });
    }

    private static Table Find(DatabaseModel model, string name) =>
        model.Tables.Values.FirstOrDefault(table => $"{table.Name}" == name || table.Name.Name == name)
        ?? throw new UsageException(
            $"There is no table \"{name}\"."
                + (
                    NearName.Hint(name, model.Tables.Keys.Select(table => $"{table}")) is { Length: > 0 } near ? near
                    : model.Tables.IsEmpty ? " The database has no tables."
                    : $" There are: {string.Join(", ", model.Tables.Keys)}."
                )
        );

    private static (Column Column, string Value) Filter(Table table, string text)
    {
        if (text.Split('=', 2) is not [var name, var value])
        {
            throw new UsageException($"--where takes COLUMN=VALUE, not \"{text}\".");
        }

        return table.Find(name) is { } column
            ? (column, value)
            : throw new UsageException(
                $"{table.Name} has no column \"{name}\"."
                    + (
                        NearName.Hint(name, table.Columns.Select(known => known.Name)) is { Length: > 0 } near
                            ? near
                            : $" It has: {string.Join(", ", table.Columns.Select(known => known.Name))}."
                    )
            );
    }

    private static string Text(Table table, Database database, List<string?[]> rows, bool hasMore)
    {
        var text = Report.Table([
            [.. table.Columns.Select(column => column.Name)],
            .. rows.Select(row => row.Select(cell => cell is null ? "" : Format.Line(cell)).ToArray()),
        ]);
        return $"{text}\n\n{Format.Count(rows.Count, "row", $"of {table.Name} in {database.Location}")}"
            + (hasMore ? "; there are more, and --limit shows them." : ".");
    }

    private static JsonObject Json(Table table, Database database, List<string?[]> rows, bool hasMore) =>
        new()
        {
            ["database"] = database.Location,
            ["table"] = $"{table.Name}",
            ["more"] = hasMore,
            ["rows"] = new JsonArray([
                .. rows.Select(row => new JsonObject(
                    table.Columns.Select((column, at) => KeyValuePair.Create(column.Name, Node(column, row[at])))
                )),
            ]),
        };

    // Decimals stay text: a number of JSON may lose digits.
    private static JsonNode? Node(Column column, string? text) =>
        (column.Type.Kind, text) switch
        {
            (_, null) => null,
            (ColumnKind.Boolean, "1" or "true") => true,
            (ColumnKind.Boolean, "0" or "false") => false,
            (_, _)
                when IsWhole(column.Type)
                    && long.TryParse(
                        text,
                        NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out var number
                    ) => number,
            _ => text,
        };

    // SQLite takes any spelling for a type.
    private static bool IsWhole(ColumnType type) =>
        type.Kind is ColumnKind.Byte or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64
        || type.Custom?.Contains("int", StringComparison.OrdinalIgnoreCase) is true;

    private static async Task<string> CsvAsync(Table table, List<string?[]> rows, CancellationToken token)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        await using (var csv = new CsvText(text))
        {
            foreach (var row in rows.Prepend([.. table.Columns.Select(column => column.Name)]))
            {
                await csv.WriteAsync(row, token);
            }
        }

        // The report ends its last line itself.
        return $"{text}"[..^1];
    }
}
