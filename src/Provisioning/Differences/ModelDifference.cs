using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

/// <summary>Finds the operations from what exists to a model, phase by phase: what is in the way goes first, what
/// others need is made first.</summary>
/// <param name="to">What is to exist.</param>
/// <param name="changes">Gets the operations; it knows what exists.</param>
/// <param name="others">What no operation describes.</param>
/// <param name="dialect">The engine's.</param>
internal sealed partial class ModelDifference(
    DatabaseModel to,
    ModelChanges changes,
    UnmodelledChanges others,
    Dialect dialect
)
{
    private readonly IReadOnlyList<(ExpressionKind Kind, ObjectName? Table, string Sql)> _expressions =
        ModelExpressions.In(to);

    private DatabaseModel Now => changes.Now;

    // Those in both, as they are to be.
    private IEnumerable<Table> Kept => to.Tables.Values.Where(table => Now.Find(table.Name) is not null);

    /// <summary>Adds all operations.</summary>
    public void Run()
    {
        var gone = Now.Tables.Values.SelectMany(Dropped).ToList();
        changes.AddRange(others.Before(Now, to));
        DropViews(gone);
        DropObjectsOfTables();
        DropConstraints(gone);
        CreateWhatTablesNeed();
        gone.ForEach(column => changes.Add(new DropColumn(column.Table, column.Column.Name) { Was = column.Column }));
        DropTables();
        CreateTables();
        Kept.ToList().ForEach(AddColumns);
        Kept.ToList().ForEach(AlterColumns);
        to.Tables.Values.ToList().ForEach(AddConstraints);
        to.Tables.Values.ToList().ForEach(AddForeignKeys);
        CreateFunctions(_ => true);
        to.Tables.Values.ToList().ForEach(AddObjectsOfTables);
        CreateViews();
        changes.AddRange(others.After(to));
        DropWhatIsLeft();
    }

    // A generated column cannot get another expression everywhere.
    private IEnumerable<(ObjectName Table, Column Column)> Dropped(Table table) =>
        to.Find(table.Name) is { } kept
            ? table
                .Columns.Where(column => kept.Find(column.Name) is not { } same || same.Computed != column.Computed)
                .Select(column => (table.Name, column))
            : [];

    private void DropViews(IReadOnlyList<(ObjectName Table, Column Column)> gone)
    {
        var dropped = new HashSet<ObjectName>();
        var changed = gone.Concat(Retyped()).ToList();
        bool IsInTheWay(View view) =>
            to.Views.GetValueOrDefault(view.Name) != view
            || dropped.Any(other => view.Query.MentionsColumn(other.Name))
            || changed.Exists(column => Reads(view, column.Table, column.Column.Name))
            || Now.Tables.Keys.Any(table => to.Find(table) is null && view.Query.MentionsColumn(table.Name));
        // A view may read one that comes later by name.
        for (var before = -1; before < dropped.Count; )
        {
            before = dropped.Count;
            dropped.UnionWith(
                Now.Views.Values.Where(view => !dropped.Contains(view.Name)).Where(IsInTheWay).Select(view => view.Name)
            );
        }

        foreach (
            var view in Ordered(Now.Views.Values.Where(view => dropped.Contains(view.Name))).AsEnumerable().Reverse()
        )
        {
            others.Dropped(view);
            changes.Add(new DropView(view.Name, view.IsMaterialized) { Was = view });
        }
    }

    private static bool Reads(View view, ObjectName table, string column) =>
        view.Query.MentionsColumn(table.Name)
        && (view.Query.MentionsColumn(column) || view.Query.Contains('*', StringComparison.Ordinal));

    private IEnumerable<(ObjectName Table, Column Column)> Retyped() =>
        Now.Tables.Values.SelectMany(table =>
            table
                .Columns.Where(column =>
                    to.Find(table.Name)?.Find(column.Name) is { } kept
                    && (
                        kept.Type != column.Type
                        || kept.Collation != column.Collation
                        || Now.Enums.Any(type =>
                            column.IsOf(type.Key) && !type.Value.Equals(to.Enums.GetValueOrDefault(type.Key))
                        )
                    )
                )
                .Select(column => (table.Name, column))
        );

    // Those that others read first.
    private static List<View> Ordered(IEnumerable<View> views)
    {
        var (left, ordered) = (views.ToList(), new List<View>());
        while (left.Count > 0)
        {
            var next = left.Find(view =>
                left.TrueForAll(other => other == view || !view.Query.MentionsColumn(other.Name.Name))
            ) ?? left[0];
            left.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    private void CreateViews()
    {
        foreach (var view in Ordered(to.Views.Values.Where(view => !Now.Views.ContainsKey(view.Name))))
        {
            changes.Add(new CreateView(view));
        }
    }

    private void CreateWhatTablesNeed()
    {
        foreach (var schema in to.Schemas.Except(Now.Schemas))
        {
            changes.Add(new CreateSchema(schema));
        }

        foreach (var extension in to.Extensions.Except(Now.Extensions))
        {
            changes.Add(new CreateExtension(extension));
        }

        foreach (var (type, values) in to.Enums)
        {
            if (Now.Enums.GetValueOrDefault(type) is not { } before)
            {
                changes.Add(new CreateEnumType(type, values));
            }
            else if (!before.Equals(values))
            {
                ChangeEnum(type, before, values);
            }
        }

        foreach (var sequence in to.Sequences.Values)
        {
            if (Now.Sequences.GetValueOrDefault(sequence.Name) is not { } before)
            {
                changes.Add(new CreateSequence(sequence));
            }
            else if (before != sequence)
            {
                changes.AddRange(dialect.Changing(sequence));
            }
        }

        changes.AddRange(others.Types());
        CreateFunctions(IsNeededByTables);
    }

    private void ChangeEnum(ObjectName type, ValueList<string> before, ValueList<string> values)
    {
        var added = values.Except(before, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        // A value cannot be used in the transaction that adds it.
        var isUsed = added.Any(value =>
            _expressions.Any(each => each.Sql.Contains($"'{value}'", StringComparison.Ordinal))
        );
        if (isUsed || !before.SequenceEqual(values.Where(value => !added.Contains(value)), StringComparer.Ordinal))
        {
            changes.AddRange(dialect.Changing(type, values, Now));
            return;
        }

        for (var at = values.Count - 1; at >= 0; at--)
        {
            if (added.Contains(values[at]))
            {
                changes.Add(new AddEnumValue(type, values[at], at + 1 < values.Count ? values[at + 1] : null));
            }
        }
    }

    // A function in SQL is checked when it is made; in other languages it may name what comes later.
    private bool IsNeededByTables(Function function) =>
        !function.Language.Equals("sql", StringComparison.OrdinalIgnoreCase)
        || _expressions.Any(each =>
            each.Kind is not ExpressionKind.Query && each.Sql.MentionsColumn(function.Name.Name)
        );

    private void CreateFunctions(Func<Function, bool> isWanted)
    {
        foreach (var function in to.Functions.Values.Where(isWanted))
        {
            var before = Now.Functions.GetValueOrDefault(function.Signature);
            if (before is null)
            {
                changes.Add(new CreateFunction(function));
            }
            else if (before != function && before.Returns == function.Returns)
            {
                changes.Add(new CreateFunction(function, Replaces: true));
            }
            else if (before != function)
            {
                changes.Add(new DropFunction(before.Name, before.Parameters) { Was = before });
                changes.Add(new CreateFunction(function));
            }
        }
    }

    private void DropWhatIsLeft()
    {
        foreach (
            var function in Now.Functions.Where(pair => !to.Functions.ContainsKey(pair.Key)).Select(pair => pair.Value)
        )
        {
            changes.Add(new DropFunction(function.Name, function.Parameters) { Was = function });
        }

        changes.AddRange(others.TypesLeft());
        foreach (var (type, values) in Now.Enums.Where(pair => !to.Enums.ContainsKey(pair.Key)))
        {
            changes.Add(new DropEnumType(type) { Was = values });
        }

        foreach (var sequence in Now.Sequences.Values.Where(sequence => !to.Sequences.ContainsKey(sequence.Name)))
        {
            changes.Add(new DropSequence(sequence.Name) { Was = sequence });
        }

        foreach (var extension in Now.Extensions.Except(to.Extensions))
        {
            changes.Add(new DropExtension(extension));
        }

        foreach (var schema in Now.Schemas.Except(to.Schemas))
        {
            changes.Add(new DropSchema(schema));
        }
    }
}
