using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Provisioning.Administration.Health;
using Provisioning.Backup.Repository;
using Provisioning.CommandLine.Output;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary>What is in a set, for people and programs. Totals are sums of what is printed.</summary>
internal static class ContentsReport
{
    private const int Largest = 5;

    /// <summary>Formats it as text.</summary>
    public static string Text(BackupManifest manifest, BackupContents contents) =>
        string.Join(
            "\n\n",
            [
                string.Join('\n', Facts(manifest, contents).Select(fact => $"{fact.Name}: {fact.Value}")),
                .. Tables(contents).Select(table => $"{table.Title}\n{Report.Table([table.Heading, .. table.Rows])}"),
            ]
        );

    /// <summary>Formats it as Markdown.</summary>
    public static string Markdown(BackupManifest manifest, BackupContents contents) =>
        string.Join(
            "\n\n",
            [
                $"# Backup of {manifest.System}",
                string.Join('\n', Facts(manifest, contents).Select(fact => $"- {fact.Name}: {fact.Value}")),
                .. Tables(contents).Select(table => $"## {table.Title}\n\n{string.Join('\n', Lines(table))}"),
            ]
        );

    /// <summary>Formats it as an HTML page.</summary>
    public static string Html(BackupManifest manifest, BackupContents contents) =>
        string.Join(
            '\n',
            [
                "<!DOCTYPE html>",
                "<html lang=\"en\"><head><meta charset=\"utf-8\">",
                $"<title>Backup of {Encode(manifest.System)}</title>",
                "<style>body{font-family:sans-serif}td,th{padding:.2em "
                    + ".8em;text-align:left}td:not(:first-child){text-align:right}</style></head><body>",
                $"<h1>Backup of {Encode(manifest.System)}</h1>",
                $"<ul>{string.Concat(Facts(manifest,
                    contents).Select(fact => $"<li>{fact.Name}: {Encode(fact.Value)}</li>"))}</ul>",
                .. Tables(contents)
                    .Select(table =>
                        $"<h2>{table.Title}</h2>\n<table>\n{Row("th", table.Heading)}\n"
                        + $"{string.Join('\n', table.Rows.Select(row => Row("td", row)))}\n</table>"
                    ),
                "</body></html>",
            ]
        );

    /// <summary>Formats it as JSON.</summary>
    public static JsonObject Json(BackupManifest manifest, BackupContents contents)
    {
        var json = BackupListCommand.Json(manifest);
        json["status"] = manifest.Result;
        json["tables"] = new JsonArray([
            .. contents.Tables.Select(table => new JsonObject
            {
                ["name"] = table.Name,
                ["rows"] = table.Rows,
                ["bytes"] = table.Bytes,
                ["inserted_since_reset"] = table.Inserted,
                ["updated_since_reset"] = table.Updated,
                ["deleted_since_reset"] = table.Deleted,
            }),
        ]);
        json["rows"] = contents.Rows();
        json["table_bytes"] = contents.Tables.Sum(table => table.Bytes);
        json["checks"] = new JsonArray([
            .. contents.Checks.Select(check => new JsonObject
            {
                ["name"] = check.Name,
                ["rows"] = check.Rows,
                ["answer_sha256"] = check.Answer,
            }),
        ]);
        json["encrypted_columns"] = new JsonArray([
            .. contents.Encrypted.Select(column => new JsonObject
            {
                ["table"] = column.Table,
                ["column"] = column.Column,
                ["values"] = column.Values,
            }),
        ]);
        json["omitted"] = new JsonArray([.. contents.Omitted.Select(what => JsonValue.Create(what))]);
        json["checked"] = contents.IsChecked;
        json["damage"] = new JsonArray([.. contents.Damage.Select(what => JsonValue.Create(what))]);
        return json;
    }

    private static IEnumerable<(string Name, string Value)> Facts(BackupManifest manifest, BackupContents contents) =>
        [
            ("Set", manifest.Id),
            ("Status", manifest.Result),
            ("Of the moment", $"{manifest.Started.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC"),
            (
                "Engine",
                $"{contents.Engine} {contents.EngineVersion}{(contents.Tools is null ? "" : $", {contents.Tools}")}"
            ),
            ("Schema", Format.Version(contents.SchemaVersion)),
            ("Database", Amount.Bytes(contents.Bytes)),
            (
                "Stored",
                $"{Amount.Bytes(manifest.StoredBytes)}"
                    + $"{(manifest.Parent is null ? "" : $", the rest shared with {manifest.Parent}")}"
            ),
            ("Key", manifest.Key ?? "none, not encrypted"),
            ("Tags", manifest.Tags.Count == 0 ? "none" : string.Join(", ", manifest.Tags)),
            ("Left out", contents.Omitted.Count == 0 ? "nothing" : string.Join(", ", contents.Omitted)),
            .. contents.Damage.Count == 0 && !contents.IsChecked
                ? []
                : new[]
                {
                    (
                        "Found by the engine's checks",
                        contents.Damage.Count == 0 ? "nothing" : string.Join(" ", contents.Damage)
                    ),
                },
            .. contents.Encrypted.Count == 0
                ? []
                : new[]
                {
                    (
                        "Encrypted columns",
                        string.Join(
                            ", ",
                            contents.Encrypted.Select(column =>
                                $"{column.Table}.{column.Column} ({Number(column.Values)})"
                            )
                        )
                    ),
                },
        ];

    private static IEnumerable<(string Title, string[] Heading, IReadOnlyList<string[]> Rows)> Tables(
        BackupContents contents
    )
    {
        yield return (
            "Tables",
            ["table", "rows", "bytes"],
            [
                .. contents.Tables.Select(table => new[] { table.Name, Number(table.Rows), Number(table.Bytes) }),
                ["total", Number(contents.Rows()), Number(contents.Tables.Sum(table => table.Bytes))],
            ]
        );
        yield return (
            "Largest tables",
            ["table", "bytes", "rows"],
            [
                .. contents
                    .Tables.OrderByDescending(table => table.Bytes)
                    .ThenBy(table => table.Name, StringComparer.Ordinal)
                    .Take(Largest)
                    .Select(table => new[] { table.Name, Number(table.Bytes), Number(table.Rows) }),
            ]
        );
        var active = contents
            .Tables.Where(table => table.Inserted is not null)
            .OrderByDescending(table => table.Inserted + table.Updated + table.Deleted)
            .Take(Largest)
            .ToList();
        if (active.Count > 0)
        {
            yield return (
                "Most active tables, by the server's statistics since they were last reset",
                ["table", "inserted", "updated", "deleted"],
                [
                    .. active.Select(table =>
                        new[]
                        {
                            table.Name,
                            Number(table.Inserted ?? 0),
                            Number(table.Updated ?? 0),
                            Number(table.Deleted ?? 0),
                        }
                    ),
                ]
            );
        }

        if (contents.Checks.Count > 0)
        {
            yield return (
                "Queries to be answered alike after a restore",
                ["query", "rows"],
                [.. contents.Checks.Select(check => new[] { check.Name, Number(check.Rows) })]
            );
        }
    }

    private static IEnumerable<string> Lines((string Title, string[] Heading, IReadOnlyList<string[]> Rows) table) =>
        [
            Line(table.Heading),
            $"| --- |{string.Concat(table.Heading.Skip(1).Select(_ => " ---: |"))}",
            .. table.Rows.Select(Line),
        ];

    private static string Line(string[] cells) =>
        $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |";

    private static string Row(string cell, string[] cells) =>
        $"<tr>{string.Concat(cells.Select(text => $"<{cell}>{Encode(text)}</{cell}>"))}</tr>";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
