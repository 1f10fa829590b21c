using FluentMigrator.Infrastructure;

namespace FluentMigrator.Runner.Exceptions;

/// <summary>Something that keeps a runner from doing what it was asked for.</summary>
public class RunnerException : Provisioning.ProvisioningException
{
    /// <summary>With what is to be said of it.</summary>
    public RunnerException(string message)
        : base(message)
    {
    }

    /// <summary>With what is to be said of it, and its cause.</summary>
    public RunnerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A migration describes what cannot be.</summary>
public class InvalidMigrationException(string message, Exception innerException) : RunnerException(message, innerException);

/// <summary>There is no migration, or none that the tags leave.</summary>
public class MissingMigrationsException() : RunnerException(
    "No migrations found. Hand the runner the assembly that has them; they are public classes with [Migration(…)], in the namespace and with the tags asked for.");

/// <summary>Migrations are not applied that are older than the newest one applied.</summary>
public class VersionOrderInvalidException(IEnumerable<KeyValuePair<long, IMigrationInfo>> invalidMigrations) : RunnerException(
    $"Not applied, though newer ones are: {string.Join(", ", invalidMigrations.Select(migration => migration.Value.GetName()))}. Apply them, or give them higher versions.")
{
    /// <summary>They.</summary>
    public IEnumerable<KeyValuePair<long, IMigrationInfo>> InvalidMigrations { get; } = [.. invalidMigrations];
}
