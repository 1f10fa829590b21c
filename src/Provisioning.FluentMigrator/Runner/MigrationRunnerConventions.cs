using System.Reflection;
using FluentMigrator.Infrastructure;

namespace FluentMigrator.Runner;

/// <summary>Says which classes are migrations, maintenance and profiles.</summary>
public interface IMigrationRunnerConventions
{
    /// <summary>Whether a class is a migration.</summary>
    Func<Type, bool> TypeIsMigration { get; }

    /// <summary>Whether a class is a profile.</summary>
    Func<Type, bool> TypeIsProfile { get; }

    /// <summary>The stage of a class that is maintenance; null for others.</summary>
    Func<Type, MigrationStage?> GetMaintenanceStage { get; }

    /// <summary>What is known of a migration.</summary>
    Func<IMigration, IMigrationInfo> GetMigrationInfoForMigration { get; }
}

/// <summary>Goes by the attributes. Set a member to go by something else.</summary>
public class MigrationRunnerConventions : IMigrationRunnerConventions
{
    private static readonly Func<Type, bool> IsMigration = Has<MigrationAttribute>;
    private static readonly Func<Type, bool> IsProfile = Has<ProfileAttribute>;
    private static readonly Func<Type, MigrationStage?> StageOf = type => Has<MaintenanceAttribute>(type) ? type.GetCustomAttribute<MaintenanceAttribute>()!.Stage : null;

    /// <inheritdoc />
    public Func<Type, bool> TypeIsMigration { get; set; } = IsMigration;

    /// <inheritdoc />
    public Func<Type, bool> TypeIsProfile { get; set; } = IsProfile;

    /// <inheritdoc />
    public Func<Type, MigrationStage?> GetMaintenanceStage { get; set; } = StageOf;

    /// <inheritdoc />
    public Func<IMigration, IMigrationInfo> GetMigrationInfoForMigration { get; set; } = migration =>
        migration.GetType().GetCustomAttribute<MigrationAttribute>() is { } attribute ? MigrationInfo.Of(migration.GetType(), attribute, () => migration)
            : throw new ArgumentException($"{migration.GetType().Name} has no [Migration(…)], so that its version is not known.", nameof(migration));

    /// <summary>Whether the attributes alone decide.</summary>
    internal bool IsByAttributes => (TypeIsMigration, TypeIsProfile, GetMaintenanceStage) == (IsMigration, IsProfile, StageOf);

    private static bool Has<TAttribute>(Type type)
        where TAttribute : Attribute =>
        type is { IsAbstract: false } && typeof(IMigration).IsAssignableFrom(type) && type.IsDefined(typeof(TAttribute));
}
