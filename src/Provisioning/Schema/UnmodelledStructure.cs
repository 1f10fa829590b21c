namespace Provisioning.Schema;

/// <summary>What an inspector finds in a database beyond <see cref="DatabaseModel"/>: what no operation describes, in
/// the engine's words. It can be compared, not recreated.</summary>
public sealed record UnmodelledStructure
{
    /// <summary>How the fact of a partitioned table begins.</summary>
    internal const string PartitionBy = "partition by ";

    /// <summary>What was found, in a fixed order.</summary>
    public ValueList<UnmodelledPart> Parts { get; init; } = [];

    /// <summary>What everybody who may connect is allowed to do: PostgreSQL's grants to PUBLIC.</summary>
    public ValueList<UnmodelledPart> OpenToAll { get; init; } = [];

    /// <summary>What was not looked at, in words for people.</summary>
    public ValueList<string> NotRead { get; init; } = [];

    /// <summary>The same without what belongs to those schemas.</summary>
    public UnmodelledStructure Without(ValueList<string> schemas) =>
        Where(part => !schemas.Contains(part.Kind is "schema" ? part.Name.Name : part.Name.Schema ?? ""));

    /// <summary>Whether the rows of the table are in its partitions.</summary>
    internal bool IsPartitioned(ObjectName table) =>
        Parts.Any(part =>
            part.Kind is "table" && part.Name == table && part.Text.StartsWith(PartitionBy, StringComparison.Ordinal)
        );

    /// <summary>Whether the index belongs to an exclusion constraint.</summary>
    internal bool Excludes(ObjectName table, Index index) => Parts.Any(part => part.Excludes(table, index));

    /// <summary>The same with only the parts for which it is so.</summary>
    internal UnmodelledStructure Where(Func<UnmodelledPart, bool> isKept) =>
        this with
        {
            Parts = [.. Parts.Where(isKept)],
            OpenToAll = [.. OpenToAll.Where(isKept)],
        };
}

/// <summary>A part of a database that no operation describes.</summary>
/// <param name="Kind">The kind of object that it is, or belongs to: <c>table</c>, <c>domain</c>.</param>
/// <param name="Name">The object.</param>
/// <param name="Text">The definition, or what holds of the object: <c>trigger keep disabled</c>.</param>
public sealed record UnmodelledPart(string Kind, ObjectName Name, string Text)
{
    /// <summary>The object in words: <c>table users</c>.</summary>
    public string Of => $"{Kind} {Name}";

    /// <summary>The condition in the text, over VALUE; null for none.</summary>
    public string? Expression { get; init; }

    /// <summary>The type of VALUE.</summary>
    public string? ValueType { get; init; }

    /// <summary>Whether it is the exclusion constraint that the index belongs to.</summary>
    internal bool Excludes(ObjectName table, Index index) =>
        Name == table
        && Text.StartsWith("constraint ", StringComparison.Ordinal)
        && Text.Contains($"{index.Name} excludes by ", StringComparison.Ordinal);
}
