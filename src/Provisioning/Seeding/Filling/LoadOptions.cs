using Provisioning.Schema;

namespace Provisioning.Seeding.Filling;

/// <summary>How many rows are made from a structure, and how.</summary>
public sealed record LoadOptions
{
    /// <summary>The version of the generator: rows of the same seed number and version are the same for ever.</summary>
    public const int Generator = 1;

    /// <summary>How many rows each table gets; 100 by default.</summary>
    public long Rows { get; init; } = 100;

    /// <summary>How many rows all tables get between them, more the more references lead up from a table; null, the
    /// default, for <see cref="Rows"/> each.</summary>
    public long? Total { get; init; }

    /// <summary>How many rows tables get that are named, by name.</summary>
    public IReadOnlyDictionary<ObjectName, long> RowsOf { get; init; } = new Dictionary<ObjectName, long>();

    /// <summary>Whether tables that are not in <see cref="RowsOf"/> get none.</summary>
    public bool IsOnlyNamed { get; init; }

    /// <summary>The seed number: with the same one, the same rows.</summary>
    public long Seed { get; init; } = SeedOptions.DefaultSeed;

    /// <summary>The schemas whose tables are left as they are; none by default.</summary>
    public ValueList<string> LeftOut { get; init; } = [];

    /// <summary>How many connections write at a time; 1 by default. The rows are the same for any number.</summary>
    public int Writers { get; init; } = 1;

    /// <summary>How many rows one transaction adds at the most; 100,000 by default. The rows are the same for any
    /// number.</summary>
    public long Batch { get; init; } = 100_000;

    /// <summary>Of 10,000 rows, so many have a value that breaks programs (the longest, an empty one, emoji, the
    /// smallest and largest numbers), for each column that takes it; 0 by default.</summary>
    public int Edges { get; init; }

    /// <summary>What the rows of tables are to be like, by table; none by default.</summary>
    public IReadOnlyDictionary<ObjectName, TableShape> Like { get; init; } = new Dictionary<ObjectName, TableShape>();

    /// <summary>References to rows of one of several tables, which no foreign key declares; none by default.</summary>
    public IReadOnlyList<PolymorphicReference> References { get; init; } = [];

    /// <summary>Whether a load that was interrupted is continued.</summary>
    public bool Resumes { get; init; }
}
