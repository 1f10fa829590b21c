using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>What a run will do, step by step.</summary>
/// <param name="Steps">The steps in order; none where there is nothing to do.</param>
/// <param name="From">The version that the database is at; 0 for none.</param>
/// <param name="To">The version that it will be at.</param>
public sealed record MigrationPlan(IReadOnlyList<PlannedStep> Steps, long From, long To)
{
    /// <summary>The steps that change the version, without maintenance and profiles.</summary>
    public IEnumerable<PlannedStep> Versions => Steps.Where(step => step.Migration.IsRecorded);

    /// <summary>The versions applied that no migration has, lowest first.</summary>
    public IReadOnlyList<long> Unknown { get; init; } = [];

    /// <summary>The edits that the run accepted before its first step; see
    /// <see cref="HistoryOptions.AcceptedEdits"/>.</summary>
    public IReadOnlyList<AcceptedEdit> AcceptedEdits { get; init; } = [];

    /// <summary>The steps that apply a version below one that is applied.</summary>
    public IEnumerable<PlannedStep> OutOfOrder => Steps.Where(step => step.After is not null);
}

/// <summary>One migration, one way.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Direction">Up or down.</param>
public sealed record PlannedStep(MigrationSource Migration, Direction Direction)
{
    /// <summary>The highest version applied before it, where that is higher than its own: it is out of order. Null
    /// where it is in order.</summary>
    public long? After { get; init; }

    /// <summary>What the migration asks for.</summary>
    /// <exception cref="MigrationInvalidException">What the migration describes cannot be.</exception>
    public IReadOnlyList<Operation> Describe(MigrationContext context) => Migration.Describe(Direction, context);

    /// <summary>The statements that carry out the operations, one after the other, over what exists before
    /// them.</summary>
    /// <exception cref="OperationNotSupportedException">The engine has no way to do one of them.</exception>
    /// <exception cref="ProvisioningException">A statement cannot run with or without the transaction that the
    /// migration asks for.</exception>
    public RenderedStep Render(Dialect dialect, IReadOnlyList<Operation> operations, DatabaseModel before) =>
        Render(dialect, operations, new Surroundings(before));

    /// <summary>The same, with what belongs to tables beside the model; each statement has its
    /// <see cref="SqlStatement.Facts"/>.</summary>
    public RenderedStep Render(Dialect dialect, IReadOnlyList<Operation> operations, Surroundings around)
    {
        var statements = new List<SqlStatement>();
        var before = around.Model;
        foreach (var operation in operations)
        {
            var now = around with { Model = before };
            statements.AddRange(
                Render(dialect, operation, before)
                    .Select(statement => statement with { Facts = dialect.Facts(statement, now) })
            );
            before = dialect.Fold(before, operation);
        }

        return new(this, operations, statements);
    }

    /// <summary>The statements that carry out one of the operations.</summary>
    /// <exception cref="OperationNotSupportedException">The engine has no way to do it.</exception>
    /// <exception cref="ProvisioningException">A statement cannot run with or without the transaction that the
    /// migration asks for.</exception>
    public IReadOnlyList<SqlStatement> Render(Dialect dialect, Operation operation, DatabaseModel before)
    {
        var statements = dialect.Render(operation, before);
        if (
            Migration.IsTransactional
            && statements.FirstOrDefault(statement => statement.OutsideTransaction) is { } stray
        )
        {
            throw new ProvisioningException(
                $"Migration {Migration} runs in a transaction, but {dialect.Name} refuses this inside one: "
                    + $"{stray.Text}. "
                    + "Move it into a migration of its own, marked [Migration(…, TransactionBehavior.None)]."
            );
        }

        if (!Migration.IsRecorded && statements.FirstOrDefault(each => each.Operation is Backfill) is { } backfill)
        {
            throw new ProvisioningException(
                $"Migration {Migration} has no version, and so no place in the ledger to keep how far "
                    + $"\"{backfill.Operation!.Summary}\" has come. Move the backfill into a migration with a version."
            );
        }

        if (!Migration.IsTransactional && statements.Any(statement => statement.IsLeftOut))
        {
            throw new ProvisioningException(
                $"Migration {Migration} runs outside a transaction, statement by statement, but its SQL is in BEGIN … "
                    + "COMMIT. Leave the two out, or take TransactionBehavior.None away."
            );
        }

        return Migration.IsTransactional || statements.FirstOrDefault(each => each.InsideTransaction) is not { } inside
            ? statements
            : throw new ProvisioningException(
                inside.SuspendsForeignKeys
                    ? $"Migration {Migration} runs outside a transaction, but {dialect.Name} has to recreate a table "
                        + $"to {operation.Summary}, which is safe only inside one. "
                        + "Move it into a migration of its own."
                    : $"Migration {Migration} runs outside a transaction, where this is not safe, as a run that stops "
                        + $"half way would go on without it: {inside.Text}. "
                        + "Leave TransactionBehavior.None out: foreign keys are then switched off around the "
                        + "migration's transaction, and checked before it is committed."
            );
    }
}

/// <summary>A step with the SQL that carries it out.</summary>
/// <param name="Step">The step.</param>
/// <param name="Operations">What the migration asks for.</param>
/// <param name="Statements">The SQL, in order.</param>
public sealed record RenderedStep(
    PlannedStep Step,
    IReadOnlyList<Operation> Operations,
    IReadOnlyList<SqlStatement> Statements
)
{
    /// <summary>The migration.</summary>
    public MigrationSource Migration => Step.Migration;

    /// <summary>What the ledger noted of the version before, and is to note still; null for nothing.</summary>
    internal string? Earlier { get; init; }

    /// <summary>The statements that are run: without a BEGIN and COMMIT around a script.</summary>
    public IEnumerable<SqlStatement> Executed => Statements.Where(statement => !statement.IsLeftOut);

    /// <summary>The statements after which the engine numbers rows from beyond those that the step wrote with numbers
    /// of its own.</summary>
    public IEnumerable<SqlStatement> NumberOn(Dialect dialect) =>
        Statements
            .Select(statement => statement.Operation)
            .OfType<InsertRows>()
            .Distinct()
            .Select(dialect.NumberOn)
            .OfType<SqlStatement>();

    /// <summary>What the ledger records of it.</summary>
    public RecordedWork Work =>
        new(Migration.Version, Migration.Name, MigrationChecksum.Of(Operations), Statements)
        {
            Notes =
                Step.Direction is Direction.Down
                    ? LedgerNotes.RollingBack
                    : LedgerNotes.Join(Earlier, LedgerNotes.Order(Step.After)),
        };

    /// <summary>The statement that adds the step to the history; none for what has no version.</summary>
    /// <param name="writer">Makes it.</param>
    /// <param name="started">When the step began.</param>
    /// <param name="waited">What was waited for; null for nothing.</param>
    internal IEnumerable<SqlStatement> Happened(LedgerWriter writer, DateTimeOffset started, string? waited) =>
        Migration.IsRecorded || Migration.IsRepeatable
            ?
            [
                writer.Happened(
                    new(Migration.Version, Migration.Name, Step.Direction is Direction.Up ? "up" : "down")
                    {
                        StartedAt = started,
                        Checksum = Work.Checksum,
                        Notes = LedgerNotes.Join(LedgerNotes.Order(Step.After), waited),
                    }
                ),
            ]
            : [];

    /// <summary>The statements that record the step in the ledger, to be run in the same transaction.</summary>
    /// <param name="writer">Makes them.</param>
    /// <param name="hasLedger">Whether our own table exists.</param>
    /// <param name="started">When the step began; null in a script.</param>
    public IEnumerable<SqlStatement> Record(LedgerWriter writer, bool hasLedger, DateTimeOffset? started) =>
        Migration.IsRepeatable ? writer.Repeated(Work, started)
        : !Migration.IsRecorded ? []
        : Step.Direction is Direction.Up ? writer.Applied(Work, Migration.Description, started)
        : writer.Forgotten(Migration.Version, hasLedger);
}
