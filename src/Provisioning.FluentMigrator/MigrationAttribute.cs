namespace FluentMigrator;

/// <summary>Makes a class a migration with a version. Derive from it for version schemes of your own.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public class MigrationAttribute : Attribute
{
    /// <summary>A migration that runs in a transaction.</summary>
    public MigrationAttribute(long version, string? description)
        : this(version, TransactionBehavior.Default, description)
    {
    }

    /// <summary>A migration with or without a transaction.</summary>
    public MigrationAttribute(
        long version, TransactionBehavior transactionBehavior = TransactionBehavior.Default, string? description = null)
    {
        Version = version;
        TransactionBehavior = transactionBehavior;
        Description = description;
    }

    /// <summary>The number that orders migrations.</summary>
    public long Version { get; }

    /// <summary>Whether it runs in a transaction.</summary>
    public TransactionBehavior TransactionBehavior { get; }

    /// <summary>What it does; null where nothing is said.</summary>
    public string? Description { get; }

    /// <summary>Whether the application before it no longer works with the database after it.</summary>
    public bool BreakingChange { get; set; }
}

/// <summary>Whether a migration runs in a transaction.</summary>
public enum TransactionBehavior
{
    /// <summary>In one, all or nothing.</summary>
    Default,

    /// <summary>In none; what ran before a failure stays.</summary>
    None,
}
