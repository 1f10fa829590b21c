using System.Data.Common;
using Provisioning.Databases;

namespace Provisioning.Administration.Health;

/// <summary>One question to a database, and what its answer comes to. It only reads.</summary>
/// <param name="name">Its name in reports: <c>connections</c>.</param>
/// <param name="area">What it is about: <c>load</c>, <c>access</c> ….</param>
public abstract class HealthCheck(string name, string area)
{
    private const string InsufficientPrivilege = "42501";

    /// <summary>Its name in reports: <c>connections</c>.</summary>
    public string Name => name;

    /// <summary>What it is about: <c>load</c>, <c>access</c> ….</summary>
    public string Area => area;

    /// <summary>Asks. What the engine refuses to answer is not known, and the finding says why.</summary>
    /// <exception cref="ConnectionFailedException">The connection was lost.</exception>
    public async Task<Finding> RunAsync(DatabaseSession session, HealthContext context, CancellationToken token)
    {
        try
        {
            return new(name, area, await JudgeAsync(session, context, token));
        }
        catch (StatementFailedException error)
        {
            return new(
                name,
                area,
                Judgement.NotKnown(
                    error.Message,
                    error.Code == InsufficientPrivilege
                        ? "Let the role that asks read it: GRANT pg_monitor, or ask as a role that may."
                        : "The server did not answer the question; run it again."
                )
            );
        }
    }

    /// <summary>Asks, and says what the answer comes to.</summary>
    protected abstract Task<Judgement> JudgeAsync(
        DatabaseSession session,
        HealthContext context,
        CancellationToken token
    );
}

/// <summary>A check that one query answers.</summary>
/// <typeparam name="T">What a row says.</typeparam>
/// <param name="name">Its name in reports.</param>
/// <param name="area">What it is about.</param>
/// <param name="sql">The query.</param>
/// <param name="read">Reads a row.</param>
/// <param name="judge">What the rows come to.</param>
/// <param name="parameters">The values of the query's parameters; null for none.</param>
public sealed class HealthQuery<T>(
    string name,
    string area,
    string sql,
    Func<DbDataReader, T> read,
    Func<IReadOnlyList<T>, HealthContext, Judgement> judge,
    Func<HealthContext, object?[]>? parameters = null
) : HealthCheck(name, area)
{
    /// <inheritdoc />
    protected override async Task<Judgement> JudgeAsync(
        DatabaseSession session,
        HealthContext context,
        CancellationToken token
    ) => judge(await session.QueryAsync(sql, read, token, parameters?.Invoke(context) ?? []), context);
}

/// <summary>A check of what is known already.</summary>
/// <param name="name">Its name in reports.</param>
/// <param name="area">What it is about.</param>
/// <param name="judge">What it comes to.</param>
public sealed class HealthRule(string name, string area, Func<HealthContext, Judgement> judge) : HealthCheck(name, area)
{
    /// <inheritdoc />
    protected override Task<Judgement> JudgeAsync(
        DatabaseSession session,
        HealthContext context,
        CancellationToken token
    ) => Task.FromResult(judge(context));
}
