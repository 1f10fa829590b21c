using System.Collections.Immutable;

namespace Provisioning.Schema;

/// <summary>The structure of a database as a value: what migrations say it should be, or what an inspector
/// found.</summary>
public sealed record DatabaseModel : ISchemaState
{
    // Before Empty: static fields are initialised in textual order.
    private static Comparer<ObjectName> ByName { get; } =
        Comparer<ObjectName>.Create(
            (a, b) =>
                // The table "audit.log" and the table log of the schema audit read alike.
                string.CompareOrdinal(a.ToString(), b.ToString())
                    is not 0
                        and var order
                    ? order
                    : string.CompareOrdinal(a.Schema, b.Schema)
        );

    /// <summary>A database without anything in it.</summary>
    public static DatabaseModel Empty { get; } = new();

    /// <summary>The tables by name.</summary>
    public ImmutableSortedDictionary<ObjectName, Table> Tables { get; init; } =
        ImmutableSortedDictionary.Create<ObjectName, Table>(ByName);

    /// <summary>The sequences by name, without those that columns own.</summary>
    public ImmutableSortedDictionary<ObjectName, Sequence> Sequences { get; init; } =
        ImmutableSortedDictionary.Create<ObjectName, Sequence>(ByName);

    /// <summary>The views by name.</summary>
    public ImmutableSortedDictionary<ObjectName, View> Views { get; init; } =
        ImmutableSortedDictionary.Create<ObjectName, View>(ByName);

    /// <summary>The functions by name and parameters, without those that a trigger brings along.</summary>
    public ImmutableSortedDictionary<string, Function> Functions { get; init; } =
        ImmutableSortedDictionary.Create<string, Function>(StringComparer.Ordinal);

    /// <summary>The values of the types that list theirs, by the type's name.</summary>
    public ImmutableSortedDictionary<ObjectName, ValueList<string>> Enums { get; init; } =
        ImmutableSortedDictionary.Create<ObjectName, ValueList<string>>(ByName);

    /// <summary>The extensions, without those that every database has.</summary>
    public ImmutableSortedSet<string> Extensions { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The schemas, without the default one.</summary>
    public ImmutableSortedSet<string> Schemas { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <inheritdoc />
    public bool SchemaExists(string schema) => Schemas.Contains(schema);

    /// <inheritdoc />
    public bool TableExists(ObjectName table) => Tables.ContainsKey(table) || Views.ContainsKey(table);

    /// <inheritdoc />
    public bool ColumnExists(ObjectName table, string column) => Find(table)?.Find(column) is not null;

    /// <inheritdoc />
    public bool IndexExists(ObjectName table, string index) => Find(table)?.Indexes.Any(i => i.Name == index) is true;

    /// <summary>Whether the table has the constraint. A unique index counts as one, which is how SQLite keeps a unique
    /// constraint that was added later.</summary>
    public bool ConstraintExists(ObjectName table, string constraint) =>
        Find(table) is { } t
        && (
            t.PrimaryKey?.Name == constraint
            || t.Uniques.Any(u => u.Name == constraint)
            || t.ForeignKeys.Any(f => f.Name == constraint)
            || t.Checks.Any(c => c.Name == constraint)
            || t.Indexes.Any(i => i.IsUnique && i.Name == constraint)
        );

    /// <inheritdoc />
    public bool SequenceExists(ObjectName sequence) => Sequences.ContainsKey(sequence);

    /// <summary>The same without those schemas and all that lives in them.</summary>
    public DatabaseModel Without(ValueList<string> schemas)
    {
        bool IsGone(ObjectName name) => name.Schema is { } schema && schemas.Contains(schema);
        return schemas.Count == 0
            ? this
            : this with
            {
                Schemas = Schemas.Except(schemas),
                Tables = Tables.RemoveRange(Tables.Keys.Where(IsGone)),
                Sequences = Sequences.RemoveRange(Sequences.Keys.Where(IsGone)),
                Views = Views.RemoveRange(Views.Keys.Where(IsGone)),
                Functions = Functions.RemoveRange(
                    Functions.Where(pair => IsGone(pair.Value.Name)).Select(pair => pair.Key)
                ),
                Enums = Enums.RemoveRange(Enums.Keys.Where(IsGone)),
            };
    }

    /// <summary>The same with the table, in place of one of its name.</summary>
    public DatabaseModel WithTable(Table table) => this with { Tables = Tables.SetItem(table.Name, table) };

    /// <summary>The same with the table changed. Unchanged where there is no table of that name.</summary>
    public DatabaseModel WithTableChanged(ObjectName name, Func<Table, Table> change) =>
        Find(name) is { } table ? this with { Tables = Tables.SetItem(name, change(table)) } : this;

    /// <summary>The same with the table under its new name, which the foreign keys that refer to it follow. Unchanged
    /// where there is no table of that name.</summary>
    public DatabaseModel WithTableRenamed(ObjectName from, ObjectName to) =>
        Find(from) is { } table
            ? (this with { Tables = Tables.Remove(from).SetItem(to, table with { Name = to }) })
                .WithReferences(from, key => key with { References = to })
                .WithTies(from, to)
            : this;

    /// <summary>The same with the column under its new name, wherever the table or a foreign key that refers to it
    /// names it.</summary>
    public DatabaseModel WithColumnRenamed(ObjectName table, string from, string to) =>
        WithReferences(table, key => key with { ReferencedColumns = key.ReferencedColumns.WithRenamed(from, to) })
            .WithTableChanged(table, t => t.WithColumnRenamed(from, to));

    /// <summary>The table of that name, or null.</summary>
    public Table? Find(ObjectName table) => Tables.GetValueOrDefault(table);

    // Partitions and colocated tables follow the table that they name.
    private DatabaseModel WithTies(ObjectName from, ObjectName to)
    {
        var tied = Tables.Values.Where(table => table.PartitionOf == from || table.Distribution?.ColocatedWith == from);
        return this with
        {
            Tables = Tables.SetItems(
                tied.Select(table =>
                    KeyValuePair.Create(
                        table.Name,
                        table with
                        {
                            PartitionOf = table.PartitionOf == from ? to : table.PartitionOf,
                            Distribution =
                                table.Distribution?.ColocatedWith == from
                                    ? table.Distribution with
                                    {
                                        ColocatedWith = to,
                                    }
                                    : table.Distribution,
                        }
                    )
                )
            ),
        };
    }

    private DatabaseModel WithReferences(ObjectName to, Func<ForeignKey, ForeignKey> change)
    {
        var referring = Tables.Values.Where(table => table.ForeignKeys.Any(key => key.References == to));
        return this with
        {
            Tables = Tables.SetItems(
                referring.Select(table =>
                    KeyValuePair.Create(
                        table.Name,
                        table with
                        {
                            ForeignKeys =
                            [
                                .. table.ForeignKeys.Select(key => key.References == to ? change(key) : key),
                            ],
                        }
                    )
                )
            ),
        };
    }
}
