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

namespace Provisioning.Authoring;

/// <summary>A migration, a piece of maintenance or a profile that is a class. Its constructor runs only when it describes itself.</summary>
public sealed class MigrationClassSource : MigrationSource
{
    private readonly MigrationAttribute? _attribute;
    private readonly Func<MigrationTags> _tags;
    private readonly RunnerOptions _options;
    private readonly Lazy<IConventionSet>? _conventions;
    private readonly Func<Type, object> _create;

    /// <summary>The class as a source.</summary>
    /// <param name="type">The class.</param>
    /// <param name="attribute">What makes it a version; null for maintenance and profiles.</param>
    /// <param name="behavior">Whether it runs in a transaction.</param>
    /// <param name="tags">Finds its tags; asked when they are.</param>
    /// <param name="options">What its constraints see of the run.</param>
    /// <param name="create">Makes an instance.</param>
    /// <param name="conventions">Have their say about what it describes; null for none.</param>
    internal MigrationClassSource(Type type, MigrationAttribute? attribute, TransactionBehavior behavior, Func<MigrationTags> tags, RunnerOptions options, Func<Type, object> create, Lazy<IConventionSet>? conventions)
    {
        Type = type;
        _tags = tags;
        IsTransactional = behavior is TransactionBehavior.Default;
        IsRepeatable = attribute is null && type.IsDefined(typeof(RepeatableAttribute), inherit: false);
        _attribute = attribute;
        _options = options;
        _create = create;
        _conventions = conventions;
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
    public override MigrationTags Tags => field ??= _tags();

    /// <summary>The traits of the class.</summary>
    public IReadOnlyList<MigrationTraitAttribute> Traits => [.. Type.GetCustomAttributes<MigrationTraitAttribute>(inherit: false)];

    /// <inheritdoc />
    public override bool MayRun(LedgerState ledger) =>
        Type.GetCustomAttributes<MigrationConstraintAttribute>().All(constraint => constraint.ShouldRun(
            new() { RunnerOptions = _options, VersionInfo = new VersionInfo(ledger.Applied.Select(entry => entry.Version)) }));

    // Below every version that a migration can have, the same for the same name on every machine.
    private long Key => -(BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(Type.FullName!))) & long.MaxValue) - 1;

    /// <summary>What is known of the migration.</summary>
    internal IMigrationInfo Info => MigrationInfo.Of(Type, _attribute!, () => (IMigration)_create(Type));

    /// <summary>The operations that any migration describes, whether or not it has a version.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="context">What it may know.</param>
    /// <param name="conventions">Have their say about what it describes; null for none.</param>
    /// <exception cref="MigrationInvalidException">What the migration describes cannot be.</exception>
    public static IReadOnlyList<Operation> Describe(IMigration migration, string name, Direction direction, Planning.MigrationContext context, IConventionSet? conventions = null)
    {
        var collected = new FluentMigrator.Infrastructure.MigrationContext(new EngineQuerySchema(context.EngineNames, context.Schema), null, context.ConnectionString);
        if (direction is Direction.Up)
        {
            migration.GetUpExpressions(collected);
        }
        else
        {
            migration.GetDownExpressions(collected);
        }

        foreach (var expression in collected.Expressions)
        {
            conventions?.ApplyTo(expression);
        }

        return Drafts.Operations(name, collected.Expressions);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Operation> Describe(Direction direction, Planning.MigrationContext context) =>
        Describe((IMigration)_create(Type), ToString(), direction, context, _conventions?.Value);
}
