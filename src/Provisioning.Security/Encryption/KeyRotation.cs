using Provisioning.Databases;
using Provisioning.Schema;
using Provisioning.Systems;

namespace Provisioning.Security.Encryption;

/// <summary>Re-encrypts all encrypted columns of a database, with another key or by another scheme, while the
/// application goes on.</summary>
/// <param name="session">The session to work through; no transaction may be open on it.</param>
/// <param name="columns">The columns, each with the scheme that its values are to have.</param>
/// <param name="key">The key that they are to have.</param>
/// <param name="former">The key that they have; null where only the scheme changes, or where nothing is to be
/// changed.</param>
public sealed class KeyRotation(
    DatabaseSession session,
    IReadOnlyList<EncryptedColumn> columns,
    EncryptionKey key,
    EncryptionKey? former = null
)
{
    /// <summary>The largest batch. One is made smaller where its rows would have more parameters than a statement may
    /// have.</summary>
    public const int LargestBatch = 5000;

    // As often as the application may have written with the former key meanwhile.
    private const int Passes = 3;

    /// <summary>How many values are written in one transaction. Default: 500.</summary>
    public int Batch { get; init; } = 500;

    /// <summary>Counts how each value can be read. Changes nothing.</summary>
    /// <exception cref="ProvisioningException">A table has no primary key, or the database is lost.</exception>
    public async Task<IReadOnlyList<EncryptedColumnCount>> CountAsync(
        IProgress<KeyProgress>? progress,
        CancellationToken token
    )
    {
        var counts = new List<EncryptedColumnCount>();
        foreach (var (column, values) in await FindAsync(token))
        {
            var count = new EncryptedColumnCount(column, values is not null);
            await ForEachPageAsync(
                column,
                values,
                progress,
                page =>
                {
                    count = page.Aggregate(count, (sum, value) =>
                        sum.With(Classify(column, value.Text).State, values!.Show(value))
                    );
                    return Task.CompletedTask;
                },
                token
            );
            counts.Add(count);
        }

        return counts;
    }

    /// <summary>Rewrites what is not under the key yet, batch by batch, each in a transaction of its own; what is, is
    /// left alone, so that a run after an interruption continues where that one ended. A batch with a value that
    /// neither key reads is left as it is. In the end every value is read once more.</summary>
    /// <returns>How many values of each column were rewritten, and how all can be read now.</returns>
    /// <exception cref="ProvisioningException">A table has no primary key, or the database is lost. What was committed
    /// stays.</exception>
    public async Task<KeyRotationReport> RunAsync(IProgress<KeyProgress>? progress, CancellationToken token)
    {
        var rewritten = new Dictionary<EncryptedColumn, long>();
        foreach (var (column, values) in await FindAsync(token))
        {
            var missed = true;
            for (var pass = 0; missed && pass < Passes; pass++)
            {
                missed = false;
                await ForEachPageAsync(
                    column,
                    values,
                    progress,
                    async page =>
                    {
                        var (asked, written) = await RewriteAsync(column, values!, page, token);
                        rewritten[column] = rewritten.GetValueOrDefault(column) + written;
                        missed |= written < asked;
                    },
                    token
                );
            }
        }

        var counts = await CountAsync(progress: null, token);
        return new([.. counts.Select(count => (count, rewritten.GetValueOrDefault(count.Column)))]);
    }

    private async Task<(int Asked, int Written)> RewriteAsync(
        EncryptedColumn column,
        EncryptedValues values,
        IReadOnlyList<EncryptedValue> page,
        CancellationToken token
    )
    {
        var classified = page.Select(value => (Value: value, Found: Classify(column, value.Text))).ToArray();
        var cipher = ColumnCipher.Of(column.Scheme, key);
        (EncryptedValue, string)[] changes = classified.Any(value => value.Found.State is ValueState.Unreadable)
            ? []
            :
            [
                .. classified
                    .Where(value => value.Found.State is not ValueState.Current)
                    .Select(value => (value.Value, cipher.Encrypt(value.Found.Plain!))),
            ];
        if (changes.Length == 0)
        {
            return (0, 0);
        }

        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            var written = await values.WriteAsync(changes, token);
            await session.CommitAsync(token);
            return (changes.Length, written);
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    // Fernet tokens say nothing of their key, so that both are tried.
    private (ValueState State, byte[]? Plain) Classify(EncryptedColumn column, string text)
    {
        if (Decrypt(text, key) is { } plain)
        {
            return (
                ColumnCipher.For(text, key).Scheme == ColumnCipher.Of(column.Scheme, key).Scheme
                    ? ValueState.Current
                    : ValueState.OtherScheme,
                plain
            );
        }

        return former is not null && Decrypt(text, former) is { } before
            ? (ValueState.Former, before)
            : (ValueState.Unreadable, null);
    }

    private static byte[]? Decrypt(string text, EncryptionKey with)
    {
        try
        {
            return ColumnCipher.For(text, with).DecryptBytes(text);
        }
        catch (DecryptionException)
        {
            return null;
        }
    }

    private async Task ForEachPageAsync(
        EncryptedColumn column,
        EncryptedValues? values,
        IProgress<KeyProgress>? progress,
        Func<IReadOnlyList<EncryptedValue>, Task> work,
        CancellationToken token
    )
    {
        if (values is null)
        {
            return;
        }

        var (done, total) = (0L, await values.CountAsync(token));
        object[]? last = null;
        while (await values.ReadAsync(last, Math.Min(Batch, values.LargestBatch), token) is { Count: > 0 } page)
        {
            await work(page);
            last = page[^1].Key;
            done += page.Count;
            progress?.Report(new(column.Table, column.Column, done, Math.Max(done, total)));
        }
    }

    private async Task<IReadOnlyList<(EncryptedColumn Column, EncryptedValues? Values)>> FindAsync(
        CancellationToken token
    )
    {
        var model = await session.InspectAsync(token);
        return
        [
            .. columns.Select(column =>
                (
                    column,
                    model.Find(column.Table) is { } table && table.Find(column.Column) is not null
                        ? new EncryptedValues(session, column, table)
                        : null
                )
            ),
        ];
    }
}

/// <summary>What a rotation did.</summary>
/// <param name="Columns">Of each column, how its values can be read now, and how many were rewritten.</param>
public sealed record KeyRotationReport(ValueList<(EncryptedColumnCount Count, long Rewritten)> Columns)
{
    /// <summary>Whether every value is under the key, by the scheme that its column is to have.</summary>
    public bool IsComplete => Columns.All(column => column.Count.Current == column.Count.Values);
}
