using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>Describes and renders migrations over a model of the database instead of a database.</summary>
public static class MigrationModel
{
    /// <summary>Describes steps one after the other; a migration that asks what exists gets the answer that a run would
    /// give it.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="dialect">The engine's.</param>
    /// <param name="before">What exists before the first step.</param>
    public static IEnumerable<DescribedStep> Describe(
        IEnumerable<PlannedStep> steps,
        Dialect dialect,
        DatabaseModel before
    )
    {
        var model = before;
        foreach (var step in steps)
        {
            var asked = new AskedSchema(model, dialect.HasSchemas);
            var operations = step.Describe(new(dialect.Aliases, asked, ""));
            yield return new(step, operations, asked.WasAsked, model);
            model = operations.Aggregate(model, dialect.Fold);
        }
    }

    /// <summary>Describes migrations upwards.</summary>
    public static IEnumerable<DescribedStep> Describe(
        IEnumerable<MigrationSource> migrations,
        Dialect dialect,
        DatabaseModel before
    ) => Describe(migrations.Select(migration => new PlannedStep(migration, Direction.Up)), dialect, before);

    /// <summary>Describes a step apart from what exists before it, for what asks nothing.</summary>
    internal static DescribedStep DescribeAlone(PlannedStep step, Dialect dialect, string connectionString)
    {
        var asked = new AskedSchema(DatabaseModel.Empty, dialect.HasSchemas);
        var operations = step.Describe(new(dialect.Aliases, asked, connectionString));
        return new(step, operations, asked.WasAsked, DatabaseModel.Empty);
    }

    /// <summary>Renders steps one after the other.</summary>
    /// <exception cref="OperationNotSupportedException">The engine has no way to do what a step asks, or none without
    /// looking at the database.</exception>
    public static IEnumerable<RenderedStep> Render(
        IEnumerable<PlannedStep> steps,
        Dialect dialect,
        DatabaseModel before
    ) => Describe(steps, dialect, before).Select(step => step.Render(dialect));

    /// <summary>What exists after the migrations up to the version.</summary>
    public static DatabaseModel Fold(MigrationCatalog catalog, long version, Dialect dialect) =>
        Describe(catalog.Selected.TakeWhile(migration => migration.Version <= version), dialect, DatabaseModel.Empty)
            .Select(step => step.Operations.Aggregate(step.Before, dialect.Fold))
            .LastOrDefault(DatabaseModel.Empty);
}

/// <summary>What a step asks for.</summary>
/// <param name="Step">The step.</param>
/// <param name="Operations">What the migration asks for.</param>
/// <param name="Asked">Whether it asked what exists.</param>
/// <param name="Before">What exists before it.</param>
public sealed record DescribedStep(
    PlannedStep Step,
    IReadOnlyList<Operation> Operations,
    bool Asked,
    DatabaseModel Before
)
{
    /// <summary>The step with its statements.</summary>
    /// <exception cref="OperationNotSupportedException">The engine has no way to do what it asks, or none without
    /// looking at the database.</exception>
    public RenderedStep Render(Dialect dialect) => Step.Render(dialect, Operations, Before);

    /// <summary>The same, with what belongs to tables beside the model.</summary>
    public RenderedStep Render(Dialect dialect, Surroundings around) => Step.Render(dialect, Operations, around);

    /// <summary>What the migration asks for when it is asked again.</summary>
    internal IReadOnlyList<Operation> Describe(Dialect dialect) =>
        Step.Describe(new(dialect.Aliases, new AskedSchema(Before, dialect.HasSchemas), ""));

    /// <summary>Whether it is what a recorded checksum is of.</summary>
    /// <param name="checksum">The checksum, of this release or of 0.1.0.</param>
    /// <param name="dialect">The engine's.</param>
    public bool Is(string checksum, Dialect dialect) =>
        MigrationChecksum.IsOfSql(checksum)
            ? dialect.Variants.Any(variant => LedgerWriter.Checksum(Render(variant).Statements) == checksum)
            : MigrationChecksum.Of(Operations) == checksum;
}
