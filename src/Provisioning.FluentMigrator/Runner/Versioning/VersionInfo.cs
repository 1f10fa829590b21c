namespace FluentMigrator.Runner.Versioning;

/// <summary>The versions that are applied.</summary>
public interface IVersionInfo
{
    /// <summary>Counts the version as applied.</summary>
    void AddAppliedMigration(long migration);

    /// <summary>The versions, highest first.</summary>
    IEnumerable<long> AppliedMigrations();

    /// <summary>Whether the version is applied.</summary>
    bool HasAppliedMigration(long migration);

    /// <summary>The highest version; 0 for none.</summary>
    long Latest();
}

/// <summary>The versions that are applied.</summary>
/// <param name="applied">They.</param>
public class VersionInfo(params IEnumerable<long> applied) : IVersionInfo
{
    private readonly SortedSet<long> _applied = [.. applied];

    /// <inheritdoc />
    public void AddAppliedMigration(long migration) => _applied.Add(migration);

    /// <inheritdoc />
    public IEnumerable<long> AppliedMigrations() => _applied.Reverse();

    /// <inheritdoc />
    public bool HasAppliedMigration(long migration) => _applied.Contains(migration);

    /// <inheritdoc />
    public long Latest() => _applied.Max;
}
