using System.Globalization;
using System.Text.Json.Nodes;
using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Ledger;

namespace Provisioning.CommandLine.Commands.Db;

/// <summary><c>provision db list</c>.</summary>
internal static class ListCommand
{
    private sealed record Row(DatabaseEntry Entry, long? Version, string? Trouble);

    /// <summary>Declares the options of the command and what it runs.</summary>
    public static void Configure(CommandLineApplication command, CancellationToken token)
    {
        command.ExtendedHelpText = """

            Lists the databases on the server that --url names, or the SQLite files in its file's folder: size, owner, and the version
            that provision (or FluentMigrator) has brought each to.

            Examples:
              provision db list --url postgresql://me@localhost:5432/postgres
              provision db list --url sqlite:///./towow.db --output json
            """;
        var target = new TargetOptions(command);
        var report = new Report(command);
        command.OnExecute(async () =>
        {
            _ = report.IsJson;
            var database = target.DatabaseAlone;
            var versions = target.SystemOrNone?.Migrations.VersionTable ?? new VersionTable();
            var rows = new List<Row>();
            foreach (var entry in await database.ListAsync(token))
            {
                rows.Add(await ReadAsync(database, entry, versions, token));
            }

            await report.WriteAsync(() => Json(rows), () => Text(rows), token);
            return ExitCode.Done;
        });
    }

    private static async Task<Row> ReadAsync(
        Database database,
        DatabaseEntry entry,
        VersionTable versions,
        CancellationToken token
    )
    {
        try
        {
            await using var session = await database.Beside(entry.Name).OpenAsync(token);
            var ledger = await LedgerReader.ReadAsync(session, versions with { Predecessor = null }, token);
            return new(entry, ledger.HasVersionTable || ledger.HasLedger ? ledger.Current : null, null);
        }
        catch (ProvisioningException error)
        {
            // One that does not let us in is still one of the list.
            return new(entry, null, error.Message);
        }
    }

    private static string Text(List<Row> rows)
    {
        var troubles = rows.Where(row => row.Trouble is not null)
            .Select(row => $"\n{Shown(row.Entry.Name)}: {row.Trouble}");
        var table = Report.Table([
            ["database", "bytes", "version", "owner"],
            .. rows.Select(row =>
                new[]
                {
                    Shown(row.Entry.Name),
                    row.Entry.Bytes?.ToString("N0", CultureInfo.InvariantCulture) ?? "",
                    row.Trouble is not null ? "?" : row.Version?.ToString(CultureInfo.InvariantCulture) ?? "-",
                    Shown(row.Entry.Owner ?? ""),
                }
            ),
        ]);
        return rows.Count == 0 ? "There are no databases." : $"{table}{string.Concat(troubles)}";
    }

    // A name may hold what moves a terminal's cursor, or turns a line around.
    private static string Shown(string name) =>
        string.Concat(
            name.Select(c =>
                char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format
                    ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                    : $"{c}"
            )
        );

    private static JsonObject Json(List<Row> rows) =>
        new()
        {
            ["databases"] = new JsonArray([
                .. rows.Select(row => new JsonObject
                {
                    ["name"] = row.Entry.Name,
                    ["bytes"] = row.Entry.Bytes,
                    ["version"] = row.Version,
                    ["owner"] = row.Entry.Owner,
                    ["error"] = row.Trouble,
                }),
            ]),
        };
}
