using Provisioning.Databases;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>The steps of a run, rendered before the first of them runs, so that one that cannot run is found before anything was touched.</summary>
internal sealed class StepsAhead
{
    private readonly DatabaseSession _session;
    private readonly Dictionary<PlannedStep, RenderedStep> _rendered = [];

    private StepsAhead(DatabaseSession session) => _session = session;

    /// <summary>Renders what can be rendered ahead. A migration that asks what exists has to wait for its turn.</summary>
    /// <exception cref="ProvisioningException">Migrations describe what cannot be, or what the engine cannot do.</exception>
    public static StepsAhead Render(MigrationPlan plan, DatabaseSession session)
    {
        var ahead = new StepsAhead(session);
        var problems = new List<ProvisioningException>();
        foreach (var step in plan.Steps)
        {
            ahead.Render(step, problems);
        }

        return problems switch
        {
            [] => ahead,
            [var only] => throw only,
            _ => throw new MigrationsRefusedException(problems),
        };
    }

    /// <summary>The step with its statements.</summary>
    public RenderedStep Of(PlannedStep step) =>
        _rendered.Remove(step, out var rendered) ? rendered : step.Render(_session.Database.Dialect, _session.Context());

    private void Render(PlannedStep step, List<ProvisioningException> problems)
    {
        var asked = new AskedSchema(_session.Catalog);
        try
        {
            var rendered = step.Render(_session.Database.Dialect, _session.Context() with { Schema = asked });
            if (!asked.WasAsked)
            {
                _rendered[step] = rendered;
            }
        }
        catch (ProvisioningException) when (asked.WasAsked)
        {
            // What it was told may not hold any more when its turn comes.
        }
        catch (ProvisioningException problem)
        {
            problems.Add(problem);
        }
    }
}

/// <summary>Several migrations cannot run. Nothing was run.</summary>
public sealed class MigrationsRefusedException(IReadOnlyList<ProvisioningException> problems)
    : ProvisioningException($"{problems.Count} migrations cannot run, and nothing was run:\n{string.Join('\n', problems.Select(problem => $"- {problem.Message}"))}")
{
    /// <summary>What is wrong with each.</summary>
    public IReadOnlyList<ProvisioningException> Problems { get; } = problems;
}
