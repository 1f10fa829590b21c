using System.Data;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Runs migrations on a test's database.</summary>
internal static class TestRun
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Runs a statement over a connection.</summary>
    public static void Execute(IDbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The failure of a migration of operations.</summary>
    public static Task<MigrationFailedException> FailsAsync(
        TestDatabase database,
        RunnerOptions options,
        params Operation[] operations
    ) => FailsAsync(database, options, new Steps(1, operations, []));

    /// <summary>The failure of migrations.</summary>
    public static Task<MigrationFailedException> FailsAsync(
        TestDatabase database,
        RunnerOptions options,
        params MigrationSource[] migrations
    ) => Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, options, migrations));

    /// <summary>Applies migrations.</summary>
    public static async Task<MigrationPlan> RunAsync(
        TestDatabase database,
        RunnerOptions options,
        MigrationSource[] migrations,
        IProgress<RunEvent>? events = null,
        MigrationTarget? target = null,
        CancellationToken? token = null
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await new MigrationRunner(new(migrations), options, TimeProvider.System, events).RunAsync(
            session,
            target ?? new MigrationTarget.Up(),
            token ?? Token
        );
    }
}

/// <summary>The events of a run.</summary>
/// <param name="seen">Called with each.</param>
internal sealed class Events(Action<RunEvent> seen) : IProgress<RunEvent>
{
    /// <summary>Those that were seen.</summary>
    public List<RunEvent> All { get; } = [];

    public void Report(RunEvent value)
    {
        All.Add(value);
        seen(value);
    }
}
