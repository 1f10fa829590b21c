using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting.Sql;

/// <summary>Reads the actions of ALTER TABLE.</summary>
/// <param name="statement">What the changes of the statement have in common.</param>
/// <param name="table">The table.</param>
/// <param name="known">What is known before it.</param>
internal sealed class AlterTableReader(Change statement, ObjectName table, Known known)
{
    /// <summary>The changes that the actions make.</summary>
    /// <param name="at">Where the first action is next.</param>
    public IEnumerable<Change> Read(SqlCursor at) =>
        at.Take("RENAME") ? [Rename(at)]
        : at.Take("SET", "SCHEMA") ? [statement with { Does = new MoveTable(table, at.Word()) }]
        : at.Take("ATTACH", "PARTITION") ? [Attach(at)]
        : at.Take("DETACH", "PARTITION") ? [Detach(at)]
        : Actions(at);

    private List<Change> Actions(SqlCursor at)
    {
        var start = at.Words.Between(0, at.At);
        return
        [
            .. at.Parts()
                .SelectMany(part =>
                    new AlterTableReader(statement with { Alone = $"{start} {part.Rest}" }, table, known).Action(part)
                ),
        ];
    }

    private IEnumerable<Change> Action(SqlCursor at) =>
        at.Take("ADD") ? Add(at)
        : at.Take("DROP") ? [Drop(at)]
        : at.Take("ALTER", "CONSTRAINT") ? [Of(Command.CatalogOnly)]
        : at.Take("ALTER") ? [AlterColumn(at)]
        : at.Take("VALIDATE", "CONSTRAINT") ? [Of(new ValidateConstraint(table, at.Word()))]
        : at.Is("ENABLE", "DISABLE", "FORCE", "NO") ? [Switch(at)]
        : at.Take("SET") ? [Set(at)]
        : at.Is("RESET", "CLUSTER") ? [Of(Command.Statistics)]
        : at.Is("OWNER", "REPLICA", "INHERIT", "OF", "NOT") ? [Of(Command.CatalogOnly)]
        : [Of(Command.Unknown)];

    private Change Of(Command command) => statement with { Command = command, Target = table };

    private Change Of(Operation operation) => statement with { Does = operation };

    private Change Rename(SqlCursor at)
    {
        if (at.Take("TO"))
        {
            return Of(new RenameTable(table, at.Word()));
        }

        if (at.Take("CONSTRAINT"))
        {
            return Of(Command.CatalogOnly);
        }

        at.TakeAny("COLUMN");
        var from = at.Word();
        at.TakeAny("TO");
        return Of(new RenameColumn(table, from, at.Word()));
    }

    private Change Attach(SqlCursor at)
    {
        var partition = known.Resolve(at.Name());
        return Of(new AttachPartition(table, partition, at.Rest)) with { IsDefault = SqlChanges.IsDefault(at.Rest) };
    }

    private Change Detach(SqlCursor at)
    {
        var partition = known.Resolve(at.Name());
        var isConcurrent = at.Is("CONCURRENTLY", "FINALIZE");
        return Of(new DetachPartition(table, partition) { IsConcurrent = isConcurrent }) with
        {
            IsConcurrent = isConcurrent,
        };
    }

    private IEnumerable<Change> Add(SqlCursor at)
    {
        string? name = null;
        if (at.Take("CONSTRAINT"))
        {
            name = at.Word();
        }

        if (name is not null || at.Is("PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE"))
        {
            return [Constraint(at, name)];
        }

        at.TakeAny("COLUMN");
        var isGuarded = at.TakeGuard();
        var constraints = new List<Operation>();
        var column = ColumnReader.Column(at, table, constraints);
        return
        [
            Of(new AddColumn(table, column)) with
            {
                IsGuarded = isGuarded,
            },
            .. constraints.Select(constraint => Of(constraint) with { IsInline = true, IsGuarded = isGuarded }),
        ];
    }

    private Change Constraint(SqlCursor at, string? name)
    {
        if (at.Is("EXCLUDE"))
        {
            return Of(Command.AddExclusion) with { Name = name };
        }

        var usesIndex = at.Has("INDEX") && at.Has("USING");
        var isNotValid = at.Has("VALID");
        if (usesIndex)
        {
            var isKey = at.Is("PRIMARY");
            at.To("INDEX");
            at.Next();
            var index = at.Word();
            var columns = known
                .Find(table)
                ?.Indexes.FirstOrDefault(each => each.Name == index)
                ?.Columns.Select(c => c.Name)
                ?? [];
            Operation made = isKey
                ? new AddPrimaryKey(table, new(name ?? index, [.. columns])) { UsingIndex = index }
                : new AddUnique(table, new(name ?? index, [.. columns])) { UsingIndex = index };
            return Of(made);
        }

        return ColumnReader.Constraint(at, table, name, []) switch
        {
            AddCheck o => Of(o with { Check = o.Check with { IsNotValid = isNotValid } }),
            AddForeignKey o => Of(o with { Key = o.Key with { IsNotValid = isNotValid } }),
            { } constraint => Of(constraint),
            null => Of(Command.Unknown),
        };
    }

    private Change Drop(SqlCursor at)
    {
        var isCascading = at.Has("CASCADE");
        if (at.Take("CONSTRAINT"))
        {
            var isGuarded = at.TakeGuard();
            var name = at.Word();
            return Of(new DropConstraint(table, name, KindOf(name))) with
            {
                IsCascading = isCascading,
                IsGuarded = isGuarded,
            };
        }

        at.TakeAny("COLUMN");
        var guarded = at.TakeGuard();
        return Of(new DropColumn(table, at.Word())) with { IsCascading = isCascading, IsGuarded = guarded };
    }

    private ConstraintKind KindOf(string name) =>
        known.Find(table) is not { } found ? ConstraintKind.Check
        : found.PrimaryKey?.Name == name ? ConstraintKind.PrimaryKey
        : found.ForeignKeys.Any(key => key.Name == name) ? ConstraintKind.ForeignKey
        : found.Uniques.Any(unique => unique.Name == name) ? ConstraintKind.Unique
        : ConstraintKind.Check;

    private Change AlterColumn(SqlCursor at)
    {
        at.TakeAny("COLUMN");
        var name = at.Word();
        var was = known.Find(table, name) ?? new Column(name, new(ColumnKind.Custom, Custom: "?"));
        return at switch
        {
            _ when at.Take("SET", "NOT", "NULL") => Of(
                SqlChanges.Nullability(new(table, name, IsNullable: false), known)
            ),
            _ when at.Take("DROP", "NOT", "NULL") => Of(
                SqlChanges.Nullability(new(table, name, IsNullable: true), known)
            ),
            _ when at.Take("SET", "DEFAULT") => Of(new SetDefault(table, name, ColumnReader.Default(at.Rest))),
            _ when at.Take("DROP", "DEFAULT") => Of(new SetDefault(table, name, null)),
            _ when at.Take("SET", "DATA", "TYPE") || at.Take("TYPE") => Type(at, was),
            _ when at.Is("SET", "RESET") && at.Has("STATISTICS", "(") => Of(Command.Statistics),
            _ when at.Is("SET", "ADD", "DROP", "RESTART") => Of(Command.CatalogOnly),
            _ => Of(Command.Unknown),
        };
    }

    private Change Type(SqlCursor at, Column was)
    {
        var type = ColumnReader.Type(at);
        var collation = at.Take("COLLATE") ? at.Word() : null;
        var expression = at.Take("USING") ? at.Rest : null;
        return Of(
            new AlterColumn(table, was with { Type = type, Collation = collation, IsNullable = null, Default = null })
        ) with
        {
            NamesType = true,
            Using = expression,
            Name = was.Name,
        };
    }

    private Change Switch(SqlCursor at)
    {
        var isOn = at.Is("ENABLE", "FORCE");
        if (at.Has("TRIGGER"))
        {
            at.To("TRIGGER");
            at.Next();
            return Of(isOn ? Command.EnableTrigger : Command.DisableTrigger) with { Name = at.Word() };
        }

        if (!at.Has("SECURITY"))
        {
            return Of(Command.CatalogOnly);
        }

        var was = known.Find(table)?.RowSecurity ?? RowSecurity.Off;
        var now =
            at.Is("FORCE") ? RowSecurity.Forced
            : at.Is("NO") ? RowSecurity.On
            : isOn ? RowSecurity.On
            : RowSecurity.Off;
        return Of(new SetRowSecurity(table, now, was));
    }

    private Change Set(SqlCursor at) =>
        at.Is("LOGGED", "UNLOGGED", "TABLESPACE", "ACCESS")
            ? Of(Command.Rewrite) with
            {
                Name = $"SET {at.Words[at.At].ToString().ToUpperInvariant()}",
            }
        : at.Is("(", "WITHOUT") ? Of(Command.Statistics)
        : Of(Command.CatalogOnly);
}
