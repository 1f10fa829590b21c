using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Planning;

/// <summary>What exists after a history of migrations, made when it is asked for: for most histories it never is, and
/// making it costs more time and memory than describing the migrations.</summary>
/// <param name="dialect">The engine's.</param>
/// <param name="connectionString">The connection string that migrations may ask for; empty for none.</param>
internal sealed class ModelOnDemand(Dialect dialect, string connectionString)
{
    private readonly Queue<(PlannedStep Step, IReadOnlyList<Operation>? Operations)> _ahead = [];
    private DatabaseModel _model = DatabaseModel.Empty;
    private bool _wasAsked;

    /// <summary>What exists after the steps so far.</summary>
    public DatabaseModel Model
    {
        get
        {
            _wasAsked = true;
            while (_ahead.TryDequeue(out var next))
            {
                _model = After(next.Step, next.Operations);
            }

            return _model;
        }
    }

    /// <summary>Adds the next step. Its operations are kept only once the model was asked for: until then it is
    /// described again when it has to be.</summary>
    public void Add(DescribedStep next) => _ahead.Enqueue((next.Step, _wasAsked ? next.Operations : null));

    /// <summary>Adds the next step, which is described when the model is asked for.</summary>
    public void Add(PlannedStep next) => _ahead.Enqueue((next, null));

    // What cannot be described again has changed since it ran, which is not for the migration that asks to report.
    private DatabaseModel After(PlannedStep step, IReadOnlyList<Operation>? operations)
    {
        try
        {
            operations ??= step.Describe(
                new(dialect.Aliases, new AskedSchema(_model, dialect.HasSchemas), connectionString)
            );
            return operations.Aggregate(_model, dialect.Fold);
        }
        catch (ProvisioningException)
        {
            return _model;
        }
    }
}
