using System.Diagnostics.CodeAnalysis;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Locks;

/// <content>What CREATE and DROP do.</content>
internal sealed partial class StatementReader
{
    [SuppressMessage("Design", "MA0051", Justification = "A few lines for each kind of statement.")]
    private void Create()
    {
        var at = Skip(1, "OR", "REPLACE");
        var isReplacing = at > 1;
        while (words.Is(at, "UNIQUE", "TEMP", "TEMPORARY", "UNLOGGED", "GLOBAL", "LOCAL", "CONSTRAINT", "RECURSIVE"))
        {
            at++;
        }

        switch (Upper(at))
        {
            case "TABLE":
                CreateTable(at + 1);
                break;
            case "FOREIGN" when Upper(at + 1) is "TABLE":
                CreateTable(at + 2);
                break;
            case "INDEX":
                CreateIndex(at + 1);
                break;
            case "VIEW":
                var (view, query) = words.Name(at + 1);
                _facts.Add(
                    isReplacing && known.View(view) is not null ? "replace view" : "create view",
                    Role("view", isReplacing && known.View(view) is not null ? [known.Plain(view)] : []),
                    Role("source", known.Sources(words, query, runs: false))
                );
                break;
            case "MATERIALIZED":
                _facts.Add("create materialized view", Role("source", known.Sources(words, at + 2, runs: true)));
                break;
            case "TRIGGER" when words.Find(at, "ON") is var on && on < words.Count:
                _facts.Add("create trigger", Table(words.Name(on + 1).Name));
                break;
            case "RULE" when words.Find(at, "TO") is var to && to < words.Count:
                _facts.Add("rule or policy", Table(words.Name(to + 1).Name));
                break;
            case "POLICY" when words.Find(at, "ON") is var on && on < words.Count:
                _facts.Add("rule or policy", Role("table", known.Plain(words.Name(on + 1).Name)));
                break;
            case "STATISTICS" when words.Find(at, "FROM") is var from && from < words.Count:
                _facts.Add("create statistics", Role("table", known.Plain(words.Name(from + 1).Name)));
                break;
            case "PUBLICATION" when words.Find(at, "TABLE") is var table && table < words.Count:
                _facts.Add("publish", [.. Names(table + 1).Select(name => Table(name))]);
                break;
            case "SEQUENCE" or "SCHEMA" or "TYPE" or "DOMAIN" or "FUNCTION" or "PROCEDURE" or "AGGREGATE" or "CAST":
            case "COLLATION" or "OPERATOR" or "ROLE" or "USER" or "EXTENSION" or "PUBLICATION" or "DATABASE":
            case "TABLESPACE" or "TEXT" or "SERVER" or "FOREIGN" when Upper(at + 1) is not "TABLE":
                _facts.Add("nothing");
                break;
            default:
                _facts.Doubt();
                break;
        }
    }

    private void CreateTable(int at)
    {
        var (name, end) = words.Name(Skip(at, "IF", "NOT", "EXISTS"));
        _facts.Add("nothing");
        if (words.Is(end, "PARTITION") && words.Is(end + 1, "OF"))
        {
            var parent = words.Name(end + 2).Name;
            _facts.Add("create partition", Role("table", known.Plain(parent)), Role("default", DefaultsOf(parent)));
            return;
        }

        var query = words.Find(end, "AS");
        if (query < words.Count)
        {
            var isRun = !words.All("NO").Any(no => no > query && words.Is(no + 1, "DATA"));
            _facts.Add("create table as", Role("source", known.Sources(words, query, isRun)));
            return;
        }

        _facts.Add(
            "create table that refers",
            Role(
                "parent",
                words
                    .All("REFERENCES")
                    .Select(reference => known.Plain(words.Name(reference + 1).Name))
                    .Where(parent => parent != known.Plain(name) && known.Find(parent) is not null)
            )
        );
        _facts.Add(
            "create table like",
            Role(
                "source",
                words.All("LIKE").Select(like => known.Find(words.Name(like + 1).Name)?.Name).OfType<ObjectName>()
            )
        );
        if (words.Find(end, "INHERITS") is var inherits && inherits < words.Count)
        {
            _facts.Add("create child", Role("parent", Names(inherits + 2).Select(known.Plain)));
        }
    }

    private void CreateIndex(int at)
    {
        var on = words.Find(at, "ON");
        var isOnly = words.Is(on + 1, "ONLY");
        var table = words.Name(isOnly ? on + 2 : on + 1).Name;
        if (words.Is(at, "CONCURRENTLY"))
        {
            _facts.Add("create index concurrently", Table(table));
            if (known.IsPartitioned(table))
            {
                // Once it is built on the partitions, the table gets it in a moment.
                _facts.Add("create index on only", Table(table, isOnly: true));
            }

            return;
        }

        var isGuarded = Skip(at, "IF", "NOT", "EXISTS") is var name && name > at;
        var isThere =
            isGuarded
            && known.Find(table) is { } found
            && known.IndexesOf(found.Name).Any(index => index.Name == words.Name(name).Name.Name);
        _facts.Add(
            isThere ? "create index if it is missing"
                : isOnly ? "create index on only"
                : "create index",
            Table(table, isOnly)
        );
    }

    private IEnumerable<ObjectName> DefaultsOf(ObjectName parent) =>
        known.WithChildren(parent).Skip(1).Where(known.IsDefaultPartition);

    [SuppressMessage("Design", "MA0051", Justification = "A few lines for each kind of statement.")]
    private void Drop()
    {
        var isConcurrent = words.Is(2, "CONCURRENTLY");
        var isCascading = words.Is(words.Count - 1, "CASCADE");
        var at = Skip(Skip(2, "CONCURRENTLY"), "IF", "EXISTS");
        switch (Upper(1))
        {
            case "TABLE":
                foreach (var name in Names(at))
                {
                    DropTable(name, isCascading);
                }

                break;
            case "FOREIGN" when words.Is(2, "TABLE") && !isCascading:
                foreach (var name in Names(Skip(3, "IF", "EXISTS")))
                {
                    DropTable(name, isCascading);
                }

                break;
            case "INDEX":
                foreach (var index in Names(at))
                {
                    DropIndex(index, isConcurrent);
                }

                break;
            case "VIEW" when !isCascading:
                _facts.Add("change view", [.. Names(at).Select(name => Role("view", known.Plain(name)))]);
                break;
            case "MATERIALIZED" when !isCascading:
                var views = Names(Skip(3, "IF", "EXISTS")).Select(known.Plain);
                _facts.Add("change view", Role("view", views.Where(view => at == 3 || known.View(view) is not null)));
                break;
            case "SEQUENCE" when !isCascading:
                _facts.Add("drop sequence", [.. Names(at).Select(name => Role("sequence", known.Plain(name)))]);
                break;
            case "TRIGGER" or "POLICY" or "RULE" when words.Find(at, "ON") is var on && on < words.Count:
                var table = words.Name(on + 1).Name;
                if (Upper(1) is "TRIGGER")
                {
                    _facts.Add("drop trigger", Table(table));
                }
                else
                {
                    _facts.Add("rule or policy", Role("table", known.Plain(table)));
                }

                break;
            case "SCHEMA"
            or "FUNCTION"
            or "PROCEDURE"
            or "ROUTINE"
            or "AGGREGATE"
            or "TYPE"
            or "DOMAIN"
            or "EXTENSION" when !isCascading:
            case "COLLATION"
            or "ROLE"
            or "USER"
            or "DATABASE"
            or "CAST"
            or "OPERATOR"
            or "SERVER"
            or "PUBLICATION" when !isCascading:
                _facts.Add("nothing");
                break;
            default:
                _facts.Doubt();
                break;
        }
    }

    private void DropTable(ObjectName name, bool isCascading)
    {
        if (words.Is(2, "IF") && known.Find(name) is null && !known.ParentsOf(name).Any())
        {
            _facts.Add("nothing");
            return;
        }

        _facts.Add(
            "drop table",
            Table(name),
            Role("parent", known.Referenced(name).Concat(known.ParentsOf(name))),
            Role("referring", isCascading ? known.Referring(name) : [])
        );
        if (isCascading && known.Find(name) is null)
        {
            _facts.Doubt();
        }
    }

    private void DropIndex(ObjectName index, bool isConcurrent)
    {
        var table = known.TableOf(index);
        if (table is null)
        {
            _facts.Doubt();
        }

        _facts.Add(
            isConcurrent ? "drop index concurrently" : "drop index",
            Role("table", table is { } owner ? known.WithChildren(owner) : [])
        );
    }
}
