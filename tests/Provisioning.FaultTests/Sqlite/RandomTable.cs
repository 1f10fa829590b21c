using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.FaultTests.Sqlite;

/// <summary>A table with rows and all that may hang on one, and a change of it, both made from a number.</summary>
[SuppressMessage("Security", "CA5394", Justification = "Makes test cases.")]
internal sealed class RandomTable
{
    private static readonly string[] Types = ["TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC", "VARCHAR(20)", ""];
    private static readonly string[] Collations = ["", "", " COLLATE NOCASE", " COLLATE RTRIM"];
    private static readonly string[] Defaults =
    [
        "",
        "",
        " DEFAULT 7",
        " DEFAULT 'it''s'",
        " DEFAULT (1 + 2)",
        " DEFAULT CURRENT_TIMESTAMP",
        " DEFAULT \"word\"",
        " DEFAULT x'0a'",
    ];
    private static readonly string[] Actions =
    [
        "",
        " ON DELETE CASCADE",
        " ON DELETE SET NULL ON UPDATE CASCADE",
        " DEFERRABLE INITIALLY DEFERRED",
    ];
    private static readonly string[] Keys =
    [
        "INTEGER PRIMARY KEY",
        "INTEGER PRIMARY KEY AUTOINCREMENT",
        "INT PRIMARY KEY",
        "TEXT CONSTRAINT pk PRIMARY KEY",
        "INTEGER",
        "INTEGER UNIQUE",
    ];
    private static readonly string[] AllIndexes =
    [
        "CREATE INDEX i1 ON t (c0 COLLATE NOCASE DESC, id)",
        "CREATE UNIQUE INDEX i2 ON t (id, lower(c1)) WHERE parent IS NOT NULL AND c1 <> 'c0'",
        "CREATE INDEX i3 ON t ((id + 1), c1)",
    ];

    private readonly Random _random;
    private readonly int _columns;

    public RandomTable(int number)
    {
        _random = new(number);
        _columns = _random.Next(2, 6);
        var key = Pick(Keys);
        var isKey = key.Contains("KEY", StringComparison.Ordinal) || key.Contains("UNIQUE", StringComparison.Ordinal);
        HasRowNumbers = !(
            key.Contains("KEY", StringComparison.Ordinal)
            && !key.Contains("AUTO", StringComparison.Ordinal)
            && Chance(3)
        );
        Sql = string.Join(
            ";\n",
            [
                "CREATE TABLE parents (id INTEGER PRIMARY KEY, x)",
                "INSERT INTO parents VALUES (1, 'a'), (2, 'b'), (3, NULL)",
                Table(key, isKey),
                .. isKey
                    ?
                    [
                        $"CREATE TABLE children (id INTEGER PRIMARY KEY, t {key.Split(' ')[0]} REFERENCES t "
                            + $"(id){Pick(Actions)})",
                    ]
                    : Array.Empty<string>(),
                .. Indexes(),
                .. Rows(isKey),
                "CREATE VIEW v AS SELECT id, c0 FROM t WHERE id > 2",
                "CREATE TABLE log (n)",
                "CREATE TRIGGER g AFTER INSERT ON t WHEN NEW.c0 IS NOT NULL BEGIN INSERT INTO log VALUES (NEW.id); END",
                "CREATE TRIGGER h AFTER DELETE ON parents BEGIN DELETE FROM t WHERE id = OLD.id; END",
            ]
        );
        Change = MakeChange();
    }

    public string Sql { get; }

    public bool HasRowNumbers { get; }

    public Operation Change { get; }

    /// <summary>The columns that hold the same behind the change.</summary>
    public string Columns =>
        string.Join(
            ", ",
            Enumerable
                .Range(0, _columns)
                .Where(i => Change is not DropColumn drop || drop.Column != $"c{i}")
                .Select(i => $"c{i}, typeof(c{i})")
                .Prepend("id, parent, self")
        );

    private string Table(string key, bool isKey)
    {
        var columns = Enumerable
            .Range(0, _columns)
            .Select(i => $"c{i} {Pick(Types)}{(Chance(3) ? " NOT NULL" : "")}{Pick(Collations)}{Pick(Defaults)}");
        string[] extra =
        [
            .. Chance(2)
                ? ["made TEXT GENERATED ALWAYS AS (c0 || '!') STORED", "seen AS (id + 1)"]
                : Array.Empty<string>(),
            .. Chance(2) ? ["CONSTRAINT ck CHECK (id <> 1000)"] : Array.Empty<string>(),
            .. Chance(2) ? ["CONSTRAINT uq UNIQUE (id, c0, c1)"] : Array.Empty<string>(),
            $"CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parents{Pick(Actions)}",
            .. isKey && Chance(2) ? [$"FOREIGN KEY (self) REFERENCES t (id){Pick(Actions)}"] : Array.Empty<string>(),
        ];
        return $"CREATE TABLE t (id {key}, {string.Join(", ", columns)}, parent INTEGER, self {key.Split(' ')[0]}, "
            + $"{string.Join(", ", extra)}){(HasRowNumbers ? "" : " WITHOUT ROWID")}";
    }

    private IEnumerable<string> Indexes() => AllIndexes.Where(_ => Chance(2));

    private IEnumerable<string> Rows(bool isKey)
    {
        var names = string.Join(", ", Enumerable.Range(0, _columns).Select(i => $"c{i}"));
        var count = _random.Next(0, 8);
        for (var row = 1; row <= count; row++)
        {
            var values = string.Join(", ", Enumerable.Range(0, _columns).Select(_ => Value(row)));
            yield return $"INSERT INTO t (id, parent, self, {names}) VALUES ({row * 3}, {Pick(["1", "2", "NULL"])}, "
                + $"{(isKey && Chance(2) ? $"{row * 3}" : "NULL")}, {values})";
            if (isKey && Chance(2))
            {
                yield return $"INSERT INTO children (t) VALUES ({row * 3})";
            }
        }

        // Leaves a gap in the row numbers and a counter that is ahead of them.
        yield return count > 4 && !isKey ? "DELETE FROM t WHERE id IN (6, 15)" : "SELECT 1";
    }

    private Operation MakeChange()
    {
        var column = $"c{_random.Next(_columns)}";
        return _random.Next(8) switch
        {
            0 => new SetDefault("t", column, new LiteralDefault(_random.Next())),
            1 => new SetDefault("t", column, null),
            2 => new AddCheck("t", new("ck_new", "id > 0 AND c0 IS c0")),
            3 => new AlterColumn(
                "t",
                new("parent", new(ColumnKind.Int32)) { IsNullable = true, Default = new LiteralDefault(2) }
            ),
            4 => new AddColumn(
                "t",
                new("fresh", new(ColumnKind.Guid)) { Default = new FunctionDefault(SystemFunction.NewGuid) }
            ),
            5 => new DropConstraint("t", "fk", ConstraintKind.ForeignKey),
            6 when _columns > 2 => new DropColumn("t", $"c{_columns - 1}"),
            _ => new AddForeignKey(
                "t",
                new("fk_new", ["parent"], "parents", ["id"]) { OnDelete = ReferentialAction.Cascade }
            ),
        };
    }

    private string Value(int row) =>
        _random.Next(5) switch
        {
            0 => $"'t {row}'",
            1 => row.ToString(CultureInfo.InvariantCulture),
            2 => $"{row}.5",
            3 => $"x'0{row}'",
            _ => $"'0{row}'",
        };

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
