using System.Diagnostics.CodeAnalysis;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Sql;

/// <summary>Reads a statement of raw SQL as the changes that it makes.</summary>
/// <param name="statement">What the changes of the statement have in common.</param>
/// <param name="known">What is known before it.</param>
internal sealed partial class StatementReader(Change statement, Known known)
{
    /// <summary>The changes; one that is unknown where the statement cannot be read.</summary>
    public IReadOnlyList<Change> Read(SqlWords words)
    {
        var at = new SqlCursor(words, 0, words.Is(words.Count - 1, ";") ? words.Count - 1 : words.Count);
        var changes = Changes(at).ToList();
        return changes.Count > 0 ? changes : [Harmless];
    }

    private Change Harmless => statement with { Command = Command.Harmless };

    private Change Of(Command command) => statement with { Command = command };

    private Change Of(Operation operation) => statement with { Does = operation };

    [SuppressMessage("Design", "MA0051", Justification = "One line for each first word.")]
    private IEnumerable<Change> Changes(SqlCursor at) =>
        at.Next().ToUpperInvariant() switch
        {
            "ALTER" => Alter(at),
            "CREATE" => Create(at),
            "DROP" => Drop(at),
            "UPDATE" => [Update(at)],
            "DELETE" => [Delete(at)],
            "INSERT" or "REPLACE" => [Insert(at)],
            "MERGE" => [Merge(at)],
            "TRUNCATE" => Truncate(at),
            "REINDEX" => [Reindex(at)],
            "VACUUM" => [Vacuum(at)],
            "CLUSTER" => [Cluster(at)],
            "REFRESH" => [Refresh(at)],
            "SET" => [Set(at)],
            "GRANT" => [Grant(at, Command.Grant)],
            "REVOKE" => [Grant(at, Command.Revoke)],
            "SELECT" or "VALUES" or "TABLE" => [Select(at)],
            "WITH" => [With(at)],
            "LOCK" => LockTables(at),
            "REASSIGN" => [Of(Command.Privileged) with { Name = "REASSIGN OWNED" }],
            "COMMENT"
            or "ANALYZE"
            or "RESET"
            or "SHOW"
            or "EXPLAIN"
            or "SECURITY"
            or "NOTIFY"
            or "PRAGMA"
            or "LISTEN"
            or "DISCARD"
            or "CHECKPOINT"
            or "ATTACH" => [Harmless],
            "BEGIN" or "START" or "COMMIT" or "END" or "ROLLBACK" or "ABORT" or "SAVEPOINT" or "RELEASE" or "PREPARE" =>
                [Of(Command.TransactionWord) with { Name = at.Words[0].ToString().ToUpperInvariant() }],
            _ => [Of(Command.Unknown)],
        };

    private IEnumerable<Change> Alter(SqlCursor at)
    {
        if (at.Take("TABLE"))
        {
            var isGuarded = at.TakeGuard();
            at.TakeAny("ONLY");
            var table = known.Resolve(at.Name());
            at.TakeAny("*");
            return new AlterTableReader(statement with { IsGuarded = isGuarded }, table, known).Read(at);
        }

        return at.Next().ToUpperInvariant() switch
        {
            "TYPE" => [AlterType(at)],
            "DOMAIN" => [AlterDomain(at)],
            "SEQUENCE" => [AlterSequence(at)],
            "SCHEMA" => [AlterSchema(at)],
            "SYSTEM" => [Of(Command.OutsideOnly) with { Name = "ALTER SYSTEM" }],
            "POLICY" => [AlterPolicy(at)],
            "MATERIALIZED" or "VIEW" or "FOREIGN" => [AlterView(at)],
            "ROLE" or "USER" or "DATABASE" =>
            [
                Of(Command.Privileged) with
                {
                    Name = "ALTER " + at.Words[1].ToString(),
                },
            ],
            "INDEX"
            or "FUNCTION"
            or "PROCEDURE"
            or "EXTENSION"
            or "DEFAULT"
            or "PUBLICATION"
            or "TRIGGER"
            or "COLLATION"
            or "STATISTICS"
            or "TEXT"
            or "AGGREGATE"
            or "OPERATOR"
            or "ROUTINE"
            or "SERVER"
            or "LANGUAGE" => [Harmless],
            _ => [Of(Command.Unknown)],
        };
    }

    private Change AlterType(SqlCursor at)
    {
        var type = Unschemaed(at.Name());
        if (at.Take("ADD", "VALUE"))
        {
            var isGuarded = at.TakeGuard();
            var value = at.Word();
            var before = at.Take("BEFORE") ? at.Word() : null;
            return Of(new AddEnumValue(type, value, before)) with
            {
                IsGuarded = isGuarded,
                Kind = before is not null || at.Is("AFTER") ? "placed" : null,
            };
        }

        if (at.Take("RENAME", "VALUE"))
        {
            return Of(Command.RenameValue) with { Target = type, Name = at.Word() };
        }

        return Harmless;
    }

    private Change AlterDomain(SqlCursor at)
    {
        var domain = Unschemaed(at.Name());
        return at.Is("ADD", "VALIDATE") || at.IsAll("SET", "NOT")
            ? Of(Command.DomainConstraint) with
            {
                Target = domain,
                Kind = at.Has("VALID") ? "not valid" : null,
                Name =
                    at.Is("VALIDATE") ? "VALIDATE CONSTRAINT"
                    : at.Is("ADD") ? "ADD CONSTRAINT"
                    : "SET NOT NULL",
            }
            : Harmless;
    }

    private Change AlterSequence(SqlCursor at)
    {
        at.TakeGuard();
        var sequence = at.Name();
        return at.Is("RESTART", "INCREMENT", "MINVALUE", "MAXVALUE", "CACHE", "CYCLE", "AS", "START")
            ? Of(Command.AlterSequence) with
            {
                Target = sequence,
            }
            : Harmless;
    }

    private Change AlterSchema(SqlCursor at)
    {
        var schema = at.Word();
        return at.Take("RENAME") ? Of(Command.RenameSchema) with { Name = schema, Target = schema } : Harmless;
    }

    private Change AlterPolicy(SqlCursor at)
    {
        var policy = at.Word();
        return at.Take("ON")
            ? Of(Command.CatalogOnly) with
            {
                Target = known.Resolve(at.Name()),
                Name = policy,
            }
            : Of(Command.Unknown);
    }

    private Change AlterView(SqlCursor at)
    {
        _ = at.TakeAny("VIEW") || at.TakeAny("TABLE");
        at.TakeGuard();
        return Of(Command.CatalogOnly) with { Target = known.Resolve(at.Name()) };
    }

    private IEnumerable<Change> Drop(SqlCursor at)
    {
        var kind = at.Next().ToUpperInvariant();
        var (isMaterialized, isForeign) = (kind is "MATERIALIZED", kind is "FOREIGN");
        kind =
            isMaterialized || isForeign || kind is "EVENT" or "ACCESS" or "TEXT" ? at.Next().ToUpperInvariant() : kind;
        var isConcurrent = at.TakeAny("CONCURRENTLY");
        var isGuarded = at.TakeGuard();
        var isCascading = at.Has("CASCADE");
        var change = statement with { IsGuarded = isGuarded, IsConcurrent = isConcurrent, IsCascading = isCascading };
        return kind switch
        {
            "TABLE" =>
            [
                .. at.Names()
                    .Select(table =>
                        change with
                        {
                            Does = new DropTable(known.Resolve(table.Name), isGuarded) { IsForeign = isForeign },
                            Alone = table.Alone,
                        }
                    ),
            ],
            "INDEX" => [.. at.Names().Select(index => DropIndex(index.Name.Name, change with { Alone = index.Alone }))],
            "VIEW" =>
            [
                .. at.Names()
                    .Select(view =>
                        change with
                        {
                            Does = new DropView(known.Resolve(view.Name), isMaterialized),
                            Alone = view.Alone,
                        }
                    ),
            ],
            "TRIGGER" => [DropTrigger(at, change)],
            "POLICY" => [DropPolicy(at, change)],
            "TYPE" when !isCascading =>
            [
                .. at.Names().Select(type => change with { Does = new DropEnumType(Unschemaed(type.Name)) }),
            ],
            "SCHEMA" when !isCascading => [change with { Does = new DropSchema(at.Word()) }],
            "SEQUENCE" when !isCascading => [change with { Does = new DropSequence(at.Name()) }],
            "OWNED" => [change with { Command = Command.DropCascade, Name = "DROP OWNED" }],
            "DATABASE" => [change with { Command = Command.DropCascade, Name = "DROP DATABASE", Kind = "outside" }],
            _ when isCascading =>
            [
                change with
                {
                    Command = Command.DropCascade,
                    Name = $"DROP {kind}",
                    Value = at.Word(),
                },
            ],
            _ => [change with { Command = Command.Harmless }],
        };
    }

    private Change DropIndex(string index, Change change) =>
        known.OwnerOf(index) is { } table
            ? change with
            {
                Does = new DropIndex(table.Name, index)
                {
                    IsConcurrent = change.IsConcurrent,
                    Was = table.Indexes.First(each => each.Name == index),
                },
            }
            : change with
            {
                Command = Command.DropIndexes,
                Name = index,
            };

    private Change DropTrigger(SqlCursor at, Change change)
    {
        var trigger = at.Word();
        return at.Take("ON") && at.IsName
            ? change with
            {
                Does = new DropTrigger(known.Resolve(at.Name()), trigger),
            }
            : change with
            {
                Command = Command.Harmless,
            };
    }

    private Change DropPolicy(SqlCursor at, Change change)
    {
        var policy = at.Word();
        at.TakeAny("ON");
        return change with { Does = new DropPolicy(known.Resolve(at.Name()), policy) };
    }

    // Types and domains are known without their schema.
    private static ObjectName Unschemaed(ObjectName name) => name.Schema is "public" ? new(null, name.Name) : name;
}
