using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Tests.Planning;

namespace Provisioning.Tests.Linting;

/// <summary>Migrations for the rules to look at, after others that made the tables.</summary>
internal sealed class LintCase
{
    private const string Tables = """
        CREATE TABLE parent (id bigint PRIMARY KEY, name varchar(50));
        CREATE TABLE t (id bigint PRIMARY KEY, a int, b varchar(50), n int NOT NULL DEFAULT 1, at timestamp,
            parent_id bigint, CONSTRAINT t_parent_fk FOREIGN KEY (parent_id) REFERENCES parent (id));
        CREATE INDEX t_a ON t (a);
        CREATE INDEX t_parent ON t (parent_id);
        CREATE TYPE mood AS ENUM ('good', 'bad');
        """;

    /// <summary>The tables in the dialect of both engines.</summary>
    public static LintCase PostgreSql { get; } = new(KnownEngines.PostgreSql, Tables);

    /// <summary>The same on SQLite, by operations.</summary>
    public static LintCase Sqlite { get; } = new(KnownEngines.Sqlite, "");

    private readonly Dialect _dialect;
    private readonly List<MigrationSource> _given = [];

    private LintCase(Engine engine, string given)
    {
        _dialect = engine.Dialect(DialectOptions.Default);
        _given.Add(new TestMigration(1, given.Length > 0 ? [new ExecuteSql(given)] : SqliteTables));
    }

    private LintCase(LintCase other, params MigrationSource[] more)
    {
        (_dialect, Options) = (other._dialect, other.Options);
        _given = [.. other._given, .. more];
    }

    public LintOptions Options { get; private init; } = new() { Notes = true };

    private static Operation[] SqliteTables =>
        [
            new CreateTable(
                new Table(
                    "t",
                    [
                        new("id", new(ColumnKind.Int64)),
                        new("a", new(ColumnKind.Int32)) { IsNullable = true },
                        new("b", new(ColumnKind.String, 50)) { IsNullable = true },
                    ]
                )
                {
                    PrimaryKey = new("t_pkey", ["id"]),
                }
            ),
        ];

    /// <summary>With a migration before, which is not looked at.</summary>
    public LintCase After(params Operation[] operations) => new(this, new TestMigration(_given.Count + 1, operations));

    /// <summary>With raw SQL before.</summary>
    public LintCase After(string sql) => After(new ExecuteSql(sql));

    /// <summary>With other options.</summary>
    public LintCase With(Func<LintOptions, LintOptions> change) => new(this) { Options = change(Options) };

    /// <summary>With the size of <c>t</c>, of <c>parent</c> and of others known.</summary>
    public LintCase Sized(long rows) =>
        With(options =>
            options with
            {
                Sizes = new(new Dictionary<ObjectName, TableSize> { ["t"] = new(rows), ["parent"] = new(rows) }),
            }
        );

    /// <summary>What is found in migrations.</summary>
    public LintReport Report(params MigrationSource[] migrations) =>
        new Linter(_dialect, Options).Lint(
            _given.Concat(migrations).Select(migration => new PlannedStep(migration, Direction.Up)),
            step => !_given.Contains(step.Migration)
        );

    /// <summary>What is found in a migration of raw SQL.</summary>
    public LintReport Report(string sql) => Report(Migration(sql));

    /// <summary>What is found in a migration of operations.</summary>
    public LintReport Report(params Operation[] operations) => Report(new TestMigration(100, operations));

    /// <summary>The ids of the rules that found something in raw SQL, in order.</summary>
    public string[] Ids(string sql) => Ids(Report(sql));

    /// <summary>The ids of the rules that found something in operations, in order.</summary>
    public string[] Ids(params Operation[] operations) => Ids(Report(operations));

    /// <summary>The ids of the rules that found something outside a transaction, in order.</summary>
    public string[] IdsOutside(string sql) => Ids(Report(Migration(sql, isTransactional: false)));

    /// <summary>The ids of the rules of the report.</summary>
    public static string[] Ids(LintReport report) =>
        [.. report.Open.Select(finding => finding.Rule.Id).Distinct().Order(StringComparer.Ordinal)];

    public static TestMigration Migration(string sql, long version = 100, bool isTransactional = true) =>
        new(version, new ExecuteSql(sql)) { Transactional = isTransactional };
}
