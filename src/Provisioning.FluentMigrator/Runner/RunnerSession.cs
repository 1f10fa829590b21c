using FluentMigrator.Runner.Exceptions;
using FluentMigrator.Runner.Generators;
using FluentMigrator.Runner.Initialization;
using FluentMigrator.Runner.Processors;
using Microsoft.Extensions.Options;
using Provisioning.Databases;

namespace FluentMigrator.Runner;

/// <summary>The database that a program set its runner up for, with one session that stays open as long as the runner's scope of services.</summary>
internal sealed class RunnerSession(
    IConnectionStringAccessor connection,
    IEnumerable<RunnerEngine> engines,
    IOptionsSnapshot<SelectingProcessorAccessorOptions> processor,
    IOptionsSnapshot<SelectingGeneratorAccessorOptions> generator) : IDisposable
{
    private DatabaseSession? _session;
    private ScopedSession? _scope;

    /// <summary>The database.</summary>
    /// <exception cref="RunnerException">It is not known which.</exception>
    public Database Database => field ??= Engine.Open(connection.ConnectionString is { Length: > 0 } text ? text
        : throw new RunnerException("No connection string. Say where the database is: WithGlobalConnectionString(…)."));

    /// <summary>The transaction that the program opened; null for none.</summary>
    public ScopedSession? Scope => _scope is { IsOpen: true } ? _scope : null;

    /// <summary>The engine.</summary>
    /// <exception cref="RunnerException">It is not known which.</exception>
    public RunnerEngine Engine
    {
        get
        {
            var wanted = processor.Value.ProcessorId ?? generator.Value.GeneratorId;
            var all = engines.Distinct().ToArray();
            return (wanted, all) switch
            {
                (_, []) => throw new RunnerException("No engine. Add one in ConfigureRunner: AddPostgres() or AddSQLite()."),
                (null, [var only]) => only,
                (null, _) => throw new RunnerException("Several engines, and none selected. Set SelectingProcessorAccessorOptions.ProcessorId."),
                _ => Array.Find(all, engine => engine.Dialect.Aliases.Contains(wanted, StringComparer.OrdinalIgnoreCase))
                    ?? throw new RunnerException($"The engine {wanted} was selected, and was not added. Added are: {string.Join(", ", all.Select(engine => engine.Dialect.Name))}."),
            };
        }
    }

    /// <summary>Does something with the session, and waits for it.</summary>
    public T Run<T>(Func<DatabaseSession, Task<T>> work) => Task.Run(async () =>
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
    }).GetAwaiter().GetResult();

    /// <summary>Opens a transaction around all that follows, until it is ended.</summary>
    public ScopedSession Begin() => _scope = Run(async session =>
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
