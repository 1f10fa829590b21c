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
        ) with
        {
            Rows = new("version", migration =>
                [
                    ("version", migration.Version),
                    ("appliedon", new SqlExpression(migration.Dialect.Clock)),
                    ("description", RowText.Cut(migration.Title, 1024)),
                ]
            )
            {
                Named = migration => migration.Number,
            },
        },
        Of("EF Core", ["efmigrationshistory"], ["migrationid", "productversion"], Named("migrationid")) with
        {
            Beside = ["efmigrationslock"],
            Read = EntityFramework,
            Rows = new("migrationid", migration =>
                [
                    ("migrationid", migration.Key),
                    ("productversion", ComputedValue.Newest("productversion", "migrationid")),
                ]
            )
            {
                Named = RowText.Dated,
                Needs = RowText.NeedsDate,
            },
        },
        Of(
            "Entity Framework 6",
            ["migrationhistory"],
            ["migrationid", "contextkey", "model"],
            Named("migrationid")
        ) with
        {
            More = ["productversion"],
            NotWritten = "A row of Entity Framework 6 has the whole model in a form of its own",
        },
        Plain("Rails", ["schemamigrations"], ["version"], Numbered("version")) with
        {
            With = "arinternalmetadata",
            Others = ["arinternalmetadata"],
            Rows = Versions,
        },
        Plain("dbmate", ["schemamigrations"], ["version"], Numbered("version")) with
        {
            Without = "arinternalmetadata",
            Rows = Versions,
        },
        Plain(
            "Ecto",
            ["schemamigrations"],
            ["version", "insertedat"],
            Numbered("version") with
            {
                At = "insertedat",
            }
        ) with
        {
            Rows = Versions,
        },
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
            Rows = new("version", migration =>
                [
                    ("version", migration.Key),
                    ("name", RowText.Underscored(migration.Title)),
                    ("statements", new SqlExpression(RowText.Array(migration))),
                ]
            )
            {
                Named = migration => migration.Number,
            },
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
            NotWritten =
                "A row of Drizzle has the moment that its journal gives the file, and a later one hides what "
                + "is not applied",
        },
        Plain("Django", ["djangomigrations"], ["id", "app", "name", "applied"], Named("name")) with
        {
            Read = Django,
            Rows = new("name", migration =>
                [.. DjangoParts(migration.Key), ("applied", new SqlExpression(migration.Dialect.Clock))]
            )
            {
                Found = DjangoParts,
            },
        },
        Of(
            "DbUp",
            ["schemaversions"],
            ["schemaversionsid", "scriptname", "applied"],
            Named("scriptname") with
            {
                At = "applied",
            }
        ) with
        {
            Rows = NamedRows("scriptname", "applied"),
        },
        // SQLite's is called otherwise.
        Of(
            "DbUp",
            ["schemaversions"],
            ["schemaversionid", "scriptname", "applied"],
            Named("scriptname") with
            {
                At = "applied",
            }
        ) with
        {
            Rows = NamedRows("scriptname", "applied"),
        },
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
            Rows = NamedRows("name", "migrationtime"),
        },
        Plain("TypeORM", ["migrations"], ["id", "timestamp", "name"], Numbered("timestamp") with { Key = "name" }) with
        {
            Others = ["typeormmetadata"],
            Rows = new("name", migration =>
                [("timestamp", RowText.LastDigits(migration.Key, 13)), ("name", migration.Key)]
            ),
        },
        Plain("Laravel", ["migrations"], ["id", "migration", "batch"], Named("migration")) with
        {
            Rows = NamedRows("migration", null),
        },
        Plain(
            "Diesel",
            ["dieselschemamigrations"],
            ["version", "runon"],
            Numbered("version") with
            {
                At = "runon",
            }
        ) with
        {
            Rows = Versions,
        },
        Plain("Sequelize", ["sequelizemeta"], ["name"], Named("name")) with
        {
            Rows = NamedRows("name", null),
        },
        Plain(
            "MikroORM",
            ["mikroormmigrations"],
            ["id", "name", "executedat"],
            Named("name") with
            {
                At = "executedat",
            }
        ) with
        {
            Rows = NamedRows("name", "executedat"),
        },
        Plain("node-pg-migrate", ["pgmigrations"], ["id", "name", "runon"], Named("name") with { At = "runon" }) with
        {
            Rows = NamedRows("name", "runon"),
        },
        Plain("sql-migrate", ["gorpmigrations"], ["id", "appliedat"], Named("id") with { At = "appliedat" }) with
        {
            Rows = NamedRows("id", "appliedat"),
        },
    ];

    private static ToolRows Versions =>
        new("version", migration =>
            [
                ("version", migration.Key),
                ("insertedat", new SqlExpression(migration.Dialect.Clock)),
                ("runon", new SqlExpression(migration.Dialect.Clock)),
            ]
        )
        {
            Named = migration => migration.Number,
        };

    // A name is that of a file, which no migration here has.
    private static ToolRows NamedRows(string key, string? at) =>
        new(key, migration =>
            [
                (key, migration.Key),
                ("batch", ComputedValue.Next("batch")),
                .. at is null ? Array.Empty<(string, object?)>() : [(at, new SqlExpression(migration.Dialect.Clock))],
            ]
        );

    private static IEnumerable<(string, object?)> DjangoParts(string key) =>
        key.Split('.', 2) is [var app, var name] ? [("app", app), ("name", name)] : [("name", key)];

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
