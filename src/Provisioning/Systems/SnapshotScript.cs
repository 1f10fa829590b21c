using System.Text.RegularExpressions;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>The SQL that makes the structure that a file of a snapshot says. The file is text for people: what it does
/// not carry shows when the structure that was made is compared with it.</summary>
/// <param name="lines">The lines of the file.</param>
/// <param name="dialect">The engine's.</param>
internal sealed partial class SnapshotScript(IReadOnlyList<ModelLine> lines, Dialect dialect)
{
    private readonly HashSet<string> _schemas = lines
        .Where(line => line.Of is "schemas")
        .Select(line => line.Text)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The statements for all but what is beyond the model, in order.</summary>
    public IReadOnlyList<string> Statements
    {
        get
        {
            var tables = Headings("table ").Select(heading => new SnapshotTable(heading, Of(heading), this)).ToList();
            var functions = lines.Where(line => IsOf(line, "function ")).Select(line => line.Text).ToList();
            return
            [
                .. lines
                    .Where(line => line.Of is "extensions")
                    .Select(line => $"CREATE EXTENSION IF NOT EXISTS {Dialect.Quote(line.Text)}"),
                .. _schemas.Select(schema => $"CREATE SCHEMA {Dialect.Quote(schema)}"),
                .. lines.Where(line => IsOf(line, "enum ")).Select(Enumeration),
                .. Parts(["domain", "type"])
                    .OrderByDescending(part => part.Text.StartsWith("is ", StringComparison.Ordinal))
                    .Select(part => dialect.Making(part, DatabaseModel.Empty))
                    .OfType<string>(),
                .. lines.Where(line => IsOf(line, "sequence ")).Select(line => line.Text),
                // A function may call what comes after it.
                .. functions.Count > 0 ? ["SET check_function_bodies = off"] : Array.Empty<string>(),
                .. functions,
                .. tables.SelectMany(table => table.Sequences),
                .. tables.Select(table => table.Creation),
                .. tables.SelectMany(table => table.Owners),
                .. tables.SelectMany(table => table.Indexes),
                .. tables.SelectMany(table => table.ForeignKeys),
                .. Views(),
                .. tables.SelectMany(table => table.Others),
            ];
        }
    }

    /// <summary>The statements for what is beyond the model.</summary>
    /// <param name="made">What exists before them.</param>
    public IReadOnlyList<string> Beyond(DatabaseModel made) =>
        [
            .. lines
                .Where(line => !IsOf(line, "domain ") && !IsOf(line, "type ") && !IsInModel(line))
                .Select(line => dialect.Making(Part(line), made))
                .OfType<string>(),
        ];

    /// <summary>The name of a table or another object as SQL.</summary>
    public string Quoted(string name) => dialect.Quote(Name(name));

    /// <summary>The name as the file has it.</summary>
    public ObjectName Name(string name) =>
        name.Split('.', 2) is [var schema, var rest] && _schemas.Contains(schema) ? new(schema, rest) : new(null, name);

    /// <summary>Whether the file has a sequence by itself, rather than with a column.</summary>
    public bool IsListed(string sequence) =>
        lines.Any(line =>
            line.Of == $"sequence {sequence}"
            || line.Of == $"sequence {sequence.Replace("\"", "", StringComparison.Ordinal)}"
        );

    /// <summary>The engine's.</summary>
    public Dialect Dialect => dialect;

    private static bool IsOf(ModelLine line, string kind) => line.Of.StartsWith(kind, StringComparison.Ordinal);

    private static bool IsInModel(ModelLine line) =>
        line.Of is "extensions" or "schemas"
        || IsOf(line, "enum ")
        || IsOf(line, "sequence ")
        || IsOf(line, "function ")
        || (IsOf(line, "view ") && View().IsMatch(line.Text))
        || (IsOf(line, "table ") && !SnapshotTable.IsBeyond(line.Text));

    private IEnumerable<string> Headings(string kind) =>
        lines.Where(line => IsOf(line, kind)).Select(line => line.Of).Distinct(StringComparer.Ordinal);

    private IReadOnlyList<string> Of(string heading) =>
        [.. lines.Where(line => line.Of == heading).Select(line => line.Text)];

    private IEnumerable<UnmodelledPart> Parts(string[] kinds) =>
        lines.Select(Part).Where(part => kinds.Contains(part.Kind, StringComparer.Ordinal));

    private UnmodelledPart Part(ModelLine line) =>
        line.Of.Split(' ', 2) is [var kind, var name] ? new(kind, Name(name), line.Text) : new(line.Of, "", line.Text);

    private string Enumeration(ModelLine line) =>
        $"CREATE TYPE {Quoted(line.Of["enum ".Length..])} AS ENUM "
        + $"({string.Join(", ", line.Text.Split(", ").Select(Dialect.QuoteText))})";

    // Those that others read first.
    private List<string> Views()
    {
        var left = lines
            .Where(line => IsOf(line, "view ") && View().IsMatch(line.Text))
            .Select(line => (Name: Name(line.Of["view ".Length..]).Name, line.Text))
            .ToList();
        var ordered = new List<string>();
        while (left.Count > 0)
        {
            var at = left.FindIndex(view =>
                left.TrueForAll(other => other == view || !view.Text.MentionsColumn(other.Name))
            );
            var next = left[Math.Max(at, 0)];
            left.Remove(next);
            ordered.Add(next.Text);
        }

        return ordered;
    }

    [GeneratedRegex("^CREATE (OR REPLACE )?(MATERIALIZED )?VIEW ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex View();
}
