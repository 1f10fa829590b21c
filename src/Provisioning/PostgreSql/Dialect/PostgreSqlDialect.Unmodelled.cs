using System.Text.RegularExpressions;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Dialect;

// SQL for what an inspector finds beyond the model, by the words that it gives it.
public sealed partial class PostgreSqlDialect
{
    /// <inheritdoc />
    internal override string? Making(UnmodelledPart part, DatabaseModel model)
    {
        var (what, name, table) = (Fact(part.Text), Quote(part.Name), $"ALTER TABLE {Quote(part.Name)}");
        return (part.Kind, what.Word, what.Facts) switch
        {
            ("domain", "is", var rest) => $"CREATE DOMAIN {name} AS {rest}",
            ("domain", "constraint", _) =>
                $"ALTER DOMAIN {name} ADD {part.Text.Replace("constraint ", "CONSTRAINT ", StringComparison.Ordinal)}",
            ("type", "is", "a composite") => $"CREATE TYPE {name} AS ()",
            ("type", "is", var rest) when rest.StartsWith("a range of ", StringComparison.Ordinal) =>
                $"CREATE TYPE {name} AS RANGE (SUBTYPE = {rest["a range of ".Length..]})",
            ("type", "attribute", var rest) => $"ALTER TYPE {name} ADD ATTRIBUTE {rest[(rest.IndexOf(' ') + 1)..]}",
            ("partition", "partition", var rest) => $"CREATE TABLE {name} PARTITION OF {rest["of ".Length..]}",
            (_, "unlogged", "") => $"{table} SET UNLOGGED",
            (_, "replica", var rest) =>
                $"{table} REPLICA {rest.ToUpperInvariant()[.."IDENTITY".Length]}{Upper(rest["identity".Length..])}",
            (_, "clustered", var rest) => $"{table} CLUSTER {Upper(rest)}",
            (_, "with", var rest) => $"{table} SET ({rest})",
            (_, "toast", var rest) => $"{table} SET ({Prefixed(rest["with ".Length..], "toast.")})",
            (_, "trigger", _) when Switching(part, table) is { } switching => switching,
            (_, "column", _) when Column(part) is { } change => $"{table} ALTER COLUMN {change.Name} {change.Set}",
            (_, "constraint", var rest) when Deferred(rest, part, model) is { } key =>
                $"{table} ALTER CONSTRAINT {key} DEFERRABLE INITIALLY IMMEDIATE",
            _ when CommentOn(part, model) is { } on => $"{on.Place} IS {QuoteText(on.Text)}",
            _ => base.Making(part, model),
        };
    }

    /// <inheritdoc />
    internal override string? Undoing(UnmodelledPart part, DatabaseModel model)
    {
        var (what, name, table) = (Fact(part.Text), Quote(part.Name), $"ALTER TABLE {Quote(part.Name)}");
        return (part.Kind, what.Word, what.Facts) switch
        {
            ("domain", "is", _) => $"DROP DOMAIN {name}",
            ("domain", "constraint", var rest) => $"ALTER DOMAIN {name} DROP CONSTRAINT {First(rest)}",
            ("type", "is", _) => $"DROP TYPE {name}",
            ("type", "attribute", var rest) =>
                $"ALTER TYPE {name} DROP ATTRIBUTE {First(rest[(rest.IndexOf(' ') + 1)..])}",
            ("partition", _, _) => null,
            (_, "unlogged", "") => $"{table} SET LOGGED",
            (_, "replica", _) => $"{table} REPLICA IDENTITY DEFAULT",
            (_, "clustered", _) => $"{table} SET WITHOUT CLUSTER",
            (_, "with", var rest) => $"{table} RESET ({Names(rest, "")})",
            (_, "toast", var rest) => $"{table} RESET ({Names(rest["with ".Length..], "toast.")})",
            (_, "trigger", var rest) when Switching(part, table) is not null => $"{table} ENABLE TRIGGER {First(rest)}",
            (_, "column", _) when Column(part) is { Reset: { } reset } change =>
                $"{table} ALTER COLUMN {change.Name} {reset}",
            (_, "constraint", var rest) when Deferred(rest, part, model) is { } key =>
                $"{table} ALTER CONSTRAINT {key} NOT DEFERRABLE",
            (_, "CREATE", _) => Dropping(part),
            _ when CommentOn(part, model) is { } on => $"{on.Place} IS NULL",
            _ => null,
        };
    }

    private static (string Word, string Facts) Fact(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, "");

    // A name as quote_ident gives it.
    private static string First(string text) => Identifier().Match(text).Value;

    private static string Upper(string text) => KeyWord().Replace(text, word => word.Value.ToUpperInvariant());

    private static string Prefixed(string options, string prefix) =>
        string.Join(", ", options.Split(", ").Select(option => prefix + option));

    private static string Names(string options, string prefix) =>
        string.Join(", ", options.Split(", ").Select(option => prefix + option.Split('=')[0]));

    private static string? Switching(UnmodelledPart part, string table)
    {
        var name = First(part.Text["trigger ".Length..]);
        return part.Text["trigger ".Length..][name.Length..].Trim() switch
        {
            "disabled" => $"{table} DISABLE TRIGGER {name}",
            "enabled replica" => $"{table} ENABLE REPLICA TRIGGER {name}",
            "enabled always" => $"{table} ENABLE ALWAYS TRIGGER {name}",
            _ => null,
        };
    }

    private static (string Name, string Set, string? Reset)? Column(UnmodelledPart part)
    {
        var name = First(part.Text["column ".Length..]);
        var fact = Fact(part.Text["column ".Length..][name.Length..].Trim());
        return fact.Word switch
        {
            "storage" => (name, $"SET STORAGE {fact.Facts}", null),
            "compression" => (name, $"SET COMPRESSION {fact.Facts}", "SET COMPRESSION DEFAULT"),
            "statistics" => (name, $"SET STATISTICS {fact.Facts}", "SET STATISTICS -1"),
            "with" => (name, $"SET ({fact.Facts})", $"RESET ({Names(fact.Facts, "")})"),
            _ => null,
        };
    }

    private static string? Deferred(string rest, UnmodelledPart part, DatabaseModel model)
    {
        var name = First(rest);
        return
            rest[name.Length..] is " deferrable initially immediate"
            && model.Find(part.Name)?.ForeignKeys.Any(key => key.Name == Bare(name)) is true
            ? name
            : null;
    }

    private (string Place, string Text)? CommentOn(UnmodelledPart part, DatabaseModel model)
    {
        var at = part.Text.IndexOf("comment: ", StringComparison.Ordinal);
        if (at < 0 || part.Text.StartsWith("CREATE ", StringComparison.Ordinal))
        {
            return null;
        }

        var about = Fact(part.Text[..at].Trim());
        var name = Quote(part.Name);
        var text = part.Text[(at + "comment: ".Length)..];
        return (part.Kind, about.Word) switch
        {
            (_, "column") => ($"COMMENT ON COLUMN {name}.{about.Facts}", text),
            (_, "constraint" or "trigger" or "rule" or "policy") => (
                $"COMMENT ON {about.Word.ToUpperInvariant()} {about.Facts} ON {name}",
                text
            ),
            ("function" or "procedure" or "aggregate", "") => (
                $"COMMENT ON {part.Kind.ToUpperInvariant()} {Routine(part.Name)}",
                text
            ),
            ("schema", "") => ($"COMMENT ON SCHEMA {Quote(part.Name.Name)}", text),
            ("view", "") when model.Views.GetValueOrDefault(part.Name) is { IsMaterialized: true } => (
                $"COMMENT ON MATERIALIZED VIEW {name}",
                text
            ),
            ("sequence" or "index" or "table" or "view" or "type" or "domain", "") => (
                $"COMMENT ON {part.Kind.ToUpperInvariant()} {name}",
                text
            ),
            _ => null,
        };
    }

    private string Routine(ObjectName name)
    {
        var at = name.Name.IndexOf('(', StringComparison.Ordinal);
        return $"{Quote(name with { Name = name.Name[..at] })}{name.Name[at..]}";
    }

    private string? Dropping(UnmodelledPart part)
    {
        var made = Created().Match(part.Text);
        var name = made.Groups["name"].Value;
        string InSchema() =>
            name.Contains('.', StringComparison.Ordinal) ? name : $"{Quote(part.Name.Schema ?? schema)}.{name}";
        return made.Groups["what"].Value switch
        {
            "INDEX" => $"DROP INDEX {InSchema()}",
            "STATISTICS" => $"DROP STATISTICS {InSchema()}",
            "RULE" or "TRIGGER" => $"DROP {made.Groups["what"].Value} {name} ON {Quote(part.Name)}",
            "FUNCTION" or "PROCEDURE" => $"DROP {made.Groups["what"].Value} {Routine(part.Name)}",
            _ => null,
        };
    }

    [GeneratedRegex("^(\"([^\"]|\"\")*\"|[^ \"]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex(
        "\\b(full|nothing|using index|on)\\b(?=[^\"]*(\"[^\"]*\"[^\"]*)*$)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex KeyWord();

    [GeneratedRegex(
        "^CREATE (OR REPLACE )?(UNIQUE |CONSTRAINT )?(?<what>INDEX|STATISTICS|RULE|TRIGGER|FUNCTION|PROCEDURE) "
            + "(?<name>(\"([^\"]|\"\")*\"|[^ \"(.]+)(\\.(\"([^\"]|\"\")*\"|[^ \"(]+))?)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Created();
}
