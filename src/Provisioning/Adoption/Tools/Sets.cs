using Provisioning.Schema;

namespace Provisioning.Adoption.Tools;

/// <summary>Tools that record the set of what is applied: a row for each, which goes when it is rolled back.</summary>
internal static class Sets
{
    // Django's own applications, whose tables belong to the framework.
    private static readonly string[] OfDjango = ["admin", "auth", "contenttypes", "sessions", "sites"];

    public static IReadOnlyList<PreviousTool> Tools { get; } =
    [
        Of(
            "FluentMigrator",
            ["versioninfo"],
            ["version", "appliedon", "description"],
            Numbered("version") with
            {
                At = "appliedon",
                Title = "description",
            }
        ),
        Of("EF Core", ["efmigrationshistory"], ["migrationid", "productversion"], Named("migrationid")) with
        {
            Beside = ["efmigrationslock"],
            Read = EntityFramework,
        },
        Of(
            "Entity Framework 6",
            ["migrationhistory"],
            ["migrationid", "contextkey", "model"],
            Named("migrationid")
        ) with
        {
            More = ["productversion"],
        },
        Plain("Rails", ["schemamigrations"], ["version"], Numbered("version")) with
        {
            With = "arinternalmetadata",
            Others = ["arinternalmetadata"],
        },
        Plain("dbmate", ["schemamigrations"], ["version"], Numbered("version")) with
        {
            Without = "arinternalmetadata",
        },
        Plain("Ecto", ["schemamigrations"], ["version", "insertedat"], Numbered("version") with { At = "insertedat" }),
        Plain(
            "Supabase",
            ["schemamigrations"],
            ["version", "statements"],
            Numbered("version") with
            {
                Title = "name",
            }
        ) with
        {
            More = ["name", "createdby", "idempotencykey", "rollback"],
            Schema = "supabase_migrations",
        },
        Plain(
            "Drizzle",
            ["drizzlemigrations"],
            ["id", "hash", "createdat"],
            Numbered("createdat") with
            {
                Key = "hash",
                Title = "name",
                At = "appliedat",
            }
        ) with
        {
            More = ["name", "appliedat"],
            Schema = "drizzle",
        },
        Plain("Django", ["djangomigrations"], ["id", "app", "name", "applied"], Named("name")) with
        {
            Read = Django,
        },
        Of(
            "DbUp",
            ["schemaversions"],
            ["schemaversionsid", "scriptname", "applied"],
            Named("scriptname") with
            {
                At = "applied",
            }
        ),
        // SQLite's is called otherwise.
        Of(
            "DbUp",
            ["schemaversions"],
            ["schemaversionid", "scriptname", "applied"],
            Named("scriptname") with
            {
                At = "applied",
            }
        ),
        Of(
            "Knex",
            ["knexmigrations"],
            ["id", "name", "batch", "migrationtime"],
            Named("name") with
            {
                At = "migrationtime",
            }
        ) with
        {
            Beside = ["knexmigrationslock"],
            Read = Knex,
        },
        Plain("TypeORM", ["migrations"], ["id", "timestamp", "name"], Numbered("timestamp") with { Key = "name" }) with
        {
            Others = ["typeormmetadata"],
        },
        Plain("Laravel", ["migrations"], ["id", "migration", "batch"], Named("migration")),
        Plain("Diesel", ["dieselschemamigrations"], ["version", "runon"], Numbered("version") with { At = "runon" }),
        Plain("Sequelize", ["sequelizemeta"], ["name"], Named("name")),
        Plain(
            "MikroORM",
            ["mikroormmigrations"],
            ["id", "name", "executedat"],
            Named("name") with
            {
                At = "executedat",
            }
        ),
        Plain("node-pg-migrate", ["pgmigrations"], ["id", "name", "runon"], Named("name") with { At = "runon" }),
        Plain("sql-migrate", ["gorpmigrations"], ["id", "appliedat"], Named("id") with { At = "appliedat" }),
    ];

    private static PreviousTool Of(
        string name,
        ValueList<string> tables,
        ValueList<string> columns,
        RowReading reading
    ) => new(name, tables, columns, ledger => new(name, ledger.Table, reading.Entries(ledger.Rows)));

    // For columns that many a table has.
    private static PreviousTool Plain(
        string name,
        ValueList<string> tables,
        ValueList<string> columns,
        RowReading reading
    ) => Of(name, tables, columns, reading) with { IsPlain = true };

    private static RowReading Numbered(string number) => new(number, IsNumbered: true) { Number = number };

    private static RowReading Named(string key) => new(key, IsNumbered: false);

    private static PreviousHistory EntityFramework(PreviousLedger ledger) =>
        new("EF Core", ledger.Table, Named("migrationid").Entries(ledger.Rows))
        {
            Problems =
            [
                .. ledger
                    .Of("efmigrationslock")
                    .Select(row => new PreviousProblem(
                        $"It is locked since {row["timestamp"]}",
                        "when no run of it is under way, delete the row of \"__EFMigrationsLock\""
                    )),
            ],
        };

    private static PreviousHistory Knex(PreviousLedger ledger) =>
        new("Knex", ledger.Table, (Named("name") with { At = "migrationtime" }).Entries(ledger.Rows))
        {
            Problems =
            [
                .. ledger
                    .Of("knexmigrationslock")
                    .Where(row => row.Is("islocked"))
                    .Select(_ => new PreviousProblem(
                        "It is locked",
                        "when no run of it is under way, run `knex migrate:unlock`"
                    )),
            ],
        };

    private static PreviousHistory Django(PreviousLedger ledger) =>
        new(
            "Django",
            ledger.Table,
            [
                .. ledger
                    .Rows.Where(row => !OfDjango.Contains(row["app"], StringComparer.Ordinal))
                    .OrderBy(row => row.Time("applied"))
                    .ThenBy(row => row.Number("id"))
                    .DistinctBy(row => (row["app"], row["name"]))
                    .Select(row => new PreviousEntry($"{row["app"]}.{row["name"]}", PreviousState.Applied)
                    {
                        At = row.Time("applied"),
                    }),
            ]
        );

    /// <summary>How a row becomes an entry.</summary>
    private sealed record RowReading(string Key, bool IsNumbered)
    {
        public string? Number { get; init; }

        public string? Title { get; init; }

        public string? At { get; init; }

        public IReadOnlyList<PreviousEntry> Entries(IReadOnlyList<PreviousRow> rows)
        {
            var entries = rows.Select(row =>
            {
                var key = row.Text(Key);
                return new PreviousEntry(key, PreviousState.Applied)
                {
                    Number = Number is null ? Digits(key) : row.Number(Number),
                    Name = Title is null ? null : row[Title],
                    At = At is null ? null : row.Time(At),
                };
            });
            return
            [
                .. IsNumbered
                    ? entries.OrderBy(entry => entry.Number).ThenBy(entry => entry.Key, StringComparer.Ordinal)
                    : entries.OrderBy(entry => entry.Key, StringComparer.Ordinal),
            ];
        }

        // Names begin with a number, with or without a sign in it: 20240131120000_x, 2024_01_31_120000_x.
        private static long? Digits(string key)
        {
            var digits = string.Concat(key.TakeWhile(c => char.IsAsciiDigit(c) || c is '_' or '-'));
            return PreviousRow.Leading(key) is { } number && number > 9999
                ? number
                : PreviousRow.NumberOf(string.Concat(digits.Where(char.IsAsciiDigit)));
        }
    }
}
