using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>One version of a database: what it is called and where its operations come from.</summary>
public abstract class MigrationSource
{
    /// <summary>The number that orders migrations; unique in a catalogue.</summary>
    public abstract long Version { get; }

    /// <summary>The name of the class or file.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, as its author describes it; null without a description.</summary>
    public abstract string? Description { get; }

    /// <summary>Whether it runs in a transaction, all or nothing.</summary>
    public virtual bool IsTransactional => true;

    /// <summary>Whether its author marked it as breaking the application before it.</summary>
    public virtual bool IsBreaking => false;

    /// <summary>The tags by which a run can be asked for it; none by default.</summary>
    public virtual MigrationTags Tags => MigrationTags.None;

    /// <summary>Whether it is a version that the ledger records. Maintenance and profiles are not: they have no
    /// version, and run each time.</summary>
    public virtual bool IsRecorded => true;

    /// <summary>Whether it runs again whenever its statements have changed since they ran last. It has no version;
    /// <see cref="Version"/> is then the negative number that our own table knows it by.</summary>
    public virtual bool IsRepeatable => false;

    /// <summary>The rules of <c>provision lint</c> that its author suppresses; none by default.</summary>
    public virtual ValueList<LintSuppression> Suppressions => [];

    /// <summary>The versions that it replaces, its own among them; none by default.</summary>
    public virtual ValueList<ReplacedVersion> Replaces => [];

    /// <summary>What has to be true once it is applied, looked at where a run asks for it; nothing by default. Created
    /// with each call.</summary>
    public virtual IReadOnlyList<MigrationCheck> Checks => [];

    /// <summary>Whether it may be applied to a database with this ledger; where not, it is skipped. Always by
    /// default.</summary>
    public virtual bool MayRun(LedgerState ledger) => true;

    /// <summary>The operations that take a database to this version, or back from it. Created with each call.</summary>
    /// <exception cref="MigrationInvalidException">What the migration describes cannot be.</exception>
    public abstract IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context);

    /// <inheritdoc />
    public sealed override string ToString() => IsRecorded ? $"{Version} {Name}" : Name;
}

/// <summary>Which way a migration is taken.</summary>
public enum Direction
{
    /// <summary>To its version.</summary>
    Up,

    /// <summary>Back from it.</summary>
    Down,
}

/// <summary>What a migration may know while it describes itself.</summary>
/// <param name="EngineNames">The names of the engine, the first being the one that messages use; compared without
/// regard to case.</param>
/// <param name="Schema">What exists before the migration.</param>
/// <param name="ConnectionString">The connection string, for migrations that open connections of their own; empty where
/// there is no database.</param>
public sealed record MigrationContext(IReadOnlyList<string> EngineNames, ISchemaState Schema, string ConnectionString)
{
    /// <summary>Gets where the migration asks for its operations; null where places are not wanted.</summary>
    public CodePlaces? Places { get; init; }
}

/// <summary>A migration describes something that cannot be. Holds all problems found, not only the first.</summary>
public sealed class MigrationInvalidException(string migration, IReadOnlyList<string> problems)
    : ProvisioningException(
        $"Migration {migration} is not valid: {string.Join("; ", problems)}. Nothing of it was run. Correct the "
            + $"migration and run again."
    )
{
    /// <summary>The migration, as version and name.</summary>
    public string Migration { get; } = migration;

    /// <summary>What is wrong with it, a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
