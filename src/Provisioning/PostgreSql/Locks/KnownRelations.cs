using Provisioning.Dialects;
using Provisioning.Schema;

namespace Provisioning.PostgreSql.Locks;

/// <summary>The relations of a model by the names that SQL gives them: with or without the schema that names without
/// one live in.</summary>
/// <param name="around">The model, and what belongs to its tables.</param>
/// <param name="schema">Where names without a schema live.</param>
internal sealed class KnownRelations(Surroundings around, string schema)
{
    /// <summary>The model.</summary>
    public DatabaseModel Model => around.Model;

    /// <summary>The tables.</summary>
    public IEnumerable<Table> Tables => Model.Tables.Values;

    /// <summary>The name as the model has it.</summary>
    public ObjectName Plain(ObjectName name) =>
        name.Schema == schema ? new(null, name.Name)
        : Model.Tables.ContainsKey(name) || name.Schema is not null ? name
        : Model.Tables.ContainsKey(new(schema, name.Name)) ? new(schema, name.Name)
        : name;

    /// <summary>The table of that name, or null.</summary>
    public Table? Find(ObjectName name) => Model.Find(Plain(name)) ?? Model.Find(new(schema, name.Name));

    /// <summary>Whether there is a view of that name.</summary>
    public View? View(ObjectName name) => Model.Views.GetValueOrDefault(Plain(name));

    /// <summary>Whether the type lists its values.</summary>
    public bool IsEnum(ObjectName name) => Model.Enums.ContainsKey(Plain(name));

    /// <summary>The table and all its partitions, or the tables that inherit from it.</summary>
    public IEnumerable<ObjectName> WithChildren(ObjectName name) =>
        around.Children.GetValueOrDefault(Plain(name)) is { } children
            ? children.SelectMany(WithChildren).Prepend(Plain(name))
            : [Plain(name)];

    /// <summary>Whether the type is a domain whose values are tested; null where that is not known.</summary>
    public bool? IsChecked(ObjectName type) =>
        around.Domains?.TryGetValue(Plain(type), out var isChecked) is true ? isChecked : null;

    /// <summary>Whether its rows are in its partitions.</summary>
    public bool IsPartitioned(ObjectName name) => around.Partitioned.Contains(Plain(name));

    /// <summary>Whether the partition takes the rows that no other does.</summary>
    public bool IsDefaultPartition(ObjectName name) => around.DefaultPartitions.Contains(Plain(name));

    /// <summary>The tables that the table is a partition of, or inherits from.</summary>
    public IEnumerable<ObjectName> ParentsOf(ObjectName name) =>
        around.Children.Where(pair => pair.Value.Contains(Plain(name))).Select(pair => pair.Key);

    /// <summary>The tables that foreign keys of the table refer to, but for itself.</summary>
    public IEnumerable<ObjectName> Referenced(ObjectName name, Func<ForeignKey, bool>? which = null) =>
        (Find(name)?.ForeignKeys ?? [])
            .Where(key => which?.Invoke(key) is not false)
            .Select(key => Plain(key.References))
            .Where(other => other != Plain(name));

    /// <summary>The tables with foreign keys that refer to the table, but for itself.</summary>
    public IEnumerable<ObjectName> Referring(ObjectName name, Func<ForeignKey, bool>? which = null) =>
        Tables
            .Where(table =>
                table.Name != Plain(name)
                && table.ForeignKeys.Any(key => Plain(key.References) == Plain(name) && which?.Invoke(key) is not false)
            )
            .Select(table => table.Name);

    /// <summary>The table or materialized view that the index is on; null where that is not known.</summary>
    public ObjectName? TableOf(ObjectName index) =>
        Tables
            .FirstOrDefault(table =>
                table.Name.Schema == Plain(index).Schema
                && (
                    table.Indexes.Any(known => known.Name == index.Name)
                    || table.PrimaryKey?.Name == index.Name
                    || table.Uniques.Any(unique => unique.Name == index.Name)
                )
            )
            ?.Name;

    /// <summary>The indexes of a table by name.</summary>
    public IEnumerable<ObjectName> IndexesOf(ObjectName name) =>
        Find(name) is { } table
            ? table
                .Indexes.Select(index => index.Name)
                .Concat(table.Uniques.Select(unique => unique.Name).OfType<string>())
                .Concat(table.PrimaryKey is { } key ? [key.Name ?? $"{table.Name.Name}_pkey"] : [])
                .Select(index => new ObjectName(table.Name.Schema, index))
            : [];

    /// <summary>The tables that a query reads, those behind views as well where it runs rather than being
    /// stored.</summary>
    /// <param name="words">The query.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="runs">Whether it is run.</param>
    public IEnumerable<ObjectName> Sources(SqlWords words, int from, bool runs)
    {
        var isList = false;
        for (var at = from; at < words.Count; at++)
        {
            isList =
                words.Is(at, "FROM", "USING")
                || (isList && !words.Is(at, "SELECT", "WHERE", "GROUP", "ORDER", "HAVING", "ON", "SET", "RETURNING"));
            if (
                (!isList || !words.Is(at, "FROM", "USING", "JOIN", ",", "ONLY", "LATERAL"))
                && !words.Is(at, "JOIN", "TABLE")
            )
            {
                continue;
            }

            var (name, end) = words.Name(at + 1);
            if (words.Is(end, "("))
            {
                continue;
            }

            if (Find(name) is { } table)
            {
                yield return table.Name;
            }
            else if (View(name) is { } view)
            {
                yield return view.Name;
                // The rows of a materialized one are its own.
                if (runs && !view.IsMaterialized)
                {
                    foreach (var source in Sources(new(view.Query, postgres: true), 0, runs))
                    {
                        yield return source;
                    }
                }
            }
        }
    }
}
