using System.Text.RegularExpressions;
using Provisioning.Dialects;

namespace Provisioning.Systems;

/// <summary>A table as a file of a snapshot has it.</summary>
internal sealed partial class SnapshotTable
{
    private const string Numbered = " IDENTITY DEFAULT";

    private readonly SnapshotScript _script;
    private readonly string _name;
    private readonly List<(string Name, string Says)> _columns;
    private readonly IReadOnlyList<string> _lines;

    public SnapshotTable(string heading, IReadOnlyList<string> lines, SnapshotScript script)
    {
        (_script, _name, _lines) = (script, heading["table ".Length..], lines);
        _columns =
        [
            .. lines
                .Where(line => !IsOther(line) && !IsBeyond(line) && line.Contains(' ', StringComparison.Ordinal))
                .Select(line => line.Split(' ', 2) is [var name, var says] ? (name, says) : (line, "")),
        ];
    }

    private string Quoted => _script.Quoted(_name);

    /// <summary>The sequences that its columns count by.</summary>
    public IEnumerable<string> Sequences =>
        Counting.Select(pair =>
            $"CREATE SEQUENCE {pair.Sequence}"
            + (pair.Says.Split(' ')[0] is "integer" or "smallint" ? $" AS {pair.Says.Split(' ')[0]}" : "")
        );

    /// <summary>What has these sequences go with the columns.</summary>
    public IEnumerable<string> Owners =>
        Counting
            .SelectMany(pair => _script.Dialect.Owning(pair.Sequence, _script.Name(_name), pair.Column))
            .SelectMany(operation => _script.Dialect.Render(operation))
            .Select(statement => statement.Text);

    /// <summary>The statement that creates it.</summary>
    public string Creation
    {
        get
        {
            var isNumbered = _columns.Exists(column => column.Says.EndsWith(Numbered, StringComparison.Ordinal));
            string[] parts =
            [
                .. _columns.Select(column => $"{Dialect.Quote(column.Name)} {Declared(column.Says)}"),
                .. isNumbered
                    ? []
                    : Matches(PrimaryKey()).Select(key => $"{Constraint(key)}PRIMARY KEY ({Columns(key)})"),
                .. Matches(Unique()).Select(key => $"{Constraint(key)}UNIQUE ({Columns(key)})"),
                .. Matches(Check()).Where(key => !IsNotValid(key)).Select(Checked),
                .. HasSchemas ? [] : Matches(ForeignKey()).Select(Referring),
            ];
            var options = _lines.Where(line => line is "STRICT" or "WITHOUT ROWID");
            var partitioned = _lines.FirstOrDefault(line => line.StartsWith("partition by ", StringComparison.Ordinal));
            return $"CREATE TABLE {Quoted} ({string.Join(", ", parts)}) {string.Join(", ", options)}{partitioned}";
        }
    }

    /// <summary>The statements for its indexes, and its checks of new rows alone.</summary>
    public IEnumerable<string> Indexes =>
        [
            .. _lines.Where(line => Index().IsMatch(line)),
            .. Matches(Check()).Where(IsNotValid).Select(key => $"ALTER TABLE {Quoted} ADD {Checked(key)} NOT VALID"),
        ];

    /// <summary>The statements for its foreign keys.</summary>
    public IEnumerable<string> ForeignKeys =>
        HasSchemas
            ? Matches(ForeignKey())
                .Select(key => $"ALTER TABLE {Quoted} ADD {Referring(key)}{(IsNotValid(key) ? " NOT VALID" : "")}")
            : [];

    /// <summary>The statements for its triggers and policies.</summary>
    public IEnumerable<string> Others
    {
        get
        {
            var isMade = false;
            foreach (var line in _lines.Where(line => line.StartsWith("CREATE ", StringComparison.Ordinal)))
            {
                // A trigger that calls a function of another name has all of its SQL as its body.
                var body = TriggerBody().Match(line);
                if (body.Success)
                {
                    yield return body.Groups["sql"].Value;
                }
                else if (!Index().IsMatch(line) && !isMade)
                {
                    yield return line;
                }

                isMade = body.Success;
            }

            foreach (var security in _lines.Where(line => line.StartsWith("row-level ", StringComparison.Ordinal)))
            {
                yield return $"ALTER TABLE {Quoted} ENABLE ROW LEVEL SECURITY";
                if (security.EndsWith("forced", StringComparison.Ordinal))
                {
                    yield return $"ALTER TABLE {Quoted} FORCE ROW LEVEL SECURITY";
                }
            }
        }
    }

    private bool HasSchemas => _script.Dialect.HasSchemas;

    private IEnumerable<(string Sequence, string Column, string Says)> Counting =>
        from column in _columns
        let at = column.Says.IndexOf(" DEFAULT ", StringComparison.Ordinal)
        where at >= 0
        let sequence = _script.Dialect.SequenceIn(column.Says[(at + " DEFAULT ".Length)..])
        where sequence is not null && !_script.IsListed(sequence)
        select (sequence, column.Name, column.Says);

    /// <summary>Whether a line of a table is about what no operation describes.</summary>
    public static bool IsBeyond(string line) => Beyond().IsMatch(line);

    private static bool IsOther(string line) =>
        line.StartsWith("CREATE ", StringComparison.Ordinal)
        || line is "STRICT" or "WITHOUT ROWID"
        || line.StartsWith("row-level security ", StringComparison.Ordinal)
        || line.StartsWith("partition by ", StringComparison.Ordinal)
        || PrimaryKey().IsMatch(line)
        || Unique().IsMatch(line)
        || Check().IsMatch(line)
        || ForeignKey().IsMatch(line);

    // What a column's line says in words of its own.
    private static string Declared(string rest) =>
        rest.EndsWith(Numbered, StringComparison.Ordinal) ? $"{rest[..^Numbered.Length]} PRIMARY KEY AUTOINCREMENT"
        : rest.EndsWith(" IDENTITY ALWAYS", StringComparison.Ordinal)
            ? $"{rest[..^" IDENTITY ALWAYS".Length]} GENERATED ALWAYS AS IDENTITY"
        : rest.EndsWith(" IDENTITY BYDEFAULT", StringComparison.Ordinal)
            ? $"{rest[..^" IDENTITY BYDEFAULT".Length]} GENERATED BY DEFAULT AS IDENTITY"
        : rest;

    private IEnumerable<Match> Matches(Regex kind) =>
        _lines.Select(line => kind.Match(line)).Where(found => found.Success);

    private static string Constraint(Match key) =>
        key.Groups["name"].Value.Trim() is { Length: > 0 } name ? $"CONSTRAINT {Dialect.Quote(name)} " : "";

    private static string Columns(Match key, string group = "columns") =>
        string.Join(", ", key.Groups[group].Value.Split(", ").Select(Dialect.Quote));

    private static string Checked(Match key) => $"{Constraint(key)}CHECK ({key.Groups["sql"].Value})";

    private string Referring(Match key) =>
        $"{Constraint(key)}FOREIGN KEY ({Columns(key)}) REFERENCES {_script.Quoted(key.Groups["table"].Value)}"
        + (key.Groups["others"].Length > 0 ? $" ({Columns(key, "others")})" : "")
        + $"{key.Groups["rules"].Value.ToUpperInvariant()}"
        + (key.Groups["deferred"].Success ? " DEFERRABLE INITIALLY DEFERRED" : "");

    private bool IsNotValid(Match key) =>
        _lines.Any(line =>
            line == $"constraint {key.Groups["name"].Value} not valid"
            || line == $"constraint {Dialect.Quote(key.Groups["name"].Value)} not valid"
        );

    [GeneratedRegex("^primary key (?<name>.*) ?\\((?<columns>[^()]*)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PrimaryKey();

    [GeneratedRegex("^unique (?<name>.*) ?\\((?<columns>[^()]*)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unique();

    [GeneratedRegex(
        "^check (?<name>[^(]*) \\((?<sql>.*)\\)$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Check();

    [GeneratedRegex(
        "^foreign key (?<name>[^(]*) \\((?<columns>[^()]*)\\) references (?<table>[^(]*) \\((?<others>[^()]*)\\)"
            + "(?<rules>( on (delete|update) (set null|set default|cascade|restrict))*)(?<deferred> deferred)?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ForeignKey();

    [GeneratedRegex("^CREATE (UNIQUE )?INDEX ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Index();

    [GeneratedRegex(
        "^CREATE OR REPLACE FUNCTION [^\\n]* AS \\$\\$BEGIN\\n(?<sql>CREATE .*)\\nRETURN \\w+;\\nEND\\$\\$$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex TriggerBody();

    [GeneratedRegex(
        "^(comment: |column .* (comment: |storage |compression |statistics |with )"
            + "|(index|constraint|trigger|policy) .* (comment: |not valid|deferrable|disabled|enabled|collates|"
            + "excludes by |with |statistics )"
            + "|replica identity |clustered on |with .*=|toast with |unlogged$|inherits )",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex Beyond();
}
