using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner.Constraints;
using FluentMigrator.Runner.Conventions;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Versioning;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Direction = Provisioning.Planning.Direction;
using MigrationContext = Provisioning.Planning.MigrationContext;
using MigrationSource = Provisioning.Planning.MigrationSource;

namespace Provisioning.Authoring.Collecting;

/// <summary>A migration, a piece of maintenance or a profile that is a class. Its constructor runs only when it
/// describes itself.</summary>
public sealed class MigrationClassSource : MigrationSource
{
    private readonly MigrationAttribute? _attribute;
    private readonly Func<Type, object> _create;
    private readonly Describer _describer;
    private readonly RunnerOptions _options;

    /// <summary>The class as a source.</summary>
    /// <param name="type">The class.</param>
    /// <param name="attribute">What makes it a version; null for maintenance and profiles.</param>
    /// <param name="behavior">Whether it runs in a transaction.</param>
    /// <param name="set">What it has in common with the others of its set.</param>
    internal MigrationClassSource(
        Type type,
        MigrationAttribute? attribute,
        TransactionBehavior behavior,
        MigrationSet set
    )
    {
        Type = type;
        IsTransactional = behavior is TransactionBehavior.Default;
        IsRepeatable = attribute is null && type.IsDefined(typeof(RepeatableAttribute), inherit: false);
        _attribute = attribute;
        (_create, _describer, _options) = (set.Create, set.Describer, set.Options);
    }

    /// <summary>The class.</summary>
    public Type Type { get; }

    /// <inheritdoc />
    public override long Version => _attribute?.Version ?? (IsRepeatable ? Key : 0);

    /// <inheritdoc />
    public override string Name => Type.Name;

    /// <inheritdoc />
    public override string? Description => _attribute?.Description;

    /// <inheritdoc />
    public override bool IsTransactional { get; }

    /// <inheritdoc />
    public override bool IsBreaking => _attribute?.BreakingChange is true;

    /// <inheritdoc />
    public override bool IsRepeatable { get; }

    /// <inheritdoc />
    public override bool IsRecorded => _attribute is not null;

    /// <summary>The tags of the class, of its base classes and of its interfaces.</summary>
    public override MigrationTags Tags => field ??= ClassTags.Of(Type);

    /// <inheritdoc />
    public override ValueList<LintSuppression> Suppressions =>
        field ??= [
            .. Type.GetCustomAttributes<LintIgnoreAttribute>(inherit: false)
                .Select(ignored => new LintSuppression(ignored.Rule, ignored.Reason)),
        ];

    /// <inheritdoc />
    public override ValueList<ReplacedVersion> Replaces =>
        field ??= [
            .. Type.GetCustomAttributes<ReplacesAttribute>(inherit: false)
                .Select(each => new ReplacedVersion(each.Version, each.Name, [.. each.Checksums])
                {
                    IsOptional = each.IsOptional,
                }),
        ];

    /// <inheritdoc />
    public override IReadOnlyList<MigrationCheck> Checks =>
        Type.IsAssignableTo(typeof(IVerifiedMigration))
            ? OfCode(Direction.Up, () => ((IVerifiedMigration)_create(Type)).Verify().ToList())
            : [];

    /// <summary>The traits of the class.</summary>
    public IReadOnlyList<MigrationTraitAttribute> Traits =>
        [.. Type.GetCustomAttributes<MigrationTraitAttribute>(inherit: false)];

    /// <summary>What FluentMigrator's own interfaces say of a migration that has a version.</summary>
    internal IMigrationInfo Info
    {
        get
        {
            var info = new MigrationInfo(Version, Description, _attribute!.TransactionBehavior, IsBreaking, () =>
                (IMigration)_create(Type)
            );
            foreach (var trait in Type.GetCustomAttributes<MigrationTraitAttribute>(inherit: true))
            {
                info.AddTrait(trait.Name, trait.Value);
            }

            return info;
        }
    }

    // Below every version that a migration can have, the same for the same name on every machine.
    private long Key =>
        -(BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(Type.FullName!))) & long.MaxValue) - 1;

    /// <inheritdoc />
    public override bool MayRun(LedgerState ledger) =>
        Type.GetCustomAttributes<MigrationConstraintAttribute>()
            .All(constraint => constraint.ShouldRun(new() { RunnerOptions = _options, VersionInfo = Applied(ledger) }));

    /// <inheritdoc />
    public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
        OfCode(direction, () => _describer.Describe((IMigration)_create(Type), ToString(), direction, context));

    private T OfCode<T>(Direction direction, Func<T> code)
    {
        try
        {
            return code();
        }
        catch (Exception error) when (error is not (ProvisioningException or OutOfMemoryException) && !IsMissing(error))
        {
            throw new MigrationCodeException(ToString(), direction, error);
        }
    }

    // An assembly that is not there is no failure of the migration's.
    private static bool IsMissing(Exception error) =>
        MigrationCode.Cause(error) is FileNotFoundException { FileName: { } name }
        && name.Contains(", Version=", StringComparison.Ordinal);

    /// <summary>The operations that any migration describes, whether or not it has a version.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="context">What it may know.</param>
    /// <param name="conventions">Give names to what has none; null for FluentMigrator's own.</param>
    /// <exception cref="MigrationInvalidException">What the migration describes cannot be.</exception>
    public static IReadOnlyList<Operation> Describe(
        IMigration migration,
        string name,
        Direction direction,
        MigrationContext context,
        IConventionSet? conventions = null
    )
    {
        var services = new AssemblyServices(null, migration.GetType().Assembly);
        var naming = conventions is null ? Describer.DefaultConventions : new Lazy<IConventionSet>(conventions);
        return new Describer(services, naming, new(() => null)).Describe(migration, name, direction, context);
    }

    /// <summary>The versions that a database remembers as applied.</summary>
    internal static VersionInfo Applied(LedgerState ledger)
    {
        var versions = new VersionInfo();
        foreach (var entry in ledger.Applied)
        {
            versions.AddAppliedMigration(entry.Version);
        }

        return versions;
    }
}
