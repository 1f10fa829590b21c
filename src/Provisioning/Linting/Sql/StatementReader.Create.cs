using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Sql;

// CREATE.
internal sealed partial class StatementReader
{
    private IEnumerable<Change> Create(SqlCursor at)
    {
        var replaces = at.Take("OR", "REPLACE");
        _ = at.TakeAny("GLOBAL", "LOCAL");
        var kind =
            at.TakeAny("TEMP", "TEMPORARY") ? "temporary"
            : at.TakeAny("UNLOGGED") ? "unlogged"
            : null;
        var isUnique = at.TakeAny("UNIQUE");
        var isMaterialized = at.TakeAny("MATERIALIZED");
        _ = at.TakeAny("RECURSIVE", "CONSTRAINT", "TRUSTED", "FOREIGN", "VIRTUAL", "PROCEDURAL", "EVENT");
        return at.Next().ToUpperInvariant() switch
        {
            "TABLE" => CreateTable(at, kind),
            "INDEX" => [CreateIndex(at, isUnique)],
            "VIEW" => [CreateView(at, replaces, isMaterialized)],
            "FUNCTION" or "PROCEDURE" => [CreateFunction(at, replaces)],
            "TRIGGER" => [CreateTrigger(at)],
            "TYPE" => [CreateType(at)],
            "DOMAIN" => [CreateDomain(at)],
            "SEQUENCE" => [CreateSequence(at)],
            "SCHEMA" => [CreateSchema(at)],
            "EXTENSION" => [CreateExtension(at)],
            "POLICY" => [CreatePolicy(at)],
            "RULE" => [CreateRule(at)],
            "STATISTICS" => [Of(Command.Statistics)],
            "DATABASE" or "TABLESPACE" => [Of(Command.OutsideOnly) with { Name = $"CREATE {at.Words[1]}" }],
            "PUBLICATION" when at.Has("ALL") =>
            [
                Of(Command.Privileged) with
                {
                    Name = "CREATE PUBLICATION … FOR ALL TABLES",
                },
            ],
            "ROLE" or "USER" when at.Has("BYPASSRLS", "SUPERUSER") =>
            [
                Of(Command.Privileged) with
                {
                    Name = "CREATE ROLE … BYPASSRLS",
                },
            ],
            "PUBLICATION"
            or "ROLE"
            or "USER"
            or "GROUP"
            or "AGGREGATE"
            or "CAST"
            or "COLLATION"
            or "OPERATOR"
            or "TEXT"
            or "SERVER"
            or "LANGUAGE"
            or "ACCESS"
            or "CONVERSION"
            or "TRANSFORM" => [Harmless],
            _ => [Of(Command.Unknown)],
        };
    }

    private IEnumerable<Change> CreateTable(SqlCursor at, string? kind)
    {
        var isGuarded = at.TakeGuard();
        var name = known.Resolve(at.Name());
        var change = statement with { IsGuarded = isGuarded, Kind = kind };
        if (at.Take("PARTITION", "OF"))
        {
            var parent = known.Resolve(at.Name());
            return
            [
                change with
                {
                    Command = Command.CreatePartition,
                    Target = parent,
                    Name = name.ToString(),
                    IsDefault = at.Has("DEFAULT"),
                },
            ];
        }

        var (columns, constraints) = (new List<Column>(), new List<Operation>());
        if (at.Is("("))
        {
            foreach (var part in at.Inside().Parts())
            {
                Part(part, name, columns, constraints);
            }
        }
        else if (at.Has("AS"))
        {
            change = change with { Kind = kind ?? "query" };
        }

        change = at.Has("PARTITION") ? change with { Kind = "partitioned" } : change;
        var options = at.Has("ROWID") ? (ValueList<string>)["WITHOUT ROWID"] : [];
        var table = new Table(name, [.. columns]) { Options = options };
        // What is kept in a partition of this name is not known, nor are the columns of a query.
        var made = constraints
            .Aggregate(DatabaseModel.Empty.WithTable(table), (model, constraint) => constraint.Apply(model))
            .Tables[name];
        return [change with { Does = new CreateTable(made, isGuarded) }];
    }

    private static void Part(SqlCursor part, ObjectName table, List<Column> columns, List<Operation> constraints)
    {
        if (part.Is("LIKE"))
        {
            // The columns and the key of the other table.
            columns.Add(new("?", new(ColumnKind.Custom, Custom: "?")));
            constraints.Add(new AddPrimaryKey(table, new(null, ["?"])));
            return;
        }

        var name = part.Take("CONSTRAINT") ? part.Word() : null;
        if (name is null && !part.Is("PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE"))
        {
            columns.Add(ColumnReader.Column(part, table, constraints));
        }
        else if (ColumnReader.Constraint(part, table, name, []) is { } constraint)
        {
            constraints.Add(constraint);
        }
    }

    private Change CreateIndex(SqlCursor at, bool isUnique)
    {
        var isConcurrent = at.TakeAny("CONCURRENTLY");
        var isGuarded = at.TakeGuard();
        var name = at.Is("ON") ? "" : at.Word();
        at.TakeAny("ON");
        var isOnly = at.TakeAny("ONLY");
        var table = known.Resolve(at.Name());
        var method = at.Take("USING") ? at.Word() : null;
        var columns = at.Is("(") ? at.Inside().Parts().Select(IndexColumn).ToList() : [];
        var includes = at.Take("INCLUDE") ? at.List() : [];
        var filter = at.Has("WHERE") && at.To("WHERE") && at.TakeAny("WHERE") ? at.Rest : null;
        var index = new Schema.Index(name, [.. columns])
        {
            IsUnique = isUnique,
            Method = method is null or "btree" ? null : method,
            Includes = includes,
            Filter = filter,
        };
        return statement with
        {
            Does = new CreateIndex(table, index) { IsConcurrent = isConcurrent, IsOnly = isOnly },
            IsConcurrent = isConcurrent,
            IsGuarded = isGuarded,
        };
    }

    private static IndexColumn IndexColumn(SqlCursor at)
    {
        var isExpression = at.Is("(") || at.Words.Is(at.At + 1, "(") || at.Words.Is(at.At + 1, "-", ":", "|");
        var isDescending = at.Has("DESC");
        return isExpression
            ? new(at.Until("ASC", "DESC", "NULLS"), isDescending) { IsExpression = true }
            : new(at.Word(), isDescending);
    }

    private Change CreateView(SqlCursor at, bool replaces, bool isMaterialized)
    {
        var isGuarded = at.TakeGuard();
        var name = known.Resolve(at.Name());
        at.To("AS");
        at.Next();
        return Of(new CreateView(new(name, at.Rest) { IsMaterialized = isMaterialized }, replaces)) with
        {
            IsGuarded = isGuarded,
        };
    }

    private Change CreateFunction(SqlCursor at, bool replaces)
    {
        var name = at.Name();
        var parameters = at.Is("(") ? at.InsideText() : "";
        var text = at.Rest;
        var path = at.Words.All("SEARCH_PATH").Any(place => at.Words.Is(place - 1, "SET")) ? "set" : null;
        var volatility =
            at.Has("IMMUTABLE") ? Schema.Volatility.Immutable
            : at.Has("STABLE") ? Schema.Volatility.Stable
            : Schema.Volatility.Volatile;
        return Of(
            new CreateFunction(
                new(Unschemaed(name), "?", text)
                {
                    Parameters = parameters,
                    IsSecurityDefiner = at.Words.All("DEFINER").Any(),
                    SearchPath = path,
                    Volatility = volatility,
                },
                replaces
            )
        );
    }

    private Change CreateTrigger(SqlCursor at)
    {
        at.TakeGuard();
        var name = at.Word();
        var (timing, on) = (TriggerTiming.After, TriggerEvent.Insert);
        for (; !at.IsDone && !at.Is("ON"); at.Next())
        {
            timing = at.Is("BEFORE") ? TriggerTiming.Before : timing;
            on =
                at.Is("UPDATE") ? TriggerEvent.Update
                : at.Is("DELETE") ? TriggerEvent.Delete
                : on;
        }

        at.TakeAny("ON");
        var table = known.Resolve(at.Name());
        return Of(new CreateTrigger(table, new(name, timing, on) { Body = at.Rest }));
    }

    private Change CreateType(SqlCursor at)
    {
        var name = Unschemaed(at.Name());
        return at.Take("AS", "ENUM") ? Of(new CreateEnumType(name, at.List())) : Harmless;
    }

    private Change CreateDomain(SqlCursor at)
    {
        var name = Unschemaed(at.Name());
        return Of(Command.CreateDomain) with
        {
            Target = name,
            Kind = at.Has("CHECK") || at.Words.All("NOT").Any() ? "constrained" : null,
        };
    }

    private Change CreateSequence(SqlCursor at)
    {
        at.TakeGuard();
        return Of(new CreateSequence(new(known.Resolve(at.Name()))));
    }

    private Change CreateSchema(SqlCursor at)
    {
        at.TakeGuard();
        return at.Is("AUTHORIZATION") ? Harmless : Of(new CreateSchema(at.Word()));
    }

    private Change CreateExtension(SqlCursor at)
    {
        at.TakeGuard();
        return Of(new CreateExtension(at.Word()));
    }

    private Change CreatePolicy(SqlCursor at)
    {
        var name = at.Word();
        at.TakeAny("ON");
        return Of(new CreatePolicy(known.Resolve(at.Name()), new(name) { Using = at.Rest }));
    }

    private Change CreateRule(SqlCursor at)
    {
        at.To("TO");
        at.Next();
        return at.IsName ? Of(Command.CatalogOnly) with { Target = known.Resolve(at.Name()) } : Harmless;
    }
}
