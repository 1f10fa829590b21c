using Provisioning.Schema;

namespace Provisioning.Adoption.Tools;

/// <summary>Liquibase: a set of change sets, each known by its file, id and author, and a table that is its
/// lock.</summary>
internal static class Liquibase
{
    private const string Lock = "databasechangeloglock";

    public static PreviousTool Tool { get; } =
        new("Liquibase", ["databasechangelog"], ["id", "author", "filename", "dateexecuted", "md5sum"], Read)
        {
            More =
            [
                "orderexecuted",
                "exectype",
                "description",
                "comments",
                "tag",
                "liquibase",
                "contexts",
                "labels",
                "deploymentid",
            ],
            Beside = [Lock],
            Others = ["databasechangeloghistory"],
            Rows = new("id", Row) { Found = Parts },
        };

    // Its checksum is of the change as it has parsed it: none is what it takes for right.
    private static IEnumerable<(string, object?)> Row(KeptMigration migration) =>
        [
            .. Parts(migration.Key),
            ("dateexecuted", new SqlExpression(migration.Dialect.Clock)),
            ("orderexecuted", ComputedValue.Next("orderexecuted")),
            ("exectype", "EXECUTED"),
            ("md5sum", null),
            ("description", RowText.Cut(migration.Title, 255)),
            ("comments", ""),
        ];

    private static IEnumerable<(string, object?)> Parts(string key) =>
        key.Split("::") is [var file, var id, var author]
            ? [("filename", file), ("id", id), ("author", author)]
            : [("id", key)];

    private static PreviousHistory Read(PreviousLedger ledger)
    {
        PreviousEntry[] entries =
        [
            .. ledger
                .Rows.OrderBy(row => row.Number("orderexecuted") ?? 0)
                .ThenBy(row => row.Time("dateexecuted"))
                .Select(row => new PreviousEntry(
                    $"{row["filename"]}::{row["id"]}::{row["author"]}",
                    row["exectype"] switch
                    {
                        "MARK_RAN" or "SKIPPED" => PreviousState.Skipped,
                        "FAILED" => PreviousState.Failed,
                        _ => PreviousState.Applied,
                    }
                )
                {
                    Number = PreviousRow.NumberOf(row["id"]),
                    Name = row["tag"],
                    At = row.Time("dateexecuted"),
                    By = row["author"],
                }),
        ];
        var skipped = entries.Count(entry => entry.State is PreviousState.Skipped);
        return new("Liquibase", ledger.Table, entries)
        {
            Problems =
            [
                .. ledger
                    .Of(Lock)
                    .Where(row => row.Is("locked"))
                    .Select(row => new PreviousProblem(
                        $"It is locked since {row["lockgranted"]} by {row["lockedby"]}",
                        "when no run of it is under way, run `liquibase releaseLocks`"
                    )),
                .. entries
                    .Where(entry => entry.State is PreviousState.Failed)
                    .Select(entry => new PreviousProblem(
                        $"Its change set {entry.Key} failed",
                        "put right what it left, then run `liquibase update`"
                    )),
            ],
            Warnings =
                skipped == 0
                    ? []
                    :
                    [
                        $"{skipped} of its change sets {(skipped == 1 ? "is" : "are")} recorded and did not run "
                            + "(MARK_RAN, SKIPPED)",
                    ],
        };
    }
}
