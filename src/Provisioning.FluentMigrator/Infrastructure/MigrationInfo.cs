using System.Reflection;

namespace FluentMigrator.Infrastructure;

/// <summary>What is known of a migration without running it.</summary>
public interface IMigrationInfo
{
    /// <summary>Its version.</summary>
    long Version { get; }

    /// <summary>Its author's words; null for none.</summary>
    string? Description { get; }

    /// <summary>Whether it runs in a transaction.</summary>
    TransactionBehavior TransactionBehavior { get; }

    /// <summary>The migration, made when it is first asked for.</summary>
    IMigration Migration { get; }

    /// <summary>Whether it breaks the application before it.</summary>
    bool IsBreakingChange { get; }

    /// <summary>The value of a trait; null where it has none or not that trait.</summary>
    object? Trait(string name);

    /// <summary>Whether it has the trait.</summary>
    bool HasTrait(string name);

    /// <summary>Version and name, for people.</summary>
    string GetName();
}

/// <summary>What is known of a migration.</summary>
/// <param name="version">Its version.</param>
/// <param name="description">Its author's words.</param>
/// <param name="transactionBehavior">Whether it runs in a transaction.</param>
/// <param name="isBreakingChange">Whether it breaks the application before it.</param>
/// <param name="migrationFunc">Makes it; called once, when it is first asked for.</param>
public class MigrationInfo(long version, string? description, TransactionBehavior transactionBehavior, bool isBreakingChange, Func<IMigration> migrationFunc) : IMigrationInfo
{
    private readonly Dictionary<string, object?> _traits = new(StringComparer.Ordinal);
    private readonly Lazy<IMigration> _migration = new(migrationFunc);

    /// <summary>Of a migration that is there already.</summary>
    public MigrationInfo(long version, TransactionBehavior transactionBehavior, IMigration migration)
        : this(version, null, transactionBehavior, isBreakingChange: false, () => migration)
    {
    }

    /// <inheritdoc />
    public long Version { get; } = version;

    /// <inheritdoc />
    public string? Description { get; } = description;

    /// <inheritdoc />
    public TransactionBehavior TransactionBehavior { get; } = transactionBehavior;

    /// <inheritdoc />
    public IMigration Migration => _migration.Value;

    /// <inheritdoc />
    public bool IsBreakingChange { get; } = isBreakingChange;

    /// <inheritdoc />
    public object? Trait(string name) => _traits.GetValueOrDefault(name);

    /// <inheritdoc />
    public bool HasTrait(string name) => _traits.ContainsKey(name);

    /// <inheritdoc />
    public string GetName() => $"{Version}: {Migration.GetType().Name}";

    /// <summary>Gives it a trait.</summary>
    public void AddTrait(string name, object? value) => _traits[name] = value;

    /// <summary>What a class's attribute says of it.</summary>
    internal static MigrationInfo Of(Type type, MigrationAttribute attribute, Func<IMigration> migration)
    {
        var info = new MigrationInfo(attribute.Version, attribute.Description, attribute.TransactionBehavior, attribute.BreakingChange, migration);
        foreach (var trait in type.GetCustomAttributes<MigrationTraitAttribute>(inherit: true))
        {
            info.AddTrait(trait.Name, trait.Value);
        }

        return info;
    }
}
