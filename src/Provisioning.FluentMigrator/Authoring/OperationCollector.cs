using System.Reflection;
using FluentMigrator.Infrastructure;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Authoring;

/// <summary>Collects what one migration describes, in order. A chain of calls goes on changing its draft after that was added.</summary>
/// <param name="migration">The migration, as messages name it.</param>
/// <param name="assembly">Where its embedded scripts are.</param>
/// <param name="context">What it may know.</param>
internal sealed class OperationCollector(string migration, Assembly assembly, MigrationContext context) : IMigrationContext
{
    private readonly List<IDraft> _drafts = [];

    public string Connection => Context.ConnectionString;

    public Assembly Assembly => assembly;

    public MigrationContext Context => context;

    public T Add<T>(T draft)
        where T : IDraft
    {
        _drafts.Add(draft);
        return draft;
    }

    /// <summary>A collector for the same migration whose operations are for others to use.</summary>
    public OperationCollector Apart() => new(migration, assembly, Context);

    /// <summary>A collector for what is described for another engine: nothing comes of it, and nothing exists there.</summary>
    public OperationCollector Elsewhere() => new(migration, assembly, Context with { Schema = DatabaseModel.Empty });

    /// <summary>The operations of all drafts.</summary>
    /// <exception cref="MigrationInvalidException">At least one draft is not complete; all problems are told.</exception>
    public IReadOnlyList<Operation> Operations()
    {
        var problems = new Problems();
        foreach (var draft in _drafts)
        {
            draft.Check(problems);
        }

        return problems.All.Count == 0
            ? [.. _drafts.SelectMany(draft => draft.Operations())]
            : throw new MigrationInvalidException(migration, problems.All);
    }
}
