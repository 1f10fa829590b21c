using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>The steps of a run, rendered before the first of them runs, so that one that cannot run is found before
/// anything was touched.</summary>
internal sealed class PreparedSteps
{
    private readonly DatabaseSession _session;
    private readonly Dictionary<PlannedStep, RenderedStep> _rendered = [];

    private PreparedSteps(DatabaseSession session) => _session = session;

    /// <summary>Renders what can be rendered before the run. A migration that asks what exists, or whose statements
    /// depend on it, has to wait for its turn.</summary>
    /// <exception cref="ProvisioningException">Migrations describe what cannot be, or what the engine cannot
    /// do.</exception>
    public static async Task<PreparedSteps> RenderAsync(
        MigrationPlan plan,
        MigrationCatalog catalog,
        LedgerState ledger,
        DatabaseSession session,
        CancellationToken token
    )
    {
        var prepared = new PreparedSteps(session);
        var problems = new List<ProvisioningException>();
        var steps = plan.Steps.Select(step => prepared.Describe(step, problems)).OfType<DescribedStep>().ToList();
        problems.AddRange(DistributionRules.Refusals(steps, catalog, session.Database.Dialect));
        problems.AddRange(ForeignPartitionRules.Refusals(steps, catalog, session.Database.Dialect));
        var isWaiting = steps.Any(step => HasToWait(step.Operations, session));
        var model = isWaiting ? (await session.InspectAsync(token)).WithLedger(ledger, session.Database.Dialect) : null;
        foreach (var step in steps)
        {
            model = prepared.Render(step, model, problems);
        }

        if (problems.Count == 0)
        {
            await session.RequireAsync([.. steps.SelectMany(step => step.Operations)], token);
        }

        return problems switch
        {
            [] => prepared,
            [var only] => throw only,
            _ => throw new MigrationsRefusedException(problems),
        };
    }

    /// <summary>What the statements that are known beforehand lock so that others wait.</summary>
    public IReadOnlyList<TableLock> StrongLocks
    {
        get
        {
            var (dialect, around) = (_session.Database.Dialect, new Surroundings(DatabaseModel.Empty));
            return
            [
                .. _rendered
                    .Values.SelectMany(step => step.Statements)
                    .SelectMany(statement => dialect.Facts(statement, around).Locks)
                    .Where(taken => taken.BlocksWrites)
                    .Distinct(),
            ];
        }
    }

    /// <summary>Whether one of the operations can only be rendered when its turn has come.</summary>
    public static bool HasToWait(IReadOnlyList<Operation> operations, DatabaseSession session) =>
        operations.Any(session.Database.Dialect.DependsOnModel);

    /// <summary>The step with its statements; without them where it runs in a transaction and has to wait.</summary>
    public async Task<RenderedStep> OfAsync(PlannedStep step, CancellationToken token)
    {
        if (_rendered.Remove(step, out var rendered))
        {
            return rendered;
        }

        var operations = step.Describe(_session.Context());
        var isWaiting = HasToWait(operations, _session);
        return isWaiting && step.Migration.IsTransactional
            ? new(step, operations, [])
            : step.Render(
                _session.Database.Dialect,
                operations,
                isWaiting ? await _session.InspectAsync(token) : DatabaseModel.Empty
            );
    }

    private DescribedStep? Describe(PlannedStep step, List<ProvisioningException> problems)
    {
        var asked = new AskedSchema(_session.LiveSchema);
        try
        {
            var operations = step.Describe(_session.Context() with { Schema = asked });
            return new(step, operations, asked.WasAsked, DatabaseModel.Empty);
        }
        catch (ProvisioningException) when (asked.WasAsked)
        {
            // The answers may have changed by the time the step runs.
            return new(step, [], Asked: true, DatabaseModel.Empty);
        }
        catch (ProvisioningException problem)
        {
            problems.Add(problem);
            return null;
        }
    }

    // Takes the model before the step and returns the model after it, null where that is not known.
    private DatabaseModel? Render(DescribedStep step, DatabaseModel? model, List<ProvisioningException> problems)
    {
        var dialect = _session.Database.Dialect;
        var statements = new List<SqlStatement>();
        try
        {
            foreach (var operation in step.Operations)
            {
                if (model is not null || !dialect.DependsOnModel(operation))
                {
                    statements.AddRange(step.Step.Render(dialect, operation, model ?? DatabaseModel.Empty));
                }

                model = operation is ExecuteSql or ExecuteCode || model is null ? null : dialect.Fold(model, operation);
            }
        }
        catch (ProvisioningException) when (step.Asked)
        {
            return null;
        }
        catch (ProvisioningException problem)
        {
            problems.Add(problem);
            return null;
        }

        if (!step.Asked && !HasToWait(step.Operations, _session))
        {
            _rendered[step.Step] = new(step.Step, step.Operations, statements);
        }

        return step.Asked ? null : model;
    }
}

/// <summary>Several migrations cannot run. Nothing was run.</summary>
public sealed class MigrationsRefusedException(IReadOnlyList<ProvisioningException> problems)
    : ProvisioningException(
        $"{problems.Count} migrations cannot run, and nothing was "
            + $"run:\n{string.Join('\n', problems.Select(problem => $"- {problem.Message}"))}"
    )
{
    /// <summary>What is wrong with each.</summary>
    public IReadOnlyList<ProvisioningException> Problems { get; } = problems;
}
