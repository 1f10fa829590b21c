using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>What a run would do to a database, statement by statement.</summary>
/// <param name="Plan">The steps of the run.</param>
/// <param name="Steps">What is known of each.</param>
/// <param name="State">What the plan was made of.</param>
public sealed record ReviewedPlan(MigrationPlan Plan, IReadOnlyList<ReviewedStep> Steps, PlanState State)
{
    /// <summary>Whether the statements were run in a copy of the structure.</summary>
    public bool IsObserved { get; init; }

    /// <summary>Why they were not, as a sentence without its full stop; null where they were, or were not to
    /// be.</summary>
    public string? NotObserved { get; init; }

    /// <summary>The relations that the statements are about, with their sizes in the live database.</summary>
    public IReadOnlyDictionary<ObjectName, RelationEntry> Relations { get; init; } =
        new Dictionary<ObjectName, RelationEntry>();

    /// <summary>What would be in the way of the run now; null where that was not asked, or cannot be known.</summary>
    public IReadOnlyList<Obstacle>? Obstacles { get; init; }

    /// <summary>What the linter finds in the migrations, given the sizes of the tables; what their authors have
    /// suppressed is left out.</summary>
    public IReadOnlyList<LintFinding> Findings { get; init; } = [];

    /// <summary>The findings about a statement of a step; those about the whole of a migration belong to its last
    /// statement.</summary>
    public IEnumerable<LintFinding> FindingsOf(ReviewedStep step, ReviewedStatement statement) =>
        Findings.Where(finding =>
            ReferenceEquals(finding.Migration, step.Step.Migration)
            && (
                finding.Operation is { } operation
                    ? operation == statement.Operation
                    : ReferenceEquals(statement, step.Statements[^1])
            )
        );

    /// <summary>The statements of all steps.</summary>
    public IEnumerable<ReviewedStatement> Statements => Steps.SelectMany(step => step.Statements);
}

/// <summary>A step of a run.</summary>
/// <param name="Step">The step.</param>
/// <param name="Checksum">That of what the migration describes; empty where it describes something else each
/// time.</param>
/// <param name="Statements">Its statements.</param>
public sealed record ReviewedStep(PlannedStep Step, string Checksum, IReadOnlyList<ReviewedStatement> Statements);

/// <summary>A statement of a run, with its facts.</summary>
/// <param name="Statement">The statement.</param>
public sealed record ReviewedStatement(SqlStatement Statement)
{
    /// <summary>What it does to relations that were there before its migration.</summary>
    public StatementFacts Facts => Statement.Facts ?? StatementFacts.Unknown;

    /// <summary>Why it was not watched, as part of a sentence; null where it was, or where none was.</summary>
    public string? NotObserved { get; init; }

    /// <summary>Which of the migration's operations begins with it, from 0; null where none does.</summary>
    public int? Operation { get; init; }

    /// <summary>The data that it takes, with the rows that there are now.</summary>
    public IReadOnlyList<DataLoss> Losses { get; init; } = [];
}
