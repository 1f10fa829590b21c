namespace FluentMigrator.Runner;

/// <summary>The scope that a program has open around what its runner does.</summary>
internal sealed class RunnerScope(RunnerSession database)
{
    public IMigrationScope? Current
    {
        get => field is { IsActive: true } ? field : null;
        private set;
    }

    public IMigrationScope Begin()
    {
        if (Current is not null || database.Scope is not null)
        {
            throw new InvalidOperationException("A scope or a transaction is open already. End it first.");
        }

        return Current = new Scope(database.Begin());
    }

    private sealed class Scope(ScopedSession session) : IMigrationScope
    {
        public bool IsActive => session.IsOpen;

        public void Complete() => End(isKept: true);

        public void Cancel() => End(isKept: false);

        public void Dispose() => Cancel();

        private void End(bool isKept)
        {
            if (IsActive)
            {
                Task.Run(() => session.EndAsync(isKept)).GetAwaiter().GetResult();
            }
        }
    }
}
