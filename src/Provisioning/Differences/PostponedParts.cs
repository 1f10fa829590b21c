using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

/// <summary>What tables with rows get later than the rest of a structure, so that it is made while others write: their
/// keys, their indexes, and columns that may no longer be NULL.</summary>
internal sealed partial class PostponedParts
{
    private readonly DatabaseModel _start;
    private readonly UnmodelledStructure _beyond;
    private readonly StructureModel _to;
    private readonly IReadOnlyList<Rename> _renames;
    private readonly Dialect _dialect;
    private readonly Dictionary<ObjectName, List<PostponedIndex>> _indexes = [];
    private readonly HashSet<(ObjectName Table, string Check)> _proofs = [];
    private readonly HashSet<(ObjectName Table, string Column)> _unfilled = [];
    private readonly HashSet<(ObjectName Table, string Column)> _filled = [];

    public PostponedParts(
        DatabaseModel start,
        UnmodelledStructure beyond,
        StructureModel to,
        IReadOnlyList<Rename> renames,
        Dialect dialect
    )
    {
        (_start, _beyond, _to, _renames, _dialect) = (start, beyond, to, renames, dialect);
        foreach (var table in to.Model.Tables.Values.Where(table => start.Find(table.Name) is not null))
        {
            _indexes[table.Name] = [.. Later(table, start.Find(table.Name)!)];
        }

        var tables = to.Model.Tables.Values.Select(FirstOf).ToDictionary(table => table.Name);
        NameIndexes(tables.Values);
        First = new(
            to.Model with
            {
                Tables = to.Model.Tables.SetItems(
                    tables.Values.Select(table => KeyValuePair.Create(table.Name, WithKeysThatAreThere(table, tables)))
                ),
            },
            to.Beyond with
            {
                Parts = [.. to.Beyond.Parts.Where(part => !IsOfLater(part)), .. OfWhatStays(tables)],
            }
        );
    }

    /// <summary>What exists without them, and with what they replace.</summary>
    public StructureModel First { get; }

    /// <summary>What exists in the end.</summary>
    public StructureModel Last => _to;

    /// <summary>The indexes that are built while others write, those that become constraints among them.</summary>
    public IReadOnlyList<StructureChange> Indexes =>
        [.. _indexes.SelectMany(pair => pair.Value.Select(each => Built(pair.Key, each)))];

    /// <summary>The new columns that need values that no one but the author knows.</summary>
    public IReadOnlyList<(ObjectName Table, string Column)> Unfilled => [.. _unfilled];

    /// <summary>Whether the rows that are there get the column's default afterwards.</summary>
    public bool IsFilled(ObjectName table, string column) => _filled.Contains((table, column));

    /// <summary>The changes from the built indexes to the end, with the indexes taken rather than built once
    /// more.</summary>
    public IEnumerable<StructureChange> UsingIndexes(IEnumerable<StructureChange> changes)
    {
        // What is dropped before a column is set not null proves nothing.
        var proofs = new List<StructureChange>();
        foreach (var change in changes)
        {
            if (change.Operation is DropConstraint drop && _proofs.Contains((drop.Table, drop.Name)))
            {
                proofs.Add(change);
            }
            else if (Taken(change) is { } taken)
            {
                yield return taken;
            }
        }

        foreach (var proof in proofs)
        {
            yield return proof;
        }
    }

    /// <summary>The changes back, with the checks that prove columns not null added for new rows alone.</summary>
    public IReadOnlyList<StructureChange> Back(IEnumerable<StructureChange> changes) =>
        [
            .. changes.Select(change =>
                change.Operation is AddCheck { Check.Name: { } name } add && _proofs.Contains((add.Table, name))
                    ? Same(add with { Check = add.Check with { IsNotValid = true } })
                    : change
            ),
        ];

    private StructureChange Built(ObjectName table, PostponedIndex built)
    {
        CreateIndex Create(Schema.Index index) =>
            new(table, index with { Name = built.BuiltAs }) { IsConcurrent = true };
        var collated = _dialect.Collated(built.Index, _to.Beyond.Parts.Where(part => part.Name == table));
        return new(Create(built.IsKey ? built.Index : collated), Create(built.Index));
    }

    private static StructureChange Same(Operation operation) => new(operation, operation);

    // Null for what is done by taking the index.
    private StructureChange? Taken(StructureChange change)
    {
        PostponedIndex? Of(ObjectName table, string? name) =>
            _indexes.GetValueOrDefault(table)?.Find(each => each.Index.Name == name);
        return change.Meaning switch
        {
            DropIndex drop
                when _indexes
                    .GetValueOrDefault(drop.Table)
                    ?.Exists(each => each.BuiltAs == drop.Index && (each.IsKey || each.Index.Name != drop.Index))
                    is true => null,
            AddPrimaryKey add when Of(add.Table, add.Key.Name) is { IsKey: true } built => Same(
                add with
                {
                    UsingIndex = built.BuiltAs,
                }
            ),
            AddUnique add when Of(add.Table, add.Unique.Name) is { IsKey: true } built => Same(
                add with
                {
                    UsingIndex = built.BuiltAs,
                }
            ),
            CreateIndex create when Of(create.Table, create.Index.Name) is { IsKey: false } built => change with
            {
                Operation = new ExecuteSql(
                    $"ALTER INDEX {_dialect.Quote(create.Table with { Name = built.BuiltAs })} "
                        + $"RENAME TO {Dialect.Quote(create.Index.Name)}"
                ),
            },
            _ => change,
        };
    }

    private void NameIndexes(IEnumerable<Table> first)
    {
        var taken = first
            .Concat(_to.Model.Tables.Values)
            .SelectMany(Names)
            .Concat(_start.Tables.Values.SelectMany(Names))
            .ToHashSet(StringComparer.Ordinal);
        var there = first.SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        foreach (var (table, later) in _indexes)
        {
            foreach (var each in later)
            {
                each.BuiltAs =
                    each.IsKey
                        ? FreeName(
                            $"ix_{table.Name}_{string.Join('_', each.Index.Columns.Select(column => column.Name))}",
                            taken
                        )
                    : there.Contains(each.Index.Name) ? FreeName($"{each.Index.Name}_new", taken)
                    : each.Index.Name;
            }
        }
    }

    private static IEnumerable<string> Names(Table table) =>
        [
            table.Name.Name,
            .. table.PrimaryKey?.Name is { } key ? [key] : Array.Empty<string>(),
            .. table.Uniques.Select(unique => unique.Name).OfType<string>(),
            .. table.Indexes.Select(index => index.Name),
        ];

    // PostgreSQL cuts a name after 63 bytes.
    private static string FreeName(string name, HashSet<string> taken)
    {
        const int most = 63;
        for (var number = 1; ; number++)
        {
            var end = number == 1 ? "" : $"_{number}";
            var start = name;
            while (System.Text.Encoding.UTF8.GetByteCount(start) > most - end.Length)
            {
                start = start[..^1];
            }

            if (taken.Add(start + end))
            {
                return start + end;
            }
        }
    }

    private bool IsOfLater(UnmodelledPart part) =>
        _indexes.GetValueOrDefault(part.Name)?.Exists(each => part.Text.MentionsColumn(each.Index.Name)) is true;

    // What is known of keys and indexes that go only later.
    private IEnumerable<UnmodelledPart> OfWhatStays(Dictionary<ObjectName, Table> first)
    {
        var renamed = _renames
            .Where(rename => rename.Column is null)
            .ToDictionary(rename => rename.Table, rename => rename.Table with { Name = rename.To });
        return from part in _beyond.Parts
            let here = part with
            {
                Name = renamed.GetValueOrDefault(part.Name, part.Name),
            }
            where _indexes.GetValueOrDefault(here.Name)?.Count > 0 && !_to.Beyond.Parts.Contains(here)
            let table = first[here.Name]
            let now = _to.Model.Find(here.Name)!
            where Names(table).Except(Names(now), StringComparer.Ordinal).Any(part.Text.MentionsColumn)
            select here;
    }

    // An index as it is in the end, or the one that becomes a key, and what it is called until then.
    private sealed class PostponedIndex(Schema.Index index, bool isKey)
    {
        public Schema.Index Index => index;

        public bool IsKey => isKey;

        public string BuiltAs { get; set; } = index.Name;
    }
}
