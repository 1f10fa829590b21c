using Provisioning.Schema;

namespace Provisioning.Databases;

/// <summary>What would be in the way of a run now.</summary>
/// <param name="Kind">What it is: <c>lock</c>, <c>transaction</c>, <c>prepared</c>, <c>vacuum</c>, <c>replica</c>,
/// <c>disk</c>.</param>
/// <param name="Text">What it is, for people, as a sentence without its full stop. Values of queries are
/// masked.</param>
public sealed record Obstacle(string Kind, string Text)
{
    /// <summary>The table that it is about; null for none.</summary>
    public ObjectName? Table { get; init; }

    /// <summary>The process on the server; null for none.</summary>
    public long? Process { get; init; }

    /// <summary>For how many seconds it has been so; null where that is not known.</summary>
    public double? Seconds { get; init; }
}
