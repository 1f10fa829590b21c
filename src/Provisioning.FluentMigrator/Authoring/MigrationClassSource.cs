using System.Reflection;
using FluentMigrator;
using FluentMigrator.Infrastructure;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Authoring;

/// <summary>A migration that is a class with a <see cref="MigrationAttribute"/>. Its constructor runs only when it describes itself.</summary>
public sealed class MigrationClassSource : MigrationSource
{
    private readonly MigrationAttribute _attribute;
    private readonly Func<Type, object> _create;

    internal MigrationClassSource(Type type, MigrationAttribute attribute, Func<Type, object> create)
    {
        Type = type;
        _attribute = attribute;
        _create = create;
    }

    /// <summary>The class.</summary>
    public Type Type { get; }

    /// <inheritdoc />
    public override long Version => _attribute.Version;

    /// <inheritdoc />
    public override string Name => Type.Name;

    /// <inheritdoc />
    public override string? Description => _attribute.Description;

    /// <inheritdoc />
    public override bool IsTransactional => _attribute.TransactionBehavior is TransactionBehavior.Default;

    /// <inheritdoc />
    public override bool IsBreaking => _attribute.BreakingChange;

    /// <summary>The tags of the class, of its base classes and of its interfaces.</summary>
    public IReadOnlyList<TagsAttribute> Tags =>
    [
        .. Type.GetCustomAttributes<TagsAttribute>(inherit: true),
        .. Type.GetInterfaces().SelectMany(type => type.GetCustomAttributes<TagsAttribute>(inherit: false)),
    ];

    /// <summary>The traits of the class.</summary>
    public IReadOnlyList<MigrationTraitAttribute> Traits => [.. Type.GetCustomAttributes<MigrationTraitAttribute>(inherit: false)];

    /// <summary>The operations that any migration describes, whether or not it has a version.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="context">What it may know.</param>
    /// <exception cref="MigrationInvalidException">What the migration describes cannot be.</exception>
    public static IReadOnlyList<Operation> Describe(IMigration migration, string name, Direction direction, Planning.MigrationContext context)
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

        return Drafts.Operations(name, collected.Expressions);
    }

    /// <inheritdoc />
    public override IReadOnlyList<Operation> Describe(Direction direction, Planning.MigrationContext context) =>
        Describe((IMigration)_create(Type), ToString(), direction, context);
}
