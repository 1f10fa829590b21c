using FluentMigrator.Exceptions;
using FluentMigrator.Runner.Initialization;
using Provisioning.Databases;

namespace Provisioning.Authoring.Hosting;

/// <summary>The database that a program set its runner up for, with one session that stays open as long as the runner's
/// scope of services.</summary>
internal sealed class RunnerSession(IConnectionStringAccessor connection, RunnerEngine engine) : IDisposable
{
    private DatabaseSession? _session;
    private ScopedSession? _scope;

    /// <summary>The database.</summary>
    /// <exception cref="UndeterminableConnectionException">There is no connection string.</exception>
    public Database Database =>
        field ??= engine.Open(
            connection.ConnectionString is { Length: > 0 } text
                ? text
                : throw new UndeterminableConnectionException(
                    "No connection string. Say where the database is: WithGlobalConnectionString(…)."
                )
        );

    /// <summary>The transaction that the program opened; null for none.</summary>
    public ScopedSession? Scope => _scope is { IsOpen: true } ? _scope : null;

    /// <summary>Does something with the session, and waits for it.</summary>
    public T Run<T>(Func<DatabaseSession, Task<T>> work) =>
        Task.Run(async () =>
            {
                try
                {
                    return await work(Scope ?? await OpenAsync());
                }
                catch (ConnectionFailedException)
                {
                    await CloseAsync();
                    throw;
                }
            })
            .GetAwaiter()
            .GetResult();

    /// <summary>Opens a transaction around all that follows, until it is ended.</summary>
    public ScopedSession Begin() =>
        _scope = Run(async session =>
        {
            await session.BeginAsync(TransactionOptions.Default, CancellationToken.None);
            return new ScopedSession(session);
        });

    public void Dispose() => Task.Run(CloseAsync).GetAwaiter().GetResult();

    private async Task<DatabaseSession> OpenAsync()
    {
        if (_session is null)
        {
            if (Database.IsCreatedOnFirstUse)
            {
                await Database.CreateAsync(CancellationToken.None);
            }

            _session = await Database.OpenAsync(CancellationToken.None);
        }

        return _session;
    }

    private async Task CloseAsync()
    {
        _scope = null;
        if (_session is { } open)
        {
            _session = null;
            await open.DisposeAsync();
        }
    }
}
