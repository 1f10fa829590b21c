using Provisioning.Schema;

namespace Provisioning.Adoption.Tools;

/// <summary>Tools that record attempts, or how far each has come, so that several rows or columns together say what a
/// migration's state is.</summary>
internal static class Attempts
{
    public static IReadOnlyList<PreviousTool> Tools { get; } =
    [
        new(
            "Prisma",
            ["prismamigrations"],
            ["id", "checksum", "finishedat", "migrationname", "rolledbackat", "startedat", "appliedstepscount"],
            Prisma
        )
        {
            More = ["logs"],
            Rows = new("migrationname", migration =>
                [
                    ("id", $"{Guid.CreateVersion7()}"),
                    ("checksum", migration.Sha256 ?? ""),
                    ("finishedat", new SqlExpression(migration.Dialect.Clock)),
                    ("migrationname", migration.Key),
                    ("startedat", new SqlExpression(migration.Dialect.Clock)),
                    ("appliedstepscount", migration.Sql is null ? 0 : 1),
                ]
            )
            {
                Named = RowText.Dated,
                Needs = RowText.NeedsDate,
                RolledBack = dialect => [("rolledbackat", new SqlExpression(dialect.Clock))],
            },
        },
        new("goose", ["goosedbversion"], ["id", "versionid", "isapplied", "tstamp"], Goose)
        {
            Rows = new("versionid", migration =>
                [
                    ("versionid", PreviousRow.NumberOf(migration.Key)),
                    ("isapplied", true),
                    ("tstamp", new SqlExpression(migration.Dialect.Clock)),
                ]
            )
            {
                Named = migration => migration.Number,
            },
        },
        new("Atlas", ["atlasschemarevisions"], ["version", "applied", "total", "executedat", "hash"], Atlas)
        {
            More =
            [
                "description",
                "type",
                "executiontime",
                "error",
                "errorstmt",
                "partialhashes",
                "operatorversion",
                "operatorid",
            ],
            Schema = "atlas_schema_revisions",
            NotWritten =
                "A row of Atlas has the hash that its atlas.sum gives the file, which follows from all files "
                + "before it",
        },
        new("pgroll", ["migrations"], ["schema", "name", "migration", "parent", "done", "resultingschema"], PgRoll)
        {
            More = ["createdat", "updatedat", "migrationtype"],
            Schema = "pgroll",
            NotWritten = "A row of pgroll has its own form of the migration and of the structure after it",
        },
        new(
            "sqlx",
            ["sqlxmigrations"],
            ["version", "description", "installedon", "success", "checksum", "executiontime"],
            Sqlx
        )
        {
            Rows = new("version", migration =>
                [
                    ("version", PreviousRow.NumberOf(migration.Key)),
                    ("description", RowText.Words(migration.Title)),
                    ("installedon", new SqlExpression(migration.Dialect.Clock)),
                    ("success", true),
                    ("checksum", migration.Sha384 ?? []),
                    ("executiontime", new SqlExpression($"({migration.Milliseconds}) * 1000000")),
                ]
            )
            {
                Named = migration => migration.Number,
            },
        },
    ];

    private static PreviousHistory Prisma(PreviousLedger ledger)
    {
        PreviousEntry[] entries =
        [
            .. ledger
                .Rows.GroupBy(row => row.Text("migrationname"), StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group =>
                {
                    // An attempt that is neither finished nor rolled back blocks, whatever came after it.
                    var (state, row) =
                        group.FirstOrDefault(IsOpen) is { } open ? (PreviousState.Failed, open)
                        : group.LastOrDefault(IsDone) is { } done ? (PreviousState.Applied, done)
                        : (PreviousState.RolledBack, group.Last());
                    return new PreviousEntry(group.Key, state)
                    {
                        Number = PreviousRow.Leading(group.Key),
                        At = row.Time("finishedat") ?? row.Time("startedat"),
                    };
                }),
        ];
        return new("Prisma", ledger.Table, entries)
        {
            Problems =
            [
                .. Failed(entries, entry =>
                    new(
                        $"Its migration {entry.Key} failed",
                        $"put right what it left, then run `prisma migrate resolve --rolled-back {entry.Key}`, or "
                            + "`--applied` where all of it is there"
                    )
                ),
            ],
        };

        static bool IsOpen(PreviousRow row) => row["finishedat"] is null && row["rolledbackat"] is null;
        static bool IsDone(PreviousRow row) => row["finishedat"] is not null && row["rolledbackat"] is null;
    }

    private static PreviousHistory Goose(PreviousLedger ledger) =>
        new(
            "goose",
            ledger.Table,
            [
                .. ledger
                    .Rows.Where(row => row.Number("versionid") is not 0)
                    .GroupBy(row => row.Text("versionid"), StringComparer.Ordinal)
                    .Select(group => group.MaxBy(row => row.Number("id"))!)
                    .OrderBy(row => row.Number("versionid"))
                    .Select(row => new PreviousEntry(
                        row.Text("versionid"),
                        row.Is("isapplied") ? PreviousState.Applied : PreviousState.RolledBack
                    )
                    {
                        Number = row.Number("versionid"),
                        At = row.Time("tstamp"),
                    }),
            ]
        );

    private static PreviousHistory Atlas(PreviousLedger ledger)
    {
        PreviousEntry[] entries =
        [
            .. ledger
                .Rows.Where(row => !row.Text("version").StartsWith('.'))
                .OrderBy(row => row.Text("version"), StringComparer.Ordinal)
                .Select(row => new PreviousEntry(
                    row.Text("version"),
                    row.Number("applied") < row.Number("total") || row.Text("error").Length > 0 ? PreviousState.Failed
                        : row.Number("type") is 1 ? PreviousState.Baseline
                        : PreviousState.Applied
                )
                {
                    Number = PreviousRow.NumberOf(row["version"]),
                    Name = row["description"],
                    At = row.Time("executedat"),
                }),
        ];
        return new("Atlas", ledger.Table, entries)
        {
            Problems =
            [
                .. Failed(entries, entry =>
                    new(
                        $"Its migration {entry.Key} stopped half way",
                        "run `atlas migrate apply`, which goes on with it, or put right what it left and run `atlas "
                            + $"migrate set {entry.Key}`"
                    )
                ),
            ],
        };
    }

    private static PreviousHistory PgRoll(PreviousLedger ledger)
    {
        PreviousEntry[] entries =
        [
            .. ledger
                // Statements of others, which it has only watched.
                .Rows.Where(row => row["migrationtype"] is not "inferred")
                .OrderBy(row => row.Time("createdat"))
                .Select(row => new PreviousEntry(
                    row["schema"] is "public" or null ? row.Text("name") : $"{row["schema"]}/{row["name"]}",
                    !row.Is("done") ? PreviousState.Failed
                        : row["migrationtype"] is "baseline" ? PreviousState.Baseline
                        : PreviousState.Applied
                )
                {
                    Number = PreviousRow.Leading(row.Text("name")),
                    At = row.Time("updatedat") ?? row.Time("createdat"),
                }),
        ];
        return new("pgroll", ledger.Table, entries)
        {
            Problems =
            [
                .. Failed(entries, entry =>
                    new(
                        $"Its migration {entry.Key} is started and not completed",
                        "run `pgroll complete`, or `pgroll rollback`"
                    )
                ),
            ],
        };
    }

    private static PreviousHistory Sqlx(PreviousLedger ledger)
    {
        PreviousEntry[] entries =
        [
            .. ledger
                .Rows.OrderBy(row => row.Number("version"))
                .Select(row => new PreviousEntry(
                    row.Text("version"),
                    row.Is("success") ? PreviousState.Applied : PreviousState.Failed
                )
                {
                    Number = row.Number("version"),
                    Name = row["description"],
                    At = row.Time("installedon"),
                }),
        ];
        return new("sqlx", ledger.Table, entries)
        {
            Problems =
            [
                .. Failed(entries, entry =>
                    new(
                        $"Its migration {entry.Key} is partially applied",
                        $"undo what it left and delete its row from {ledger.Table}, or finish it and set its success"
                    )
                ),
            ],
        };
    }

    private static IEnumerable<PreviousProblem> Failed(
        IEnumerable<PreviousEntry> entries,
        Func<PreviousEntry, PreviousProblem> problem
    ) => entries.Where(entry => entry.State is PreviousState.Failed).Select(problem);
}
