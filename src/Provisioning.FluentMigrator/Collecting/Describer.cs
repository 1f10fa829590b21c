using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Conventions;
using FluentMigrator.Validation;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;
using Provisioning.Planning;
using Direction = Provisioning.Planning.Direction;
using MigrationContext = FluentMigrator.Infrastructure.MigrationContext;

namespace Provisioning.Authoring.Collecting;

/// <summary>Takes down what a migration describes: collects its expressions, checks them, lets conventions name them,
/// and translates them.</summary>
/// <param name="services">Where the migration's embedded scripts are found.</param>
/// <param name="conventions">Give names to what has none.</param>
/// <param name="validator">A program's own checks; null for none.</param>
internal sealed class Describer(
    IServiceProvider services,
    Lazy<IConventionSet> conventions,
    Lazy<IMigrationExpressionValidator?> validator
)
{
    /// <summary>The conventions that FluentMigrator has where a program has none of its own.</summary>
    public static Lazy<IConventionSet> DefaultConventions { get; } = new(() => new DefaultConventionSet());

    /// <summary>The operations that a migration asks for.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="context">What it may know.</param>
    /// <exception cref="MigrationInvalidException">What it describes cannot be; all problems are listed.</exception>
    /// <exception cref="NotSupportedException">It is to be reversed, and something of it cannot be.</exception>
    public IReadOnlyList<Operation> Describe(
        IMigration migration,
        string name,
        Direction direction,
        Planning.MigrationContext context
    )
    {
        // The package reverses expression by expression, which loses sequences and swaps the tables of foreign keys.
        var isReversed = direction is Direction.Down && Reversal.IsAutomatic(migration);
        var places = context.Places is { } known ? new ExpressionPlaces(known, migration.GetType()) : null;
        var expressions = Collect(migration, isReversed ? Direction.Up : direction, context, places);
        if (isReversed && !expressions.All(Translator.Knows))
        {
            (isReversed, expressions) = (false, Collect(migration, direction, context, places));
        }

        var operations = Translate(name, expressions, conventions.Value, validator.Value, places);
        return isReversed ? Reversal.Of(operations, migration.GetType().Name) : operations;
    }

    /// <summary>The operations that expressions ask for.</summary>
    /// <exception cref="MigrationInvalidException">They cannot be; all problems are listed.</exception>
    public static IReadOnlyList<Operation> Translate(
        string name,
        IReadOnlyList<IMigrationExpression> expressions,
        IConventionSet? naming = null,
        IMigrationExpressionValidator? validator = null,
        ExpressionPlaces? places = null
    )
    {
        var problems = new Problems();
        foreach (var expression in expressions)
        {
            Checks.Check(expression, problems);
        }

        var operations =
            problems.All.Count == 0
                ? Translate(Named(expressions, naming ?? DefaultConventions.Value, places), validator, problems, places)
                : [];
        return problems.All.Count == 0 ? operations : throw new MigrationInvalidException(name, problems.All);
    }

    private static IReadOnlyList<Operation> Translate(
        IMigrationExpression[] named,
        IMigrationExpressionValidator? validator,
        Problems problems,
        ExpressionPlaces? places
    )
    {
        foreach (var result in validator is null ? [] : named.SelectMany(validator.Validate))
        {
            problems.Add(result.ErrorMessage ?? "a check of the program's own failed");
        }

        return Translator.Operations(named, problems, places);
    }

    private static IMigrationExpression[] Named(
        IEnumerable<IMigrationExpression> expressions,
        IConventionSet naming,
        ExpressionPlaces? places = null
    ) =>
        [
            .. expressions.Select(expression =>
            {
                var named = expression is ConditionalExpression conditional
                    ? conditional.With(Named(conditional.Then, naming), Named(conditional.Otherwise, naming))
                    : expression.Apply(naming);
                places?.Became(expression, named);
                return named;
            }),
        ];

    private IMigrationExpression[] Collect(
        IMigration migration,
        Direction direction,
        Planning.MigrationContext context,
        ExpressionPlaces? places
    )
    {
        using var asked = new AskedProcessor(context.EngineNames, context.Schema);
        var collected = new MigrationContext(asked, services, context.ConnectionString);
        if (places is not null)
        {
            places.Clear();
            collected.Expressions = places;
        }

        if (direction is Direction.Up)
        {
            migration.GetUpExpressions(collected);
        }
        else
        {
            migration.GetDownExpressions(collected);
        }

        // Migrations may put another collection in its place.
        return [.. collected.Expressions];
    }
}
