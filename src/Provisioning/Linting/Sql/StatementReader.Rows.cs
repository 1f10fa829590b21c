using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Sql;

// Rows, settings, and what is done to whole tables.
internal sealed partial class StatementReader
{
    // What changes nothing that a rule speaks of.
    private static readonly HashSet<string> KnownFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        "avg",
        "coalesce",
        "count",
        "current_database",
        "current_schema",
        "current_setting",
        "currval",
        "exists",
        "greatest",
        "least",
        "length",
        "lower",
        "max",
        "min",
        "now",
        "pg_get_serial_sequence",
        "pg_sleep",
        "pg_advisory_lock",
        "pg_advisory_unlock",
        "pg_advisory_xact_lock",
        "set_config",
        "setval",
        "sum",
        "to_regclass",
        "upper",
        "version",
        "last_insert_rowid",
        "changes",
    };

    private static readonly string[] NoCall =
    [
        "AND",
        "AS",
        "CAST",
        "FROM",
        "IN",
        "NOT",
        "ON",
        "OR",
        "OVER",
        "SELECT",
        "TABLE",
        "UNION",
        "USING",
        "VALUES",
        "WHERE",
        "EXISTS",
        "ANY",
        "ALL",
        "THEN",
        "ELSE",
        "WHEN",
        "BY",
        "LIMIT",
        "INTO",
    ];

    private Change Update(SqlCursor at)
    {
        _ = at.Take("OR") && at.Next().Length > 0;
        at.TakeAny("ONLY");
        var table = known.Resolve(at.Name());
        at.To("SET");
        at.Next();
        var set = Assigned(at.Until("FROM", "WHERE", "RETURNING"));
        return Of(new UpdateRows(table, set, Filter(at))) with { Writes = table, WritesAll = IsAll(at) };
    }

    private static ValueList<ColumnValue> Assigned(string sql)
    {
        // Only the column's name matters here; commas in parentheses belong to values.
        var names = new List<ColumnValue>();
        var depth = 0;
        var from = 0;
        for (var i = 0; i <= sql.Length; i++)
        {
            depth +=
                i < sql.Length
                    ? (
                        sql[i] is '(' ? 1
                        : sql[i] is ')' ? -1
                        : 0
                    )
                    : 0;
            if (i < sql.Length && (sql[i] is not ',' || depth > 0))
            {
                continue;
            }

            var part = sql[from..i];
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                names.Add(
                    new(part[..equals].Trim(' ', '\n', '\r', '\t', '"'), new SqlExpression(part[(equals + 1)..].Trim()))
                );
            }

            from = i + 1;
        }

        return [.. names];
    }

    private Change Delete(SqlCursor at)
    {
        at.TakeAny("FROM");
        at.TakeAny("ONLY");
        var table = known.Resolve(at.Name());
        return Of(new DeleteRows(table, [Filter(at)])) with { Writes = table, WritesAll = IsAll(at) };
    }

    private static RowFilter Filter(SqlCursor at)
    {
        var where = new SqlCursor(at.Words, at.At, at.End);
        return where.To("WHERE") && where.TakeAny("WHERE")
            ? new RowFilter.Sql(where.Until("RETURNING"))
            : new RowFilter.All();
    }

    private static bool IsAll(SqlCursor at)
    {
        var where = new SqlCursor(at.Words, at.At, at.End);
        return !where.To("WHERE") || where.IsAll("WHERE", "TRUE") || where.IsAll("WHERE", "1", "=", "1");
    }

    private Change Insert(SqlCursor at)
    {
        _ = at.Take("OR") && at.Next().Length > 0;
        at.TakeAny("INTO");
        var table = known.Resolve(at.Name());
        var columns = at.List();
        var isQuery = at.Has("SELECT", "TABLE") || (at.Is("WITH") && at.Words.All("SELECT").Any());
        return Of(
            new InsertRows(
                table,
                [
                    [.. columns.Select(column => new ColumnValue(column, null))],
                ]
            )
        ) with
        {
            Writes = isQuery ? table : default(ObjectName?),
        };
    }

    private Change Merge(SqlCursor at)
    {
        at.TakeAny("INTO");
        at.TakeAny("ONLY");
        return Of(Command.Harmless) with { Writes = known.Resolve(at.Name()) };
    }

    private Change With(SqlCursor at)
    {
        foreach (var word in (string[])["UPDATE", "DELETE", "INSERT", "MERGE"])
        {
            var place = at.Words.All(word).FirstOrDefault(each => !at.Words.Is(each - 1, "FOR", "KEY", "DO", "ON"), -1);
            if (place > 0)
            {
                var from = new SqlCursor(at.Words, place + 1, at.End);
                return word switch
                {
                    "UPDATE" => Update(from),
                    "DELETE" => Delete(from),
                    "INSERT" => Insert(from) with { Writes = null },
                    _ => Merge(from),
                };
            }
        }

        return Select(at);
    }

    private Change Select(SqlCursor at)
    {
        var words = at.Words;
        for (var place = 1; place + 1 < words.Count; place++)
        {
            var isCall = words.Is(place + 1, "(") && !words.Is(place, NoCall) && SqlScan.IsLetter(words[place][0]);
            if (isCall && !KnownFunctions.Contains(words[place].ToString()))
            {
                return Of(Command.Unknown);
            }
        }

        return at.Has("INTO") ? Of(Command.SelectInto) : Harmless;
    }

    private IEnumerable<Change> Truncate(SqlCursor at)
    {
        at.TakeAny("TABLE");
        var tables = at.Names();
        var isCascading = at.Has("CASCADE");
        return
        [
            .. tables.Select(table =>
                Of(Command.Truncate) with
                {
                    Target = known.Resolve(table.Name),
                    Alone = table.Alone,
                    IsCascading = isCascading,
                }
            ),
        ];
    }

    private Change Reindex(SqlCursor at)
    {
        if (at.Is("("))
        {
            at.Inside();
        }

        var kind = at.Is("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM") ? at.Next().ToUpperInvariant() : "";
        var isConcurrent = at.TakeAny("CONCURRENTLY");
        var name = at.IsName ? at.Name() : default;
        var table =
            kind is "INDEX" or "" && name.Name is { } given && known.OwnerOf(given) is { } owner ? owner.Name
            : kind is "INDEX" ? default(ObjectName?)
            : name;
        return Of(Command.Reindex) with
        {
            Target =
                kind is "SCHEMA" or "DATABASE" or "SYSTEM" || name.Name is null ? default(ObjectName?)
                : table is { } found ? known.Resolve(found)
                : default(ObjectName?),
            Name = name.Name is null ? kind : name.ToString(),
            IsConcurrent = isConcurrent,
            Kind = kind is "SCHEMA" or "DATABASE" or "SYSTEM" ? "outside" : null,
        };
    }

    private Change Vacuum(SqlCursor at)
    {
        var options = at.Is("(") ? at.InsideText() : "";
        var isFull =
            at.TakeAny("FULL")
            || options
                .Split(',')
                .Select(option => option.Trim().ToUpperInvariant())
                .Any(option => option is "FULL" or "FULL TRUE" or "FULL ON" or "FULL 1");
        while (at.TakeAny("FREEZE", "VERBOSE", "ANALYZE")) { }

        return isFull
            ? Of(Command.Rewrite) with
            {
                Target = at.IsName ? known.Resolve(at.Name()) : default(ObjectName?),
                Name = "VACUUM FULL",
                Kind = "outside",
            }
            : Of(Command.OutsideOnly) with
            {
                Name = "VACUUM",
            };
    }

    private Change Cluster(SqlCursor at)
    {
        at.TakeAny("VERBOSE");
        return Of(Command.Rewrite) with
        {
            Target = at.IsName ? known.Resolve(at.Name()) : default(ObjectName?),
            Name = "CLUSTER",
            Kind = at.IsDone && at.At <= 2 ? "outside" : null,
        };
    }

    private Change Refresh(SqlCursor at)
    {
        at.Take("MATERIALIZED", "VIEW");
        var isConcurrent = at.TakeAny("CONCURRENTLY");
        return Of(Command.RefreshView) with { Target = known.Resolve(at.Name()), IsConcurrent = isConcurrent };
    }

    private Change Set(SqlCursor at)
    {
        var isLocal = at.TakeAny("LOCAL");
        at.TakeAny("SESSION");
        if (at.Is("TRANSACTION", "CONSTRAINTS", "ROLE"))
        {
            return at.Is("TRANSACTION") ? Of(Command.TransactionWord) with { Name = "SET TRANSACTION" } : Harmless;
        }

        if (at.Take("TIME", "ZONE"))
        {
            return Setting("timezone", at.Rest, isLocal);
        }

        var name = at.Next().ToLowerInvariant();
        _ = at.TakeAny("=", "TO");
        return Setting(name, at.Rest, isLocal);
    }

    private Change Setting(string name, string value, bool isLocal) =>
        Of(Command.Setting) with
        {
            Name = name,
            Value = value.Trim('\'', '"', ' '),
            Kind = isLocal ? "local" : null,
        };

    private Change Grant(SqlCursor at, Command command)
    {
        var rights = at.Until("ON", "TO", "FROM");
        var isOnObject = at.Take("ON");
        var target = isOnObject ? at.Until("TO", "FROM") : null;
        at.Next();
        return Of(command) with { Name = target ?? rights, Value = at.Rest, Kind = rights };
    }

    private IEnumerable<Change> LockTables(SqlCursor at)
    {
        at.TakeAny("TABLE");
        return
        [
            .. at.Names()
                .Select(table =>
                    Of(Command.LockTable) with
                    {
                        Target = known.Resolve(table.Name),
                        Alone = table.Alone,
                        Value = at.Rest,
                    }
                ),
        ];
    }
}
