using Provisioning.Databases;
using Provisioning.Schema;

namespace Provisioning.Administration.Retention;

/// <summary>Deletes what is due, a batch in each transaction, the oldest first.</summary>
internal sealed class RetentionRunner(
    DatabaseSession session,
    RetentionStore store,
    RetentionOptions options,
    TimeProvider clock
)
{
    private const int MostTries = 5;

    private readonly long _begun = clock.GetTimestamp();

    private bool IsTimeUp => options.Until is { } until && clock.GetElapsedTime(_begun) >= until;

    /// <summary>Runs one rule to its end, or until the time is up: first the partitions that are past, then rows. What
    /// a batch has deleted stays deleted, even if the next one fails.</summary>
    public async Task<RetentionResult> RunAsync(
        RetentionDue due,
        Table table,
        Column column,
        IProgress<RetentionResult>? progress,
        CancellationToken token
    )
    {
        var result = new RetentionResult(due.Rule, due.Cutoff, 0, 0, IsComplete: false);
        foreach (var part in due.Parts.Where(part => part.IsPast).TakeWhile(_ => !IsTimeUp))
        {
            var rows = await BatchAsync(() => store.DropAsync(table.Name, part.Name, token), result, token);
            result = result with
            {
                Deleted = result.Deleted + rows,
                Batches = result.Batches + 1,
                Dropped = [.. result.Dropped, part.Name],
            };
            progress?.Report(result);
        }

        var places = due.Parts.Where(part => !part.IsPast).Select(part => table with { Name = part.Name });
        foreach (var place in due.Parts.Count == 0 ? [table] : places)
        {
            result = await DeleteAsync(place, column, result, progress, token);
        }

        return result with
        {
            IsComplete = !await store.IsAnyDueAsync(table, column, result.Cutoff, token),
        };
    }

    private async Task<RetentionResult> DeleteAsync(
        Table table,
        Column column,
        RetentionResult result,
        IProgress<RetentionResult>? progress,
        CancellationToken token
    )
    {
        for (string? last = null; !IsTimeUp; )
        {
            (var deleted, last) = await BatchAsync(
                () => store.DeleteAsync(table, column, result.Cutoff, last, options.Batch, token),
                result,
                token
            );
            if (deleted > 0)
            {
                result = result with { Deleted = result.Deleted + deleted, Batches = result.Batches + 1 };
                progress?.Report(result);
            }

            if (deleted < options.Batch)
            {
                break;
            }

            if (options.Pause > TimeSpan.Zero)
            {
                await Task.Delay(options.Pause, clock, token);
            }
        }

        return result;
    }

    private async Task<T> BatchAsync<T>(Func<Task<T>> work, RetentionResult sofar, CancellationToken token)
    {
        for (var attempt = 1; ; attempt++)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                await session.BeginAsync(TransactionOptions.Default with { LockTimeout = options.LockTimeout }, token);
                var done = await work();
                await session.CommitAsync(token);
                return done;
            }
            catch (StatementFailedException error) when (error.IsLockNotAvailable && attempt < MostTries)
            {
                await session.RollbackAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), clock, token);
            }
            catch (StatementFailedException error)
            {
                await session.RollbackAsync();
                throw new ProvisioningException(
                    $"Rule {sofar.Rule.Name} stopped at a batch of {sofar.Rule.Table}: {error.Message}. That batch was "
                        + $"rolled back; the {sofar.Deleted:N0} rows before it stay deleted. Run it again when the "
                        + $"cause is removed.",
                    error
                );
            }
            catch
            {
                // A signal, or a lost connection: whoever releases the lock next must not find a failed transaction.
                await session.RollbackAsync();
                throw;
            }
        }
    }
}
