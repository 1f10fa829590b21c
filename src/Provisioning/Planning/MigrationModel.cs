using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>Renders migrations over a model of the database instead of a database.</summary>
public static class MigrationModel
{
    /// <summary>Renders steps one after the other; a migration that asks what exists gets the answer that a run would give it.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="dialect">How SQL is spelled.</param>
    /// <param name="before">What exists before the first step.</param>
    /// <returns>Each step with whether it asked, and what exists behind it.</returns>
    public static IEnumerable<(RenderedStep Step, bool Asked, DatabaseModel After)> Render(IEnumerable<PlannedStep> steps, Dialect dialect, DatabaseModel before)
    {
        var model = before;
        foreach (var step in steps)
        {
            var asked = new AskedSchema(model);
            var rendered = step.Render(dialect, new(dialect.Aliases, asked, ""));
            model = rendered.Operations.Aggregate(model, ModelFold.Apply);
            yield return (rendered, asked.WasAsked, model);
        }
    }

    /// <summary>Renders migrations upwards.</summary>
    public static IEnumerable<(RenderedStep Step, bool Asked, DatabaseModel After)> Render(IEnumerable<MigrationSource> migrations, Dialect dialect, DatabaseModel before) =>
        Render(migrations.Select(migration => new PlannedStep(migration, Direction.Up)), dialect, before);

    /// <summary>What exists after the migrations up to the version.</summary>
    public static DatabaseModel Fold(MigrationCatalog catalog, long version, Dialect dialect) =>
        Render(catalog.Migrations.TakeWhile(migration => migration.Version <= version), dialect, DatabaseModel.Empty)
            .Select(rendered => rendered.After)
            .LastOrDefault(DatabaseModel.Empty);
}
