using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;

namespace Provisioning.Planning;

/// <summary>What a run will do, step by step.</summary>
/// <param name="Steps">The steps in order; none where there is nothing to do.</param>
/// <param name="From">The version that the database is at; 0 for none.</param>
/// <param name="To">The version that it will be at.</param>
public sealed record MigrationPlan(IReadOnlyList<PlannedStep> Steps, long From, long To);

/// <summary>One migration, one way.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Direction">Up or down.</param>
public sealed record PlannedStep(MigrationSource Migration, Direction Direction)
{
    /// <summary>The operations and the statements that carry them out.</summary>
    /// <exception cref="MigrationInvalidException">What the migration describes cannot be.</exception>
    /// <exception cref="OperationNotSupportedException">The engine has no way to do one of them.</exception>
    /// <exception cref="ProvisioningException">A statement cannot run in the transaction that the migration asks for.</exception>
    public RenderedStep Render(Dialect dialect, MigrationContext context)
    {
        var operations = Migration.Describe(Direction, context);
        var statements = operations.SelectMany(dialect.Render).ToArray();
        if (Migration.IsTransactional && statements.FirstOrDefault(statement => statement.OutsideTransaction) is { } stray)
        {
            throw new ProvisioningException(
                $"Migration {Migration} runs in a transaction, but {dialect.Name} refuses this inside one: {stray.Text}. "
                + "Move it into a migration of its own, marked [Migration(…, TransactionBehavior.None)].");
        }

        return new(this, operations, statements);
    }
}

/// <summary>A step with the SQL that carries it out.</summary>
/// <param name="Step">The step.</param>
/// <param name="Operations">What the migration asks for.</param>
/// <param name="Statements">The SQL, in order.</param>
public sealed record RenderedStep(PlannedStep Step, IReadOnlyList<Operation> Operations, IReadOnlyList<SqlStatement> Statements)
{
    /// <summary>The migration.</summary>
    public MigrationSource Migration => Step.Migration;

    /// <summary>The statements that record the step in the ledger, to be run in the same transaction.</summary>
    /// <param name="writer">Makes them.</param>
    /// <param name="hasLedger">Whether our own table exists.</param>
    /// <param name="started">When the step began; null in a script.</param>
    public IEnumerable<SqlStatement> Record(LedgerWriter writer, bool hasLedger, DateTimeOffset? started) =>
        Step.Direction is Direction.Up
            ? writer.Applied(Migration.Version, Migration.Name, Migration.Description, Statements, started)
            : writer.Forgotten(Migration.Version, hasLedger);
}
