using Provisioning.Databases;

namespace Provisioning.Seeding;

/// <summary>Makes rows for a system: sample data, mock agents. Derive from it for data of your own.</summary>
public abstract class Seeder
{
    /// <summary>The name in commands: <c>sample-data</c>, <c>mock-agents</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it makes, in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>How many it makes by default; null where the number is fixed.</summary>
    public virtual long? DefaultCount => null;

    /// <summary>The rows, table by table in the order of foreign keys. The same options give the same rows with the
    /// same keys on every machine.</summary>
    public abstract IReadOnlyList<RowSource> Rows(SeedOptions options);
}

/// <summary>What decides a seeder's rows.</summary>
/// <param name="Seed">The seed number.</param>
/// <param name="Count">How many; a seeder whose number is fixed ignores it.</param>
public sealed record SeedOptions(long Seed, long Count)
{
    /// <summary>The 32 bytes of the key that encrypted columns are filled with; null leaves them empty.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>The default seed number.</summary>
    public const long DefaultSeed = 42;
}
