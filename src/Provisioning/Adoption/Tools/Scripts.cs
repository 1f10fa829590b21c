using Provisioning.Schema;

namespace Provisioning.Adoption.Tools;

/// <summary>Tools with tables beside the one of what was applied, or with scripts that run again.</summary>
internal static class Scripts
{
    public static IReadOnlyList<PreviousTool> Tools { get; } =
    [
        new(
            "Evolve",
            ["changelog"],
            ["id", "type", "version", "description", "name", "checksum", "installedby", "installedon", "success"],
            Evolve
        )
        {
            Rows = new("version", migration =>
                [
                    ("type", 0),
                    ("version", migration.Key),
                    ("description", RowText.Cut(migration.Title, 200)),
                    ("name", RowText.Cut($"V{migration.Key}__{RowText.Underscored(migration.Title)}.sql", 300)),
                    ("checksum", migration.Sql is { } sql ? RowText.Md5OfLines(sql) : ""),
                    ("installedby", RowText.Cut(migration.Actor, 100)),
                    ("installedon", new SqlExpression(migration.Dialect.Clock)),
                    ("success", true),
                ]
            )
            {
                Named = migration => migration.Number,
            },
        },
        Grate("grate"),
        Grate("roundhouse"),
        new("Sqitch", ["changes"], ["changeid", "change", "project", "committedat", "committername"], Sqitch)
        {
            More = ["scripthash", "note", "committeremail", "plannedat", "plannername", "planneremail"],
            Beside = ["events"],
            Others = ["releases", "projects", "tags", "dependencies"],
            Schema = "sqitch",
            NotWritten = "Sqitch knows a change by a digest of its plan, and its rows refer to it",
        },
    ];

    private static PreviousHistory Evolve(PreviousLedger ledger)
    {
        PreviousEntry[] entries =
        [
            .. ledger
                .Rows.Where(row => row.Number("type") is not (1 or 2))
                .OrderBy(row => row["version"] ?? "", Comparer<string>.Create(Flyway.Compare))
                .ThenBy(row => row.Number("id"))
                .Select(row => new PreviousEntry(
                    row["version"] ?? row.Text("name"),
                    !row.Is("success") ? PreviousState.Failed
                        : row.Number("type") is 3 ? PreviousState.Baseline
                        : row["version"] is null ? PreviousState.Repeatable
                        : PreviousState.Applied
                )
                {
                    Number = PreviousRow.NumberOf(row["version"]),
                    Name = row["description"],
                    At = row.Time("installedon"),
                    By = row["installedby"],
                }),
        ];
        return new("Evolve", ledger.Table, entries)
        {
            Problems =
            [
                .. entries
                    .Where(entry => entry.State is PreviousState.Failed)
                    .Select(entry => new PreviousProblem(
                        $"Its migration {entry.Key} ({entry.Name}) failed",
                        $"put right what it left, delete its row from {ledger.Table} and run `evolve migrate`"
                    )),
            ],
        };
    }

    // On SQLite the schema is the beginning of the tables' names.
    private static PreviousTool Grate(string schema) =>
        new(
            schema is "grate" ? "grate" : "RoundhousE",
            ["scriptsrun", $"{schema}scriptsrun"],
            ["id", "versionid", "scriptname", "texthash", "onetimescript", "entrydate"],
            ledger => Grate(schema is "grate" ? "grate" : "RoundhousE", ledger)
        )
        {
            More = ["textofscript", "modifieddate", "enteredby"],
            Beside = ["version", $"{schema}version"],
            Others = ["scriptsrunerrors", $"{schema}scriptsrunerrors"],
            Schema = schema,
            NotWritten = "Each row of it belongs to a row of its table Version, which is one of its own runs",
        };

    private static PreviousHistory Grate(string tool, PreviousLedger ledger)
    {
        var last = ledger
            .Of("version")
            .Concat(ledger.Of($"{PreviousTool.Plain(tool)}version"))
            .MaxBy(row => row.Number("id"));
        return new(
            tool,
            ledger.Table,
            [
                .. ledger
                    .Rows.OrderBy(row => row.Number("id"))
                    .GroupBy(row => row.Text("scriptname"), StringComparer.Ordinal)
                    .Select(group => group.Last())
                    .OrderBy(row => row.Text("scriptname"), StringComparer.Ordinal)
                    .Select(row => new PreviousEntry(
                        row.Text("scriptname"),
                        row.Is("onetimescript") ? PreviousState.Applied : PreviousState.Repeatable
                    )
                    {
                        Number = PreviousRow.Leading(row.Text("scriptname")),
                        At = row.Time("modifieddate") ?? row.Time("entrydate"),
                        By = row["enteredby"],
                    }),
            ]
        )
        {
            Problems = last?["status"] is "InProgress" or "Error"
                ?
                [
                    new(
                        $"Its last run, of version {last["version"]}, did not end well ({last["status"]})",
                        $"run `{PreviousTool.Plain(tool)}` to its end"
                    ),
                ]
                : [],
        };
    }

    private static PreviousHistory Sqitch(PreviousLedger ledger) =>
        new(
            "Sqitch",
            ledger.Table,
            [
                .. ledger
                    .Rows.OrderBy(row => row.Time("committedat"))
                    .Select(row => new PreviousEntry($"{row["project"]}/{row["change"]}", PreviousState.Applied)
                    {
                        Name = row["changeid"],
                        At = row.Time("committedat"),
                        By = row["committername"],
                    }),
            ]
        )
        {
            Warnings =
                ledger.Of("events").MaxBy(row => row.Time("committedat")) is { } newest && newest["event"] is "fail"
                    ? [$"The last that it did was a change that failed: {newest["project"]}/{newest["change"]}"]
                    : [],
        };
}
