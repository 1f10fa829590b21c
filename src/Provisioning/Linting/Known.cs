using System.Collections.Immutable;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Linting;

/// <summary>What is known of a database at a moment: its model, and what rules need beyond it.</summary>
/// <param name="Model">Its structure, as far as migrations describe it.</param>
internal sealed record Known(DatabaseModel Model)
{
    /// <summary>The tables that have partitions.</summary>
    public ImmutableHashSet<ObjectName> Partitioned { get; init; } = [];

    /// <summary>The partitions with their tables.</summary>
    public ImmutableDictionary<ObjectName, ObjectName> Partitions { get; init; } = [];

    /// <summary>The default partitions by their tables.</summary>
    public ImmutableDictionary<ObjectName, ObjectName> Defaults { get; init; } = [];

    /// <summary>The domains, and whether a constraint or NOT NULL belongs to each.</summary>
    public ImmutableDictionary<string, bool> Domains { get; init; } = [];

    /// <summary>The tables that a linted migration made.</summary>
    public ImmutableHashSet<ObjectName> Made { get; init; } = [];

    /// <summary>What tables were called before linted migrations renamed them, by their present names.</summary>
    public ImmutableDictionary<ObjectName, ObjectName> Origins { get; init; } = [];

    /// <summary>The same as the dialect's facts need it.</summary>
    public Surroundings Around =>
        new(Model)
        {
            Children = Partitions
                .GroupBy(pair => pair.Value, pair => pair.Key)
                .ToDictionary(group => group.Key, group => group.ToValueList()),
            Domains = Domains.ToDictionary(pair => new ObjectName(null, pair.Key), pair => pair.Value),
            Partitioned = Partitioned,
            DefaultPartitions = Defaults.Values.ToHashSet(),
        };

    /// <summary>What the table was called before the run.</summary>
    public ObjectName Original(ObjectName table) => Origins.GetValueOrDefault(Resolve(table), table);

    /// <summary>The name as the model has it: the default schema may be named or not.</summary>
    public ObjectName Resolve(ObjectName name) =>
        Model.Tables.ContainsKey(name) || Model.Views.ContainsKey(name) ? name
        : name.Schema is null && Model.Tables.ContainsKey(new("public", name.Name)) ? new("public", name.Name)
        : name.Schema is "public" or "main" ? new(null, name.Name)
        : name;

    /// <summary>The table of that name; null where the migrations make none.</summary>
    public Table? Find(ObjectName table) => Model.Tables.GetValueOrDefault(Resolve(table));

    /// <summary>The column of that name; null where the migrations make none.</summary>
    public Column? Find(ObjectName table, string column) => Find(table)?.Find(column);

    /// <summary>The table that has the index; null where none does.</summary>
    public Table? OwnerOf(string index) =>
        Model.Tables.Values.FirstOrDefault(table => table.Indexes.Any(each => each.Name == index));

    /// <summary>The tables with a foreign key to that one, without itself.</summary>
    public IEnumerable<Table> Children(ObjectName table)
    {
        var parent = Resolve(table);
        return Model.Tables.Values.Where(other =>
            other.Name != parent
            && other.ForeignKeys.Any(key => key.References.Name == parent.Name && Resolve(key.References) == parent)
        );
    }

    /// <summary>What is known after the change.</summary>
    public Known After(Change change, Dialect dialect)
    {
        var next = change.Does is { } operation ? this with { Model = dialect.Fold(Model, operation) } : this;
        next = (change.Does, change.Command, change.Target, change.Name) switch
        {
            (CreateTable o, _, _, _) when change.Kind is "partitioned" => next with
            {
                Partitioned = Partitioned.Add(o.Table.Name),
            },
            (DropTable o, _, _, _) => next with
            {
                Partitions = Partitions.Remove(o.Table),
                Defaults = Defaults.RemoveRange(Defaults.Where(pair => pair.Value == o.Table).Select(pair => pair.Key)),
            },
            (_, Command.CreateDomain, { } domain, _) => next with
            {
                Domains = Domains.SetItem(domain.Name, change.Kind is "constrained"),
            },
            (_, Command.DomainConstraint, { } domain, _) => next with { Domains = Domains.SetItem(domain.Name, true) },
            (CreateTable { Table.Partitioning: not null } o, _, _, _) => next with
            {
                Partitioned = Partitioned.Add(o.Table.Name),
            },
            (CreatePartition o, _, _, _) => next.WithPartition(Resolve(o.Table), o.Partition, change.IsDefault),
            (AttachPartition o, _, _, _) => next.WithPartition(
                Resolve(o.Table),
                Resolve(o.Partition),
                change.IsDefault
            ),
            (_, Command.CreatePartition, { } parent, { } partition) => next.WithPartition(
                parent,
                partition,
                change.IsDefault
            ),
            (DetachPartition o, _, _, _) => next with
            {
                Partitions = Partitions.Remove(Resolve(o.Partition)),
                Defaults =
                    Defaults.GetValueOrDefault(Resolve(o.Table)) == Resolve(o.Partition)
                        ? Defaults.Remove(Resolve(o.Table))
                        : Defaults,
            },
            _ => next,
        };
        return next;
    }

    /// <summary>The same with what a linted migration made or renamed.</summary>
    public Known WithRun(Change change) =>
        change.Does switch
        {
            CreateTable o => this with { Made = Made.Add(o.Table.Name) },
            RenameTable o => Renamed(o.Table, new(o.Table.Schema, o.To)),
            MoveTable o => Renamed(o.Table, new(o.To, o.Table.Name)),
            _ => this,
        };

    private Known Renamed(ObjectName from, ObjectName to) =>
        this with
        {
            Made = Made.Contains(from) ? Made.Add(to) : Made,
            Origins = Origins.Remove(from).SetItem(to, Original(from)),
        };

    private Known WithPartition(ObjectName parent, ObjectName partition, bool isDefault) =>
        this with
        {
            Partitioned = Partitioned.Add(parent),
            Partitions = Partitions.SetItem(partition, parent),
            Defaults = isDefault ? Defaults.SetItem(parent, partition) : Defaults,
        };
}

/// <summary>What one transaction has made, which others do not see before it commits.</summary>
internal sealed class Fresh
{
    private readonly HashSet<ObjectName> _tables = [];
    private readonly HashSet<(ObjectName, string)> _columns = [];
    private readonly HashSet<ObjectName> _types = [];

    /// <summary>Whether the table was made in this transaction.</summary>
    public bool IsNew(ObjectName table) =>
        _tables.Contains(table)
        || (table.Schema is null && _tables.Contains(new("public", table.Name)))
        || (table.Schema is "public" && _tables.Contains(table.Name));

    /// <summary>Whether the column was, alone or with its table.</summary>
    public bool IsNew(ObjectName table, string column) => _columns.Contains((table, column)) || IsNew(table);

    /// <summary>Whether the type was.</summary>
    public bool IsNewType(ObjectName type) => _types.Contains(type);

    /// <summary>Takes note of what the change makes.</summary>
    /// <param name="change">The change.</param>
    /// <param name="before">What was known before it.</param>
    public void Add(Change change, Known before)
    {
        switch (change.Does)
        {
            case CreateTable o when !o.IfNotExists || before.Find(o.Table.Name) is null:
                _tables.Add(o.Table.Name);
                break;
            case AddColumn o:
                _columns.Add((o.Table, o.Column.Name));
                break;
            case RenameTable o when IsNew(o.Table):
                _tables.Add(new(o.Table.Schema, o.To));
                break;
            case RenameColumn o when IsNew(o.Table, o.Column):
                _columns.Add((o.Table, o.To));
                break;
            case CreateEnumType o:
                _types.Add(o.Name);
                break;
            case CreateView o:
                _tables.Add(o.View.Name);
                break;
            default:
                if (change is { Command: Command.CreatePartition, Name: { } partition })
                {
                    _tables.Add(partition);
                }

                break;
        }
    }
}
