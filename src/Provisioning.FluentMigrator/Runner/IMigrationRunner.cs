using FluentMigrator.Infrastructure;

namespace FluentMigrator.Runner;

/// <summary>Applies migrations and takes them back. Several at once, also in several processes, wait for each other. Calls return when the work is done.</summary>
public interface IMigrationRunner : IMigrationScopeManager
{
    /// <summary>The database, for SQL of one's own.</summary>
    IMigrationProcessor Processor { get; }

    /// <summary>Finds the migrations.</summary>
    IMigrationInformationLoader MigrationLoader { get; }

    /// <summary>Applies one migration without recording it.</summary>
    void Up(IMigration migration);

    /// <summary>Takes one migration back without recording it.</summary>
    void Down(IMigration migration);

    /// <summary>Applies every migration that is not applied yet, with maintenance and the profile.</summary>
    /// <exception cref="Exceptions.MissingMigrationsException">There is none at all.</exception>
    void MigrateUp();

    /// <summary>Applies every migration up to the version that is not applied yet, with maintenance and the profile.</summary>
    void MigrateUp(long version);

    /// <summary>Takes back every migration above the version, the highest first, and runs the profile.</summary>
    void MigrateDown(long version);

    /// <summary>Takes back as many migrations, the highest first.</summary>
    void Rollback(int steps);

    /// <summary>Takes back every migration above the version, the highest first.</summary>
    void RollbackToVersion(long version);

    /// <summary>Checks that no migration that is not applied is older than the newest one applied.</summary>
    /// <exception cref="Exceptions.VersionOrderInvalidException">Some are.</exception>
    void ValidateVersionOrder();

    /// <summary>Writes every migration and whether it is applied into the log.</summary>
    void ListMigrations();

    /// <summary>Whether anything is to be applied.</summary>
    /// <param name="version">Up to this version; null for all.</param>
    bool HasMigrationsToApplyUp(long? version = null);

    /// <summary>Whether anything above the version is applied.</summary>
    bool HasMigrationsToApplyDown(long version);

    /// <summary>Whether anything is applied at all.</summary>
    bool HasMigrationsToApplyRollback();

    /// <summary>Makes the table of applied versions where it is missing. Returns whether it had to.</summary>
    bool LoadVersionInfoIfRequired();
}

/// <summary>Finds migrations.</summary>
public interface IMigrationInformationLoader
{
    /// <summary>The migrations by version.</summary>
    /// <exception cref="Exceptions.MissingMigrationsException">There is none.</exception>
    SortedList<long, IMigrationInfo> LoadMigrations();
}

/// <summary>Opens scopes.</summary>
public interface IMigrationScopeManager
{
    /// <summary>The scope that is open; null for none.</summary>
    IMigrationScope? CurrentScope { get; }

    /// <summary>Opens a transaction around everything that the runner does until the scope ends.</summary>
    IMigrationScope BeginScope();
}

/// <summary>A transaction around several calls. Ended without <see cref="Complete"/>, it takes back what they did.</summary>
public interface IMigrationScope : IDisposable
{
    /// <summary>Whether it is open.</summary>
    bool IsActive { get; }

    /// <summary>Keeps what was done.</summary>
    void Complete();

    /// <summary>Takes back what was done.</summary>
    void Cancel();
}
