using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

// References that no foreign key declares: as one to each of their tables, of which a row has one.
public sealed partial class StructureLoader
{
    private readonly Dictionary<ObjectName, List<DeclaredReference>> _references = [];

    private IEnumerable<ForeignKey> DeclaredKeys(Table table) =>
        _references.GetValueOrDefault(table.Name, []).SelectMany(reference => reference.Keys.Select(key => key.Key));

    private void ReadReferences()
    {
        foreach (var reference in options.References)
        {
            var table = _model.Find(reference.Table) ?? throw Wrong(reference, $"there is no table {reference.Table}");
            foreach (var column in new[] { reference.TypeColumn, reference.IdColumn })
            {
                _ = table.Find(column) is { Computed: null }
                    ? 0
                    : throw Wrong(reference, $"{table.Name} has no column {column} of its own");
            }

            if (!_references.TryGetValue(table.Name, out var known))
            {
                _references[table.Name] = known = [];
            }

            known.Add(new(reference, [.. reference.Targets.Select(target => (target.Type, KeyTo(reference, target)))]));
        }
    }

    private ForeignKey KeyTo(PolymorphicReference reference, PolymorphicTarget target) =>
        _model.Find(target.Table) is not { } parent ? throw Wrong(reference, $"there is no table {target.Table}")
        : parent.PrimaryKey is { Columns: [var key] } ? new(null, [reference.IdColumn], target.Table, [key])
        : throw Wrong(reference, $"{target.Table} has no primary key of one column");

    private static ProvisioningException Wrong(PolymorphicReference reference, string why) =>
        new($"The reference {reference} cannot be: {why}. No row was added. Correct it where it is declared.");

    private async Task<IReadOnlyList<PolymorphicParents>> ReferencesAsync(
        Table table,
        Func<ForeignKey, Task<ParentKeys>> read
    )
    {
        var found = new List<PolymorphicParents>();
        foreach (var (reference, keys) in _references.GetValueOrDefault(table.Name, []))
        {
            var targets = new List<(string, ParentKeys)>();
            foreach (var (type, key) in keys)
            {
                if (await read(key) is { Count: > 0 } parents)
                {
                    targets.Add((type, parents));
                }
            }

            found.Add(new(reference.TypeColumn, reference.IdColumn, targets));
        }

        return found;
    }

    private sealed record DeclaredReference(
        PolymorphicReference Reference,
        IReadOnlyList<(string Type, ForeignKey Key)> Keys
    );
}
