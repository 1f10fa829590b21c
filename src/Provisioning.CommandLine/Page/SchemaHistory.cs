using Provisioning.Dialects;
using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.CommandLine.Page;

/// <summary>Which migration made and changed each part of a structure. Found by replaying what migrations describe over
/// a model, raw SQL included as far as it can be read; no database is asked.</summary>
internal sealed class SchemaHistory
{
    private readonly Dictionary<SchemaPart, List<int>> _versions = [];
    private readonly Dictionary<SchemaPart, string> _texts = [];
    private readonly List<SchemaVersion> _all = [];

    private SchemaHistory() { }

    /// <summary>The migrations in their order, with what each did.</summary>
    public IReadOnlyList<SchemaVersion> Versions => _all;

    /// <summary>The migrations that made and changed a part, as places in <see cref="Versions"/>; none where no
    /// migration is known to have made it.</summary>
    public IReadOnlyList<int> Of(SchemaPart part) => _versions.GetValueOrDefault(part, []);

    /// <summary>What a part is after all of them, in the words of the migrations; null where they make none.</summary>
    public string? TextOf(SchemaPart part) => _texts.GetValueOrDefault(part);

    /// <summary>Replays migrations from an empty database on.</summary>
    /// <exception cref="MigrationInvalidException">What a migration describes cannot be.</exception>
    public static SchemaHistory Replay(IEnumerable<MigrationSource> migrations, Dialect dialect)
    {
        var history = new SchemaHistory();
        var known = new Known(DatabaseModel.Empty);
        foreach (var migration in migrations)
        {
            known = history.Add(migration, known, dialect);
        }

        return history;
    }

    private Known Add(MigrationSource migration, Known before, Dialect dialect)
    {
        var step = new PlannedStep(migration, Direction.Up);
        var asked = new AskedSchema(before.Model, dialect.HasSchemas);
        var operations = step.Describe(new(dialect.Aliases, asked, ""));
        var changes = new List<VersionChange>();
        var known = before;
        for (var at = 0; at < operations.Count; at++)
        {
            foreach (var change in SqlChanges.Of(operations[at], at, () => known, dialect).SelectMany(each => each))
            {
                Rename(change.Does, known, changes);
                known = known.After(change, dialect);
            }
        }

        Compare(before.Model, known.Model, dialect, changes);
        _all.Add(new(migration, changes, [.. operations.Select(operation => operation.Summary)]));
        return known;
    }

    private void Rename(Operation? operation, Known known, List<VersionChange> changes)
    {
        switch (operation)
        {
            case RenameTable o when known.Find(o.Table) is { } table:
                var name = new ObjectName(table.Name.Schema, o.To);
                foreach (var part in _texts.Keys.Where(part => part.Of == table.Name).ToArray())
                {
                    Move(part, part with { Of = name });
                }

                changes.Add(new('>', new(table.Name, PartKind.Table), name.ToString()));
                Note(new(name, PartKind.Table));
                break;
            case RenameColumn o when known.Find(o.Table) is { } table:
                var column = new SchemaPart(table.Name, PartKind.Column, o.Column);
                Move(column, column with { Name = o.To });
                changes.Add(new('>', column, o.To));
                Note(column with { Name = o.To });
                break;
        }
    }

    private void Move(SchemaPart from, SchemaPart to)
    {
        if (_texts.Remove(from, out var text))
        {
            _texts[to] = text;
        }

        if (_versions.Remove(from, out var versions))
        {
            _versions[to] = versions;
        }
    }

    private void Compare(DatabaseModel before, DatabaseModel after, Dialect dialect, List<VersionChange> changes)
    {
        // A table that no change touched is the same object.
        var changed = after
            .Tables.Values.Where(table => !ReferenceEquals(before.Find(table.Name), table))
            .ToDictionary(table => table.Name);
        var now = new Dictionary<SchemaPart, string>();
        foreach (
            var (part, text) in changed
                .Values.SelectMany(table => SchemaParts.Of(table, dialect))
                .Concat(SchemaParts.Others(after))
        )
        {
            now[part] = text;
        }

        bool MayBeGone(SchemaPart part) =>
            !now.ContainsKey(part) && (!after.Tables.ContainsKey(part.Of) || changed.ContainsKey(part.Of));
        foreach (var part in _texts.Keys.Where(MayBeGone).ToArray())
        {
            changes.Add(new('-', part, _texts[part]));
            _texts.Remove(part);
            _versions.Remove(part);
        }

        foreach (var (part, text) in now)
        {
            var isKnown = _texts.TryGetValue(part, out var earlier);
            if (isKnown && earlier == text)
            {
                continue;
            }

            changes.Add(new(isKnown ? '~' : '+', part, text));
            _texts[part] = text;
            Note(part);
        }
    }

    // The migration that is being looked at is the next one.
    private void Note(SchemaPart part)
    {
        var versions = _versions.TryGetValue(part, out var known) ? known : _versions[part] = [];
        if (versions is not [.., var last] || last != _all.Count)
        {
            versions.Add(_all.Count);
        }
    }
}

/// <summary>A migration and what it did to the structure.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Changes">What came, changed and went.</param>
/// <param name="Summaries">Its operations in a few words each.</param>
internal sealed record SchemaVersion(
    MigrationSource Migration,
    IReadOnlyList<VersionChange> Changes,
    IReadOnlyList<string> Summaries
);

/// <summary>One change of a part.</summary>
/// <param name="What"><c>+</c> made, <c>~</c> changed, <c>-</c> removed, <c>&gt;</c> renamed.</param>
/// <param name="Part">The part; of a rename the one before it.</param>
/// <param name="Text">What it is from then on; what it was where it was removed; its new name where it was
/// renamed.</param>
internal sealed record VersionChange(char What, SchemaPart Part, string Text);
