namespace FluentMigrator;

/// <summary>Names under which a runner can be asked for some of the migrations only. Inherited, from interfaces too.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true)]
public class TagsAttribute : Attribute
{
    /// <summary>One tag.</summary>
    public TagsAttribute(string tagName1)
        : this(TagBehavior.RequireAll, tagName1)
    {
    }

    /// <summary>Two tags.</summary>
    public TagsAttribute(string tagName1, string tagName2)
        : this(TagBehavior.RequireAll, tagName1, tagName2)
    {
    }

    /// <summary>Three tags.</summary>
    public TagsAttribute(string tagName1, string tagName2, string tagName3)
        : this(TagBehavior.RequireAll, tagName1, tagName2, tagName3)
    {
    }

    /// <summary>Four tags.</summary>
    public TagsAttribute(string tagName1, string tagName2, string tagName3, string tagName4)
        : this(TagBehavior.RequireAll, tagName1, tagName2, tagName3, tagName4)
    {
    }

    /// <summary>Any number of tags.</summary>
    public TagsAttribute(params string[] tagNames)
        : this(TagBehavior.RequireAll, tagNames)
    {
    }

    /// <summary>Tags and how they count.</summary>
    public TagsAttribute(TagBehavior behavior, params string[] tagNames)
    {
        Behavior = behavior;
        TagNames = tagNames;
    }

    /// <summary>How the tags count.</summary>
    public TagBehavior Behavior { get; }

    /// <summary>The tags; case counts.</summary>
    public IEnumerable<string> TagNames { get; }
}

/// <summary>How the tags of a migration count when a runner is asked for some.</summary>
public enum TagBehavior
{
    /// <summary>All tags asked for must be among those of the migration.</summary>
    RequireAll,

    /// <summary>One of the tags asked for must be among those of the migration.</summary>
    RequireAny,
}

/// <summary>Makes a class a profile: described and run anew whenever a runner is asked for that name.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public class ProfileAttribute(string profileName) : Attribute
{
    /// <summary>The name; case counts.</summary>
    public string ProfileName { get; } = profileName;
}

/// <summary>Makes a class a piece of maintenance that runs with every run, at its stage.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public class MaintenanceAttribute(MigrationStage stage, TransactionBehavior transactionBehavior) : Attribute
{
    /// <summary>Maintenance that runs in a transaction.</summary>
    public MaintenanceAttribute(MigrationStage stage)
        : this(stage, TransactionBehavior.Default)
    {
    }

    /// <summary>When it runs.</summary>
    public MigrationStage Stage { get; } = stage;

    /// <summary>Whether it runs in a transaction.</summary>
    public TransactionBehavior TransactionBehavior { get; } = transactionBehavior;
}

/// <summary>When a piece of maintenance runs.</summary>
public enum MigrationStage
{
    /// <summary>Once, before the first migration.</summary>
    BeforeAll,

    /// <summary>Before each migration.</summary>
    BeforeEach,

    /// <summary>After each migration.</summary>
    AfterEach,

    /// <summary>After the last migration, before the profiles.</summary>
    BeforeProfiles,

    /// <summary>Once, after everything else.</summary>
    AfterAll,
}

/// <summary>A fact about a migration, for programs that look for it.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public class MigrationTraitAttribute(string name, object? value) : Attribute
{
    /// <summary>A fact without a value.</summary>
    public MigrationTraitAttribute(string name)
        : this(name, null)
    {
    }

    /// <summary>What the fact is called.</summary>
    public string Name { get; } = name;

    /// <summary>Its value.</summary>
    public object? Value { get; } = value;
}
