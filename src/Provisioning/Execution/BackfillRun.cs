using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Execution;

/// <summary>Runs a backfill batch by batch. Each batch is committed with its last key in the ledger, so that a run that
/// was killed goes on after it.</summary>
internal sealed class BackfillRun(
    DatabaseSession session,
    LedgerWriter writer,
    RunnerOptions options,
    TimeProvider time,
    IProgress<RunEvent>? progress
)
{
    private static readonly TimeSpan LagPoll = TimeSpan.FromSeconds(1);

    /// <summary>Runs it from where the ledger says that it stopped to its end, and records it as done.</summary>
    /// <param name="rendered">The step.</param>
    /// <param name="at">Which of its statements it is.</param>
    /// <param name="token">Cancels it: the batch under way is committed or rolled back as a whole.</param>
    /// <exception cref="StatementFailedException">The engine refused a batch; those before it stay.</exception>
    /// <exception cref="ProvisioningException">There is no table, or it has rows without a key.</exception>
    public async Task RunAsync(RenderedStep rendered, int at, CancellationToken token)
    {
        var statement = rendered.Statements[at];
        var batches = await RequireAsync(statement, token);
        var since = time.GetTimestamp();
        var rows = 0L;
        for (var after = await ReadAsync(rendered.Migration.Version, batches, token); ; )
        {
            await WaitForReplicasAsync(rendered.Step, token);
            var (changed, end) = await RunBatchAsync(rendered, at, batches, after, token);
            rows += changed;
            progress?.Report(
                new RunEvent.Backfilled(
                    rendered.Step,
                    batches.Backfill.Table,
                    rows,
                    time.GetElapsedTime(since),
                    IsLast: end is null
                )
            );
            if (end is null)
            {
                return;
            }

            after = end;
            if (options.BackfillPause > TimeSpan.Zero)
            {
                await Task.Delay(options.BackfillPause, time, token);
            }
        }
    }

    private async Task<RowBatches> RequireAsync(SqlStatement statement, CancellationToken token)
    {
        if (statement.Batches is not { } batches)
        {
            throw new ProvisioningException(
                $"{statement.Operation!.Summary} was not begun: there is no such table, or it is a view or a "
                    + "partition, or this migration itself makes it with SQL. Fill a partition by its table, and put "
                    + "the backfill into a migration after the one that makes the table."
            );
        }

        return batches.WithoutKey is not { } query || (await session.QueryAsync(query, _ => true, token)).Count == 0
            ? batches
            : throw new ProvisioningException(
                $"{batches.Backfill.Summary} was not begun: in some rows of {batches.Backfill.Table} a column of the "
                    + $"primary key ({string.Join(", ", batches.Key)}) is NULL, so that they are in no batch. Give "
                    + "these rows a key, and run again."
            );
    }

    private async Task<(long Changed, ValueList<string>? End)> RunBatchAsync(
        RenderedStep rendered,
        int at,
        RowBatches batches,
        ValueList<string>? after,
        CancellationToken token
    )
    {
        for (var backOff = new BackOff(time, options.TableWaitBudget); ; )
        {
            try
            {
                return await TryBatchAsync(rendered, at, batches, after, token);
            }
            catch (StatementFailedException error) when (error.MayPass && backOff.MayTryAgain)
            {
                var pause = backOff.Next();
                progress?.Report(new RunEvent.Retrying(rendered.Step, error.Reasons, pause));
                await Task.Delay(pause, time, token);
            }
            catch (StatementFailedException error) when (error.Statement.Operation == batches.Backfill)
            {
                // Keys are data: messages have the statement without them.
                throw error.Of(rendered.Statements[at]);
            }
        }
    }

    private async Task<(long Changed, ValueList<string>? End)> TryBatchAsync(
        RenderedStep rendered,
        int at,
        RowBatches batches,
        ValueList<string>? after,
        CancellationToken token
    )
    {
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            var found = await session.QueryAsync(
                batches.End(after),
                row => Enumerable.Range(0, batches.Key.Count).Select(row.GetString).ToValueList(),
                token
            );
            var end = found is [var last] ? last : null;
            var changed = await session.ChangeAsync(batches.Change(after, end), token);
            await session.ExecuteAsync(
                [
                    .. session.ResetLocally,
                    writer.Backfilled(rendered.Migration.Version, end is null ? at + 1 : at, Json(end)),
                ],
                token
            );
            await session.SettleAsync(token);
            await session.CommitAsync(token);
            return (changed, end);
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private async Task WaitForReplicasAsync(PlannedStep step, CancellationToken token)
    {
        if (options.MaxReplicaLag is not { } most)
        {
            return;
        }

        for (var isWaiting = false; await session.ReplicaLagAsync(token) is { } lag && lag > most; isWaiting = true)
        {
            if (!isWaiting)
            {
                progress?.Report(new RunEvent.Lagging(step, lag, most));
            }

            await Task.Delay(LagPoll, time, token);
        }
    }

    private async Task<ValueList<string>?> ReadAsync(long version, RowBatches batches, CancellationToken token)
    {
        var ledger = session.Database.Dialect.Quote(writer.Table);
        var kept = await session.QueryAsync(
            $"SELECT backfilled_to FROM {ledger} WHERE version = @p0 AND backfilled_to IS NOT NULL",
            row => row.GetString(0),
            token,
            version
        );
        if (kept is not [var json])
        {
            return null;
        }

        var key = JsonNode.Parse(json)!.AsArray().Select(part => part!.GetValue<string>()).ToValueList();
        return key.Count == batches.Key.Count
            ? key
            : throw new ProvisioningException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{batches.Backfill.Summary} stopped half way, and the primary key has {batches.Key.Count} columns "
                        + $"now in place of {key.Count}, so that where to continue is not known. Restore the key, or "
                        + $"set backfilled_to in the ledger to NULL where the rows may be done once more."
                )
            );
    }

    private static string? Json(ValueList<string>? key) =>
        key is null ? null : new JsonArray([.. key.Select(part => JsonValue.Create(part))]).ToJsonString();
}
