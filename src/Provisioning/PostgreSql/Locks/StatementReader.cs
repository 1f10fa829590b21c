using System.Diagnostics.CodeAnalysis;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Locks;

/// <summary>Recognises a statement by its first words, and looks up in <see cref="LockTable"/> what it does.</summary>
/// <param name="words">The statement.</param>
/// <param name="known">What there is.</param>
internal sealed partial class StatementReader(SqlWords words, KnownRelations known)
{
    private readonly FactCollector _facts = new(known);

    /// <summary>What the statement does. One that is not recognised may do anything.</summary>
    public FactCollector Read()
    {
        switch (Upper(0))
        {
            case "ALTER":
                Alter();
                break;
            case "CREATE":
                Create();
                break;
            case "DROP":
                Drop();
                break;
            case "INSERT" or "UPDATE" or "DELETE" or "SELECT" or "WITH" or "VALUES" or "TRUNCATE" or "COPY" or "LOCK":
                Rows();
                break;
            case "REINDEX" or "CLUSTER" or "VACUUM" or "ANALYZE" or "ANALYSE" or "REFRESH":
                Maintain();
                break;
            case "COMMENT":
                Comment();
                break;
            // What these change is in no relation: rights, settings, cursors, the session.
            case "GRANT" or "REVOKE" or "SET" or "RESET" or "SHOW" or "DISCARD" or "LISTEN" or "UNLISTEN" or "NOTIFY":
                _facts.Add("nothing");
                break;
            default:
                _facts.Doubt();
                break;
        }

        return _facts;
    }

    private string Upper(int at) => words[at].ToString().ToUpperInvariant();

    // The place after the words, where they are there.
    private int Skip(int at, params ReadOnlySpan<string> expected) =>
        words.IsAll(at, expected) ? at + expected.Length : at;

    private (string, IEnumerable<ObjectName>) Table(ObjectName name, bool isOnly = false) =>
        ("table", isOnly ? [known.Plain(name)] : known.WithChildren(name));

    private static (string, IEnumerable<ObjectName>) Role(string role, params IEnumerable<ObjectName> names) =>
        (role, names);

    // The names of a list, as DROP TABLE has them.
    private IEnumerable<ObjectName> Names(int at)
    {
        while (at < words.Count)
        {
            (var name, at) = words.Name(at);
            yield return name;
            if (!words.Is(at, ","))
            {
                yield break;
            }

            at++;
        }
    }

    [SuppressMessage("Design", "MA0051", Justification = "A few lines for each kind of statement.")]
    private void Alter()
    {
        switch (Upper(1))
        {
            case "TABLE":
                new AlterTableReader(words, known, _facts).Read();
                break;
            case "INDEX":
                AlterIndex();
                break;
            case "VIEW":
                _facts.Add("change view", Role("view", known.Plain(words.Name(Skip(2, "IF", "EXISTS")).Name)));
                break;
            case "MATERIALIZED":
                _facts.Add("change view", Role("view", known.Plain(words.Name(Skip(3, "IF", "EXISTS")).Name)));
                break;
            case "SEQUENCE":
                AlterSequence();
                break;
            case "POLICY" or "TRIGGER" or "RULE" when words.Find(2, "ON") is var on && on < words.Count:
                _facts.Add("rule or policy", Table(words.Name(on + 1).Name));
                break;
            case "TYPE":
                var (type, end) = words.Name(2);
                if (words.Is(end + 1, "ATTRIBUTE"))
                {
                    _facts.Add("alter type's attributes", Role("type", known.Plain(type)));
                    break;
                }

                _facts.Add("nothing");
                break;
            case "DOMAIN":
                AlterDomain();
                break;
            case "PUBLICATION" when words.Find(2, "TABLE") is var table && table < words.Count:
                _facts.Add("publish", [.. Names(table + 1).Select(name => Table(name))]);
                break;
            case "DEFAULT" or "SCHEMA" or "FUNCTION" or "PROCEDURE" or "ROUTINE" or "ROLE" or "USER" or "GROUP":
            case "AGGREGATE" or "COLLATION" or "CONVERSION" or "LANGUAGE" or "OPERATOR" or "TEXT" or "LARGE":
            case "DATABASE" or "SYSTEM" or "PUBLICATION":
                _facts.Add("nothing");
                break;
            default:
                _facts.Doubt();
                break;
        }
    }

    private void AlterIndex()
    {
        var (index, end) = words.Name(Skip(2, "IF", "EXISTS"));
        if (words.Is(end, "ATTACH"))
        {
            var part = words.Name(end + 2).Name;
            _facts.Add(
                "attach index",
                Role("index", known.Plain(index)),
                Role("part", known.Plain(part)),
                Role("table", new[] { known.TableOf(index), known.TableOf(part) }.OfType<ObjectName>())
            );
            if (known.TableOf(part) is null)
            {
                _facts.Doubt();
            }
        }
        else
        {
            var isMoved = words.Is(end, "SET") && words.Is(end + 1, "TABLESPACE");
            _facts.Add(isMoved ? "move index" : "alter index", Role("index", known.Plain(index)));
        }
    }

    private void AlterSequence()
    {
        var (sequence, end) = words.Name(Skip(2, "IF", "EXISTS"));
        if (words.Find(end, "OWNED") is var owned && owned < words.Count && !words.Is(owned + 2, "NONE"))
        {
            // The last part of the name is the column.
            var to = words.Name(owned + 2).End;
            var table = new SqlWords(words.Between(owned + 2, to - 2), postgres: true).Name(0).Name;
            _facts.Add("own sequence", Role("sequence", known.Plain(sequence)), Role("table", known.Plain(table)));
        }
        else if (words.Is(end, "RENAME", "OWNER") || (words.Is(end, "SET") && words.Is(end + 1, "SCHEMA")))
        {
            _facts.Lock(known.Plain(sequence), LockMode.AccessExclusive, RelationKind.Sequence);
        }
        else
        {
            _facts.Add("alter sequence", Role("sequence", known.Plain(sequence)));
        }
    }

    private void AlterDomain()
    {
        var (domain, end) = words.Name(2);
        var isChecked =
            (words.Is(end, "ADD") && words.Find(end, "NOT") is var not && !words.Is(not + 1, "VALID"))
            || words.Is(end, "VALIDATE")
            || (words.Is(end, "SET") && words.Is(end + 1, "NOT"));
        var users = known.Tables.Where(table =>
            table.Columns.Any(column =>
                column.Type.Custom is { } type
                && known.Plain(new SqlWords(type, postgres: true).Name(0).Name) == known.Plain(domain)
            )
        );
        _facts.Add(isChecked ? "check domain" : "nothing", Role("table", users.Select(table => table.Name)));
    }

    private void Comment()
    {
        var at = 2;
        var (kind, relation) = Upper(at) switch
        {
            "TABLE" or "INDEX" or "SEQUENCE" or "VIEW" => (Upper(at), words.Name(at + 1).Name),
            "MATERIALIZED" => ("VIEW", words.Name(at + 2).Name),
            "COLUMN" => ("COLUMN", WithoutLast(at + 1)),
            "CONSTRAINT"
            or "TRIGGER"
            or "POLICY"
            or "RULE" when words.Find(at, "ON") is var on && on < words.Count && !words.Is(on + 1, "DOMAIN") => (
                "PART",
                words.Name(on + 1).Name
            ),
            _ => ("", default),
        };
        switch (kind)
        {
            case "TABLE" or "COLUMN":
                _facts.Add("comment", Role("table", known.Plain(relation)));
                break;
            case "PART":
                _facts.Add("comment on a part", Role("table", known.Plain(relation)));
                break;
            case "":
                _facts.Add("nothing");
                break;
            default:
                _facts.Lock(
                    known.Plain(relation),
                    LockMode.ShareUpdateExclusive,
                    kind switch
                    {
                        "INDEX" => RelationKind.Index,
                        "SEQUENCE" => RelationKind.Sequence,
                        _ => RelationKind.View,
                    }
                );
                break;
        }
    }

    private ObjectName WithoutLast(int at)
    {
        var end = words.Name(at).End;
        return end - at < 3 ? default : new SqlWords(words.Between(at, end - 2), postgres: true).Name(0).Name;
    }

    private void Maintain()
    {
        var isConcurrent = words.All("CONCURRENTLY").Any();
        switch (Upper(0))
        {
            case "REFRESH":
                var view = words.Name(Skip(Skip(1, "MATERIALIZED", "VIEW"), "CONCURRENTLY")).Name;
                var query = known.View(view)?.Query;
                _facts.Add(
                    isConcurrent ? "refresh concurrently" : "refresh",
                    Role("view", known.Plain(view)),
                    Role("source", query is null ? [] : known.Sources(new(query, postgres: true), 0, runs: true))
                );
                break;
            case "REINDEX":
                Reindex(isConcurrent);
                break;
            case "CLUSTER" when words.Count > 1:
                _facts.Add("cluster", Table(words.Name(Skip(1, "VERBOSE")).Name));
                break;
            case "VACUUM" or "ANALYZE" or "ANALYSE":
                Vacuum();
                break;
            default:
                _facts.Doubt();
                break;
        }
    }

    private void Reindex(bool isConcurrent)
    {
        var at = words.Is(1, "(") ? words.Find(1, "INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM") : 1;
        var kind = isConcurrent ? "reindex concurrently" : "reindex";
        var name = words.Name(Skip(at + 1, "CONCURRENTLY")).Name;
        switch (Upper(at))
        {
            case "INDEX" when known.TableOf(name) is { } table:
                _facts.Add(kind, Role("table", table), Role("index", known.Plain(name)));
                break;
            case "TABLE":
                _facts.Add(kind, Table(name), Role("index", known.WithChildren(name).SelectMany(known.IndexesOf)));
                break;
            default:
                _facts.Doubt();
                break;
        }
    }

    private void Vacuum()
    {
        var isFull = words.All("FULL").Any(at => !words.Is(at + 1, "FALSE", "OFF", "0"));
        var at = words.Is(1, "(") ? words.Find(2, ")") + 1 : 1;
        while (words.Is(at, "FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE"))
        {
            at++;
        }

        if (at >= words.Count)
        {
            _facts.Doubt();
            return;
        }

        _facts.Add(
            isFull ? "vacuum full"
                : Upper(0) is "VACUUM" ? "vacuum"
                : "analyze",
            Table(words.Name(at).Name)
        );
    }
}
