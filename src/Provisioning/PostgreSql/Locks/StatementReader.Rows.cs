using System.Diagnostics.CodeAnalysis;
using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Locks;

/// <content>What statements over rows do.</content>
internal sealed partial class StatementReader
{
    // Functions of the server that touch no relation. Any other may do anything.
    private static readonly HashSet<string> Harmless = new(
        [
            "count",
            "sum",
            "min",
            "max",
            "avg",
            "coalesce",
            "nullif",
            "greatest",
            "least",
            "now",
            "lower",
            "upper",
            "trim",
            "btrim",
            "length",
            "char_length",
            "substr",
            "substring",
            "replace",
            "concat",
            "concat_ws",
            "round",
            "abs",
            "floor",
            "ceil",
            "md5",
            "sha256",
            "to_char",
            "to_date",
            "to_timestamp",
            "to_jsonb",
            "to_json",
            "jsonb_build_object",
            "json_build_object",
            "jsonb_set",
            "jsonb_array_elements",
            "array_agg",
            "string_agg",
            "jsonb_agg",
            "json_agg",
            "unnest",
            "generate_series",
            "row_number",
            "rank",
            "date_trunc",
            "extract",
            "random",
            "gen_random_uuid",
            "clock_timestamp",
            "set_config",
            "current_setting",
            "exists",
            "in",
            "any",
            "all",
            "values",
            "and",
            "or",
            "not",
            "where",
            "on",
            "as",
            "over",
            "from",
            "select",
            "when",
            "then",
            "else",
            "cast",
            "array",
            "row",
            "filter",
            "by",
            "using",
            "varchar",
            "numeric",
            "decimal",
            "char",
            "timestamptz",
            "timestamp",
            "interval",
            "time",
            "bit",
            "split_part",
            "position",
            "left",
            "right",
            "lpad",
            "rpad",
            "mod",
            "into",
            "conflict",
            "set",
            "returning",
            "having",
            "join",
            "lateral",
            "union",
            "except",
            "intersect",
            "with",
            "partition",
            "between",
            "is",
            "distinct",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    // Whether a function is called that may do more than is read here.
    private bool CallsMore(int from)
    {
        for (var at = from; at + 1 < words.Count; at++)
        {
            if (
                words.Is(at + 1, "(")
                && words[at] is [var first, ..]
                && (SqlScan.IsLetter(first) || first is '"')
                && !Harmless.Contains(words[at].ToString())
                && !words.Is(at - 1, "INTO")
            )
            {
                return true;
            }
        }

        return false;
    }

    [SuppressMessage("Design", "MA0051", Justification = "A few lines for each kind of statement.")]
    private void Rows()
    {
        var from = 1;
        switch (Upper(0))
        {
            case "INSERT":
                var (into, end) = words.Name(2);
                _facts.Add(
                    "insert",
                    Role("table", known.Plain(into)),
                    Role("parent", known.Referenced(into)),
                    Role("source", Sources(end, into))
                );
                from = end;
                DoubtTriggers(into, TriggerEvent.Insert);
                break;
            case "UPDATE":
                Update();
                break;
            case "DELETE":
                Delete();
                break;
            case "TRUNCATE":
                Truncate();
                return;
            case "COPY" when !words.Is(1, "(") && words.All("FROM").Any():
                var table = words.Name(1).Name;
                _facts.Add("copy in", Role("table", known.Plain(table)), Role("parent", known.Referenced(table)));
                return;
            case "LOCK":
                Lock();
                return;
            case "SELECT" when SetsSequence() is { } sequence:
                _facts.Add("set sequence", Role("sequence", sequence));
                return;
            case "SELECT" or "VALUES":
                var isLocking = words.All("FOR").Any(at => words.Is(at + 1, "UPDATE", "NO", "SHARE", "KEY"));
                _facts.Add(
                    isLocking ? "select for update" : "select",
                    Role("source", known.Sources(words, 0, runs: true))
                );
                break;
            default:
                _facts.Doubt();
                return;
        }

        if (CallsMore(from))
        {
            _facts.Doubt();
        }
    }

    private IEnumerable<ObjectName> Sources(int from, ObjectName but) =>
        known.Sources(words, from, runs: true).Where(source => source != known.Plain(but));

    // What the body of a trigger does is not read.
    private void DoubtTriggers(ObjectName table, TriggerEvent action)
    {
        if (known.Find(table)?.Triggers.Any(trigger => trigger.Event == action && trigger.Touches is null) is true)
        {
            _facts.Doubt();
        }
    }

    private void Update()
    {
        var at = Skip(1, "ONLY");
        var (table, end) = words.Name(at);
        DoubtTriggers(table, TriggerEvent.Update);
        var set = words.Find(end, "SET");
        var where = words.Find(set, "WHERE", "FROM", "RETURNING");
        bool Sets(string column) =>
            Enumerable
                .Range(set, where - set)
                .Any(place => words.Is(place + 1, "=") && words.Name(place).Name.Name == column);
        if (words.Find(set, "WHERE") == words.Count)
        {
            _facts.Add("change every row", Table(table));
        }

        _facts.Add(
            "update",
            Role("table", known.WithChildren(table)),
            Role("parent", known.Referenced(table, key => key.Columns.Any(Sets))),
            Role("source", Sources(where, table))
        );
        References(
            known.Referring(table, key =>
                key.ReferencedColumns.Any(Sets) && key.OnUpdate is not ReferentialAction.Cascade
            ),
            known.Referring(table, key => key.ReferencedColumns.Any(Sets) && key.OnUpdate is ReferentialAction.Cascade)
        );
    }

    private void Delete()
    {
        var (table, end) = words.Name(Skip(2, "ONLY"));
        DoubtTriggers(table, TriggerEvent.Delete);
        _facts.Add("delete", Role("table", known.WithChildren(table)), Role("source", Sources(end, table)));
        if (words.Find(end, "WHERE") == words.Count)
        {
            _facts.Add("change every row", Table(table));
        }

        References(
            known.Referring(table, key => key.OnDelete is ReferentialAction.None or ReferentialAction.Restrict),
            known.Referring(table, key => key.OnDelete is not (ReferentialAction.None or ReferentialAction.Restrict))
        );
    }

    // What refers to the rows is locked by row, or changed with them.
    private void References(IEnumerable<ObjectName> locked, IEnumerable<ObjectName> changed) =>
        _facts.Add("delete", Role("referring", locked), Role("changed", changed));

    private void Truncate()
    {
        var at = Skip(Skip(1, "TABLE"), "ONLY");
        var isCascading = words.Is(words.Count - 1, "CASCADE");
        foreach (var name in Names(at))
        {
            _facts.Add("truncate", Table(name), Role("referring", isCascading ? Closure(name) : []));
        }
    }

    private HashSet<ObjectName> Closure(ObjectName name)
    {
        var found = new HashSet<ObjectName>();
        var left = new Queue<ObjectName>([name]);
        while (left.TryDequeue(out var next))
        {
            foreach (var other in known.Referring(next).Where(found.Add))
            {
                left.Enqueue(other);
            }
        }

        return found;
    }

    private void Lock()
    {
        var at = Skip(Skip(1, "TABLE"), "ONLY");
        var mode = words.All("MODE").LastOrDefault();
        var named =
            mode == 0
                ? ""
                : string.Concat(
                    Enumerable.Range(0, mode).Reverse().TakeWhile(i => !words.Is(i, "IN")).Reverse().Select(Upper)
                );
        var taken = Enum.GetValues<LockMode>()
            .Cast<LockMode?>()
            .FirstOrDefault(each => each.ToString()!.Equals(named, StringComparison.OrdinalIgnoreCase));
        foreach (var name in Names(at).SelectMany(known.WithChildren))
        {
            _facts.Lock(name, taken ?? LockMode.AccessExclusive);
        }
    }

    private ObjectName? SetsSequence()
    {
        var at = Skip(1, "PG_CATALOG", ".");
        return words.Is(at, "SETVAL", "NEXTVAL") && words.Is(at + 1, "(") && words[at + 2] is ['\'', ..]
            ? known.Plain(words.Inside(at + 2).Name(0).Name)
            : (ObjectName?)null;
    }
}
