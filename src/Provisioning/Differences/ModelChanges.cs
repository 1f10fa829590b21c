using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Schema;

namespace Provisioning.Differences;

/// <summary>Collects operations in order, and knows what exists after them.</summary>
internal sealed class ModelChanges(DatabaseModel from, Dialect dialect)
{
    private readonly List<StructureChange> _changes = [];

    /// <summary>What exists after the operations so far.</summary>
    public DatabaseModel Now { get; private set; } = from;

    /// <summary>The changes so far.</summary>
    public IReadOnlyList<StructureChange> All => _changes;

    /// <summary>Adds an operation.</summary>
    public void Add(Operation operation) => Add(operation, meant: operation);

    /// <summary>Adds an operation that does what another describes.</summary>
    /// <param name="operation">The operation: SQL, for example.</param>
    /// <param name="meant">The one that says what exists afterwards.</param>
    public void Add(Operation operation, Operation meant)
    {
        _changes.Add(new(operation, meant));
        Now = dialect.Fold(Now, meant);
    }

    /// <summary>Adds operations.</summary>
    public void AddRange(IEnumerable<Operation> operations)
    {
        foreach (var operation in operations)
        {
            Add(operation);
        }
    }
}
