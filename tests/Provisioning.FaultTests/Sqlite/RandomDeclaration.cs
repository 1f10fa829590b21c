using System.Diagnostics.CodeAnalysis;

namespace Provisioning.FaultTests.Sqlite;

/// <summary>The declaration of a column as SQLite takes it, laid out in any way, made from a number.</summary>
[SuppressMessage("Security", "CA5394", Justification = "Makes test cases.")]
internal sealed class RandomDeclaration
{
    private static readonly string[] Names =
    [
        "c",
        "\"a \"\"b\"\"\"",
        "[x y]",
        "`tick``s`",
        "größe",
        "\"order\"",
        "'text'",
    ];

    private static readonly string[] Types =
    [
        "",
        "INTEGER",
        "int",
        "VARCHAR ( 20 )",
        "DECIMAL(10,2)",
        "UNSIGNED BIG INT",
        "DOUBLE PRECISION",
        "BLOB",
        "NUMERIC(+1,-2)",
        "\"quoted type\"",
        "TEXT",
    ];

    private static readonly string[] Defaults =
    [
        "7",
        "-1.5",
        "+ 3",
        "- 0.0",
        ".5",
        "1e-3",
        "2E+10",
        "0x1F",
        "9223372036854775807",
        "-9223372036854775808",
        "1.5e300",
        "'it''s; -- no'",
        "\"double \"\"quoted\"\"\"",
        "x'00ff'",
        "X''",
        "NULL",
        "TRUE",
        "false",
        "CURRENT_TIMESTAMP",
        "current_date",
        "(1 + 2)",
        "('a;b' || ')' || \"(\")",
        "(abs(-1) /* ) */)",
        "(CASE WHEN 1 THEN 'x' ELSE 'y' END)",
        "((1))",
        "( -- )\n 5)",
        "(x'0a')",
        "word",
        "''",
    ];

    private static readonly string[] Conflicts =
    [
        "",
        "",
        " ON CONFLICT IGNORE",
        " on conflict replace",
        " ON CONFLICT FAIL",
    ];

    private static readonly string[] Actions =
    [
        "",
        " ON DELETE CASCADE",
        " ON UPDATE SET NULL ON DELETE SET DEFAULT",
        " MATCH SIMPLE",
        " DEFERRABLE INITIALLY DEFERRED",
        " ON DELETE RESTRICT NOT DEFERRABLE",
    ];

    private readonly Random _random;

    public RandomDeclaration(int number)
    {
        _random = new(number);
        Name = Pick(Names);
        IsGenerated = Chance(8);
        List<string> constraints =
        [
            .. Chance(2) ? [$"NOT NULL{Pick(Conflicts)}"] : Array.Empty<string>(),
            .. Chance(3) ? [$"COLLATE {Pick(["NOCASE", "rtrim", "\"BINARY\""])}"] : Array.Empty<string>(),
            .. Chance(3) ? [$"CHECK ({Name} IS NULL OR length({Name}) < 400 AND ')' <> '(')"] : Array.Empty<string>(),
            .. Chance(4) ? [$"UNIQUE{Pick(Conflicts)}"] : Array.Empty<string>(),
            .. Chance(5)
                ? [$"REFERENCES p{Pick(["", " (id)", " ( \"other\" )"])}{Pick(Actions)}"]
                : Array.Empty<string>(),
            .. IsGenerated ? [$"{Pick(["GENERATED ALWAYS ", ""])}AS (k * 2 || ')'){Pick(["", " STORED", " VIRTUAL"])}"]
            : Chance(4) ? Array.Empty<string>()
            : [$"DEFAULT {Pick(Defaults)}"],
        ];
        _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(constraints));
        Sql = string.Join(
            Blank(),
            constraints
                .Select(constraint => Chance(4) ? $"CONSTRAINT \"n {_random.Next(9)}\" {constraint}" : constraint)
                .Prepend($"{Name} {Pick(Types)}")
        );
    }

    /// <summary>The column's name, in its quotes.</summary>
    public string Name { get; }

    public bool IsGenerated { get; }

    public string Sql { get; }

    private string Blank() => Pick([" ", "  ", "\n\t", " /* , ) */ ", " -- , (\n"]);

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
