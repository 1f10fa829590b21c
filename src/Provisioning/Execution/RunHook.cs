using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Planning;

namespace Provisioning.Execution;

/// <summary>Something that is done before or after a run or a migration, or when one fails. A run with nothing to do
/// calls no hook.</summary>
/// <param name="when">When it is called.</param>
/// <param name="name">What it is called in messages.</param>
public abstract class RunHook(HookMoment when, string name)
{
    /// <summary>When it is called.</summary>
    public HookMoment When { get; } = when;

    /// <summary>What it is called in messages.</summary>
    public string Name { get; } = name;

    /// <summary>How long it may take before it is stopped, and has failed; 5 minutes by default.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether it does something on the session; one that does not is called also where the connection is
    /// lost.</summary>
    public virtual bool UsesSession => true;

    /// <summary>Makes sure, before anything runs, that it can be called. By default it can.</summary>
    /// <exception cref="ProvisioningException">It cannot.</exception>
    public virtual void Check(Dialect dialect) { }

    /// <summary>Calls it.</summary>
    /// <param name="what">What happened.</param>
    /// <param name="session">The migrating session, on which no transaction is open and nothing is set. What the hook
    /// sets on it is taken back.</param>
    /// <param name="token">Stops it: it took too long, or the run was cancelled.</param>
    /// <exception cref="ProvisioningException">It failed; the message says why.</exception>
    public abstract Task RunAsync(HookEvent what, DatabaseSession session, CancellationToken token);
}

/// <summary>A hook of SQL: its statements run in one transaction of their own, or each alone where the engine refuses
/// one of them in a transaction.</summary>
/// <param name="when">When it is called.</param>
/// <param name="sql">The statements.</param>
/// <param name="name">What it is called in messages; null for the beginning of the SQL.</param>
public sealed class SqlHook(HookMoment when, string sql, string? name = null) : RunHook(when, name ?? Shorten(sql))
{
    private const int Longest = 60;

    /// <summary>The statements.</summary>
    public string Sql { get; } = sql;

    /// <inheritdoc />
    public override void Check(Dialect dialect) => _ = dialect.Render(new ExecuteSql(Sql));

    /// <inheritdoc />
    public override async Task RunAsync(HookEvent what, DatabaseSession session, CancellationToken token)
    {
        var statements = session
            .Database.Dialect.Render(new ExecuteSql(Sql))
            .Where(statement => !statement.IsLeftOut)
            .ToList();
        if (statements.Exists(statement => statement.OutsideTransaction))
        {
            foreach (var statement in statements)
            {
                await session.ExecuteAloneAsync(statement, isRepeated: false, token);
            }

            return;
        }

        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await session.ExecuteAsync(statements, token);
            await session.SettleAsync(token);
            await session.CommitAsync(token);
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private static string Shorten(string sql)
    {
        var line = sql.ReplaceLineEndings(" ").Trim();
        return line.Length <= Longest ? line : $"{line[..Longest].TrimEnd()}…";
    }
}

/// <summary>When a hook is called.</summary>
public enum HookMoment
{
    /// <summary>Once, when all is known to be able to run and before anything does.</summary>
    BeforeRun,

    /// <summary>Before each migration, outside its transaction.</summary>
    BeforeMigration,

    /// <summary>After each migration, when its transaction is committed.</summary>
    AfterMigration,

    /// <summary>Once, when everything is done.</summary>
    AfterRun,

    /// <summary>Once, when the run has failed after it began, and what was under way is rolled back. Not where it was
    /// interrupted.</summary>
    OnFailure,
}

/// <summary>What a hook is called about.</summary>
/// <param name="When">When it is called.</param>
/// <param name="Plan">What the run does.</param>
public sealed record HookEvent(HookMoment When, MigrationPlan Plan)
{
    /// <summary>The steps that are done.</summary>
    public IReadOnlyList<PlannedStep> Done { get; init; } = [];

    /// <summary>The migration that it is about; null for the run.</summary>
    public PlannedStep? Step { get; init; }

    /// <summary>How long the run or the migration took; null before it ended, and for a migration in one transaction
    /// with others.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What failed; null for nothing.</summary>
    public Exception? Error { get; init; }
}
