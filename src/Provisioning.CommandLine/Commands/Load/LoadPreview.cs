using System.Text.Json.Nodes;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Seeding;
using Provisioning.Seeding.Filling;

namespace Provisioning.CommandLine.Commands.Load;

/// <summary>What a load would add: how many rows each table gets, and the first ten of them.</summary>
internal static class LoadPreview
{
    private const int Shown = 10;
    private const int Widest = 32;

    /// <summary>For people.</summary>
    public static string Text(IReadOnlyList<(FilledTable Table, RowSource? Rows)> tables) =>
        tables.Count == 0
            ? "Nothing to do; no table is without rows."
            : string.Join(
                "\n\n",
                [
                    .. tables.Select(found =>
                        $"{found.Table.Table}: {Format.Count(found.Table.Rows, "row", "to be added")}"
                        + (found.Table.Problem is { } problem ? $", {problem}" : "")
                        + (found.Rows is { Count: > 0 } rows ? $"\n{Sample(rows)}" : "")
                    ),
                    $"{Format.Count(tables.Sum(found => found.Table.Rows), "row", "to be added")} to "
                        + $"{Format.Count(tables.Count(found => found.Table.Rows > 0), "table", "").TrimEnd()}.",
                ]
            );

    /// <summary>The same as JSON.</summary>
    public static JsonObject Json(JsonObject report, IReadOnlyList<(FilledTable Table, RowSource? Rows)> tables)
    {
        report["dry_run"] = true;
        foreach (var (entry, (_, rows)) in report["tables"]!.AsArray().Zip(tables))
        {
            entry!["sample"] = new JsonArray([
                .. Values(rows)
                    .Select(row => new JsonObject(
                        rows!.Columns.Zip(row, (column, value) =>
                            KeyValuePair.Create(column.Name, (JsonNode?)JsonValue.Create(RowReader.Text(value)))
                        )
                    )),
            ]);
        }

        return report;
    }

    private static string Sample(RowSource rows) =>
        TextTable
            .Write(
                [
                    [.. rows.Columns.Select(column => column.Name)],
                    .. Values(rows).Select(row => row.Select(Cell).ToArray()),
                ],
                columns: null
            )
            .TrimEnd();

    private static IEnumerable<IReadOnlyList<object?>> Values(RowSource? rows)
    {
        if (rows is null)
        {
            return [];
        }

        var reader = new RowReader(rows);
        return Enumerable.Range(0, (int)Math.Min(Shown, rows.Count)).Select(row => reader.Read(row));
    }

    private static string Cell(object? value)
    {
        var text = Format.Line(RowReader.Text(value) ?? "NULL");
        return text.Length > Widest ? $"{text[..Widest]}…" : text;
    }
}
