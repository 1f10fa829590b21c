using System.Globalization;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

/// <summary>The SQL for what no operation describes, as far as the engine has any for it.</summary>
internal sealed class UnmodelledChanges
{
    private const string PartitionBy = UnmodelledStructure.PartitionBy;
    private static readonly string[] TypeKinds = ["domain", "type"];

    private readonly Dialect _dialect;
    private readonly IReadOnlyList<UnmodelledPart> _from;
    private readonly IReadOnlyList<UnmodelledPart> _to;
    private readonly HashSet<ObjectName> _droppedViews = [];

    public UnmodelledChanges(
        UnmodelledStructure from,
        UnmodelledStructure to,
        Dialect dialect,
        IReadOnlyList<Rename> renames
    )
    {
        var renamed = renames
            .Where(rename => rename.Column is null)
            .ToDictionary(rename => rename.Table, rename => rename.Table with { Name = rename.To });
        _dialect = dialect;
        _from = [.. from.Parts.Select(part => part with { Name = renamed.GetValueOrDefault(part.Name, part.Name) })];
        _to = to.Parts;
    }

    /// <summary>A view is dropped, and what belongs to it with it.</summary>
    public void Dropped(View view) => _droppedViews.Add(view.Name);

    /// <summary>What goes before tables change.</summary>
    public IEnumerable<Operation> Before(DatabaseModel now, DatabaseModel to) =>
        _from
            .Except(_to)
            .Where(part => !IsOfType(part) && !IsModelled(part, now))
            .Where(part => now.Find(part.Name) is null || to.Find(part.Name) is not null)
            .Where(part => !now.Views.ContainsKey(part.Name) || to.Views.ContainsKey(part.Name))
            // A comment cannot be taken from what is gone.
            .OrderByDescending(IsComment)
            .Select(part => _dialect.Undoing(part, now))
            .OfType<string>()
            .Select(Sql);

    /// <summary>What is made after tables and views.</summary>
    public IEnumerable<Operation> After(DatabaseModel to) =>
        _to.Where(part => _droppedViews.Contains(part.Name) || !_from.Contains(part))
            .Where(part => !IsOfType(part) && !IsModelled(part, to) && !IsLaterPartition(part))
            .Select(part => _dialect.Making(part, to))
            .OfType<string>()
            .Select(Sql);

    /// <summary>The types and domains that are missing. One that is another is left as it is: columns are of
    /// it.</summary>
    public IEnumerable<Operation> Types() =>
        Types(_to.Except(_from).Where(part => !IsOther(part, _from)), _dialect.Making);

    /// <summary>The types and domains that are too many. What belongs to one that is dropped goes with it.</summary>
    public IEnumerable<Operation> TypesLeft()
    {
        var left = _from.Except(_to).Where(part => !IsOther(part, _to)).ToList();
        var gone = left.Where(IsDefinition).Select(part => part.Of).ToHashSet(StringComparer.Ordinal);
        return Types(left.Where(part => IsDefinition(part) || !gone.Contains(part.Of)), _dialect.Undoing);
    }

    private static bool IsOther(UnmodelledPart part, IReadOnlyList<UnmodelledPart> among) =>
        IsDefinition(part) && among.Any(other => IsDefinition(other) && other.Of == part.Of);

    /// <summary>The operation that creates a table: SQL where it is to be partitioned.</summary>
    public Operation Creating(Table table)
    {
        var facts = _to.Where(part => part.Kind is "table" && part.Name == table.Name).Select(part => part.Text);
        return facts.FirstOrDefault(text => text.StartsWith(PartitionBy, StringComparison.Ordinal)) is { } partitioned
            ? Sql($"{_dialect.Render(new CreateTable(table))[0].Text} PARTITION BY {partitioned[PartitionBy.Length..]}")
            : new CreateTable(table);
    }

    /// <summary>The operation that creates an index, or the exclusion constraint that it belongs to.</summary>
    public Operation Creating(ObjectName table, Schema.Index index) =>
        Excluding(_to, table, index) is { } part
            ? Sql(_dialect.Excluding(table, index, part))
            : new CreateIndex(table, _dialect.Collated(index, _to.Where(other => other.Name == table)));

    /// <summary>The operation that drops it.</summary>
    public Operation Dropping(ObjectName table, Schema.Index index) =>
        Excluding(_from, table, index) is not null
            ? new DropConstraint(table, index.Name, ConstraintKind.Check)
            : new DropIndex(table, index.Name) { Was = index };

    private static UnmodelledPart? Excluding(
        IReadOnlyList<UnmodelledPart> parts,
        ObjectName table,
        Schema.Index index
    ) => parts.FirstOrDefault(part => part.Excludes(table, index));

    private static IEnumerable<Operation> Types(
        IEnumerable<UnmodelledPart> parts,
        Func<UnmodelledPart, DatabaseModel, string?> sql
    ) =>
        parts
            .Where(IsOfType)
            .OrderByDescending(IsDefinition)
            .ThenBy(Place)
            .Select(part => sql(part, DatabaseModel.Empty))
            .OfType<string>()
            .Select(Sql);

    private static bool IsOfType(UnmodelledPart part) => TypeKinds.Contains(part.Kind, StringComparer.Ordinal);

    private static bool IsDefinition(UnmodelledPart part) => part.Text.StartsWith("is ", StringComparison.Ordinal);

    private static bool IsComment(UnmodelledPart part) =>
        part.Text.Contains("comment: ", StringComparison.Ordinal)
        && !part.Text.StartsWith("CREATE ", StringComparison.Ordinal);

    // The place of an attribute: "attribute 10 name text".
    private static int Place(UnmodelledPart part) =>
        part.Text.Split(' ') is ["attribute", var number, ..]
        && int.TryParse(number, CultureInfo.InvariantCulture, out var place)
            ? place
            : 0;

    // What a model holds as well.
    private static bool IsModelled(UnmodelledPart part, DatabaseModel model) =>
        model.Find(part.Name) is not null
        && (
            part.Text.StartsWith("comment: ", StringComparison.Ordinal)
            || (
                part.Text.StartsWith("column ", StringComparison.Ordinal)
                && part.Text.Contains(" comment: ", StringComparison.Ordinal)
            )
            || part.Text.EndsWith(" not valid", StringComparison.Ordinal)
            || part.Text.Contains(" excludes by ", StringComparison.Ordinal)
            || part.Text.StartsWith(PartitionBy, StringComparison.Ordinal)
        );

    // Applications make partitions as time goes on.
    private bool IsLaterPartition(UnmodelledPart part) =>
        part.Kind is "partition"
        && _from.Any(other =>
            other.Text.StartsWith(PartitionBy, StringComparison.Ordinal)
            && _to.Any(own =>
                own.Name == part.Name && own.Text.StartsWith($"partition of {other.Name} ", StringComparison.Ordinal)
            )
        );

    private static ExecuteSql Sql(string text) => new(text);
}
