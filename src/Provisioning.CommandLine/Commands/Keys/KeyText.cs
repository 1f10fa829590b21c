using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.CommandLine.Output;
using Provisioning.Security.Encryption;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Keys;

/// <summary>The reports of the key commands, and their progress on standard error.</summary>
internal sealed class KeyText : IProgress<KeyProgress>
{
    private const int MostShown = 20;
    private const long LongColumn = 10_000;

    private (string Column, long Tenth) _reached;

    /// <inheritdoc />
    public void Report(KeyProgress value)
    {
        // Long columns report each tenth.
        var reached = ($"{value.Table}.{value.Column}", value.Done * 10 / value.Total);
        if (value.Total >= LongColumn && reached != _reached)
        {
            _reached = reached;
            Terminal.Note(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"keys  {reached.Item1}  {value.Done:N0} of {value.Total:N0} values"
                )
            );
        }
    }

    /// <summary>The columns, a line each, and after them the rows that cannot be read.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="hasFormer">Whether a former key was given, so that it is worth a column.</param>
    /// <param name="rewritten">How many values were rewritten; null where none was to be.</param>
    public static string Text(
        IReadOnlyList<EncryptedColumnCount> columns,
        bool hasFormer,
        IReadOnlyList<long>? rewritten
    )
    {
        if (columns.Count == 0)
        {
            return "";
        }

        List<string[]> rows =
        [
            [
                "column",
                "scheme",
                "values",
                "under the key",
                .. Optional(hasFormer, "under the former key"),
                "by another scheme",
                "unreadable",
                .. Optional(rewritten is not null, "rewritten"),
            ],
        ];
        for (var at = 0; at < columns.Count; at++)
        {
            var count = columns[at];
            rows.Add([
                count.IsThere ? count.Name : $"{count.Name} (not there)",
                Scheme(count.Column.Scheme),
                Number(count.Values),
                Number(count.Current),
                .. Optional(hasFormer, Number(count.Former)),
                Number(count.OtherScheme),
                Number(count.Unreadable),
                .. rewritten is null ? (string[])[] : [Number(rewritten[at])],
            ]);
        }

        return $"{Output.Report.Table(rows)}\n{Unreadable(columns)}\n";
    }

    /// <summary>The columns as JSON.</summary>
    public static JsonArray Json(IReadOnlyList<EncryptedColumnCount> columns, IReadOnlyList<long>? rewritten) =>
        new([
            .. columns.Select(
                (count, at) =>
                {
                    var json = new JsonObject
                    {
                        ["column"] = count.Name,
                        ["there"] = count.IsThere,
                        ["scheme"] = Scheme(count.Column.Scheme),
                        ["values"] = count.Values,
                        ["current"] = count.Current,
                        ["former"] = count.Former,
                        ["other_scheme"] = count.OtherScheme,
                        ["unreadable"] = count.Unreadable,
                        ["unreadable_rows"] = Format.List(count.UnreadableRows),
                    };
                    if (rewritten is not null)
                    {
                        json["rewritten"] = rewritten[at];
                    }

                    return json;
                }
            ),
        ]);

    /// <summary>The scheme's name in options and reports.</summary>
    public static string Scheme(EncryptionScheme scheme) =>
        scheme switch
        {
            EncryptionScheme.Fernet => "fernet",
            EncryptionScheme.AesGcm => "aesgcm-v1",
            _ => "fernet-base64",
        };

    private static string Unreadable(IReadOnlyList<EncryptedColumnCount> columns)
    {
        var lines = columns
            .SelectMany(count => count.UnreadableRows.Select(row => $"unreadable: {count.Name} where {row}"))
            .Take(MostShown)
            .ToArray();
        var more = columns.Sum(count => count.Unreadable) - lines.Length;
        return string.Concat(lines.Select(line => $"{line}\n"))
            + (more > 0 ? string.Create(CultureInfo.InvariantCulture, $"and {more:N0} more\n") : "");
    }

    private static string[] Optional(bool isShown, string cell) => isShown ? [cell] : [];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
