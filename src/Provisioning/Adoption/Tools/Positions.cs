namespace Provisioning.Adoption.Tools;

/// <summary>Tools that record where the database is, and not how it came there.</summary>
internal static class Positions
{
    public static IReadOnlyList<PreviousTool> Tools { get; } =
    [
        new("golang-migrate", ["schemamigrations"], ["version", "dirty"], Migrate)
        {
            Rows = new("version", migration => [("version", PreviousRow.NumberOf(migration.Key)), ("dirty", false)])
            {
                IsPosition = true,
                Named = migration => migration.Number,
            },
        },
        new("Alembic", ["alembicversion"], ["versionnum"], Alembic)
        {
            Rows = new("versionnum", migration => [("versionnum", migration.Key)]) { IsPosition = true },
        },
    ];

    /// <summary>What a file's own number says of a database that has no tool's table.</summary>
    public static PreviousHistory UserVersion(long version) =>
        new(
            "user_version",
            "user_version",
            [new PreviousEntry(FormattableString.Invariant($"{version}"), PreviousState.Applied) { Number = version }]
        )
        {
            IsPosition = true,
        };

    private static PreviousHistory Migrate(PreviousLedger ledger) =>
        new(
            "golang-migrate",
            ledger.Table,
            [
                .. ledger
                    .Rows
                    // -1 is before the first.
                    .Where(row => row.Is("dirty") || row.Number("version") is not -1)
                    .Select(row => new PreviousEntry(
                        row.Text("version"),
                        row.Is("dirty") ? PreviousState.Failed : PreviousState.Applied
                    )
                    {
                        Number = row.Number("version"),
                    }),
            ]
        )
        {
            IsPosition = true,
            Problems =
            [
                .. ledger
                    .Rows.Where(row => row.Is("dirty"))
                    .Select(row => new PreviousProblem(
                        $"It is dirty: its migration to {row["version"]} began and did not end",
                        $"look at what it has done, put it right, then run `migrate force {row["version"]}`, or force "
                            + "the version before it"
                    )),
            ],
        };

    private static PreviousHistory Alembic(PreviousLedger ledger)
    {
        string[] heads = [.. ledger.Rows.Select(row => row.Text("versionnum")).Order(StringComparer.Ordinal)];
        return new(
            "Alembic",
            ledger.Table,
            [
                .. heads.Select(head => new PreviousEntry(head, PreviousState.Applied)
                {
                    Number = PreviousRow.NumberOf(head),
                }),
            ]
        )
        {
            IsPosition = true,
            Heads = [.. heads],
            Problems =
                heads.Length <= 1
                    ? []
                    :
                    [
                        new(
                            $"It has {heads.Length} heads: {string.Join(", ", heads)}",
                            "run `alembic merge heads` and `alembic upgrade head`, or say with --at which version the "
                                + "database is at"
                        )
                        {
                            IsQuestion = true,
                        },
                    ],
        };
    }
}
