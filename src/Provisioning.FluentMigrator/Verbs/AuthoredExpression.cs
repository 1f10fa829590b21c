using System.ComponentModel.DataAnnotations;
using FluentMigrator;
using FluentMigrator.Expressions;
using Provisioning.Authoring.Collecting;
using Provisioning.Authoring.Translation;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>An expression that we add to FluentMigrator's. Its chain of calls is complete once the migration has
/// returned. FluentMigrator's own runner
/// can execute it as well: it then renders its SQL for the engine that the processor names.</summary>
internal abstract class AuthoredExpression : MigrationExpressionBase, IValidatableObject
{
    /// <summary>Adds a sentence for each thing that is missing or contradicts itself.</summary>
    public abstract void Check(Problems problems);

    /// <summary>The operations, in order. Called only where <see cref="Check"/> found no problem.</summary>
    public abstract IEnumerable<Operation> Operations();

    public sealed override void ExecuteWith(IMigrationProcessor processor)
    {
        var dialect = EngineNames.Dialect(processor.DatabaseType);
        foreach (var statement in Operations().SelectMany(dialect.Render))
        {
            processor.Execute(statement.Text);
        }
    }

    public sealed override IMigrationExpression Reverse() =>
        new FinishedExpression([.. Reversal.Of(Operations(), "the migration")]);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Problems().Select(problem => new ValidationResult(problem));

    public sealed override string ToString() =>
        Problems() is [var problem, ..]
            ? problem
            : string.Join(", ", Operations().Select(operation => operation.Summary));

    private IReadOnlyList<string> Problems()
    {
        var problems = new Problems();
        Check(problems);
        return problems.All;
    }
}

/// <summary>An expression about something in a schema; the default schema counts for it where none is said.</summary>
internal abstract class SchemaExpression : AuthoredExpression, ISchemaExpression
{
    public string? SchemaName { get; set; }

    /// <summary>The name in the schema.</summary>
    protected ObjectName InSchema(string? name) => new(SchemaName, name ?? "");
}

/// <summary>An expression that was complete when it was added.</summary>
internal sealed class FinishedExpression(params Operation[] operations) : AuthoredExpression
{
    public override void Check(Problems problems) { }

    public override IEnumerable<Operation> Operations() => operations;
}
