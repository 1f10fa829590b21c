using System.Security.Cryptography;
using System.Text;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.PostgreSql.Connection;

/// <summary>An index of a partitioned table that is made or dropped concurrently, which PostgreSQL itself refuses:
/// built on each partition, and then on the table, where it takes up those that are there.</summary>
internal sealed class PostgreSqlPartitionedIndex
{
    private const int LongestName = 63;

    private readonly PostgreSqlSession _session;
    private readonly PostgreSqlIndexBuild _index;

    private PostgreSqlPartitionedIndex(PostgreSqlSession session, PostgreSqlIndexBuild index) =>
        (_session, _index) = (session, index);

    /// <summary>What the statement does to an index of a partitioned table; null for another statement or
    /// table.</summary>
    public static async Task<PostgreSqlPartitionedIndex?> OfAsync(
        PostgreSqlSession session,
        SqlStatement statement,
        CancellationToken token
    ) =>
        PostgreSqlIndexBuild.Of(statement) is { IsOnly: false } index && await index.IsPartitionedAsync(session, token)
            ? new(session, index)
            : null;

    /// <summary>Makes or drops it. What an earlier attempt has built is kept; nothing is left to do where it is
    /// there.</summary>
    /// <param name="limit">How long to wait for a table that is locked for a moment.</param>
    /// <param name="isRepeated">Whether an earlier attempt may have done it, and was not recorded.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="StatementFailedException">Something else has the name, or the table cannot have the
    /// index.</exception>
    public async Task RunAsync(TimeSpan limit, bool isRepeated, CancellationToken token)
    {
        if (_index.IsDrop)
        {
            await _session.ExecuteAsync([new(_index.Plainly)], token);
            return;
        }

        if (await _index.IsMadeAsync(_session, isRepeated, token))
        {
            return;
        }

        await RequirePossibleAsync(limit, token);
        // Partitions may come while others are built.
        var built = new HashSet<string>(StringComparer.Ordinal);
        while (await MissingAsync(built, token) is { Count: > 0 } missing)
        {
            foreach (var partition in missing)
            {
                built.Add(partition.Text);
                await _session.ExecuteAloneAsync(partition, isRepeated: true, token);
            }
        }

        await _session.ExecuteAsync([new(_index.Plainly)], token);
        await _index.VerifyAsync(_session, token);
    }

    /// <summary>What an attempt has left on partitions; null for nothing.</summary>
    public async Task<Leftover?> LeftAsync(CancellationToken token)
    {
        var left = new List<string>();
        foreach (var partition in _index.IsDrop ? [] : await PartitionsAsync(token))
        {
            if (await PostgreSqlIndexBuild.Of(partition)!.LeftAsync(_session, token) is { Name: { } name })
            {
                left.Add(name);
            }
        }

        return left.Count == 0
            ? null
            : new(
                left[0],
                $"on partitions there are already {string.Join(", ", left)}, which the next run takes up. Where it is "
                    + "not to run, drop them by DROP INDEX CONCURRENTLY"
            );
    }

    // Hours of building are not to end in a refusal: the index is made without its partitions, and rolled back.
    private async Task RequirePossibleAsync(TimeSpan limit, CancellationToken token)
    {
        await _index.RequireNoForeignAsync(_session, token);
        await _session.BeginAsync(TransactionOptions.Default with { LockTimeout = limit }, token);
        try
        {
            await _session.ExecuteAsync(
                [new(_index.On(_index.Name, $"ONLY {_index.Table}", isConcurrent: false))],
                token
            );
        }
        finally
        {
            await _session.RollbackAsync();
        }
    }

    private async Task<List<SqlStatement>> MissingAsync(HashSet<string> built, CancellationToken token)
    {
        var missing = new List<SqlStatement>();
        foreach (var partition in await PartitionsAsync(token))
        {
            if (
                !built.Contains(partition.Text)
                && !await PostgreSqlIndexBuild.Of(partition)!.HasEqualAsync(_session, token)
            )
            {
                missing.Add(partition);
            }
        }

        return missing;
    }

    // The statements that build it on each partition that has rows of its own.
    private async Task<IEnumerable<SqlStatement>> PartitionsAsync(CancellationToken token)
    {
        var bare = (
            await _session.QueryAsync(
                $"SELECT (pg_catalog.parse_ident({PostgreSqlName.Literal(_index.Name)}))[1]",
                row => row.GetString(0),
                token
            )
        )[0];
        return await _session.QueryAsync(
            $"""
            SELECT c.relname::text, pg_catalog.format('%I.%I', n.nspname, c.relname)
            FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass({PostgreSqlName.Literal(_index.Table)})) t
            JOIN pg_catalog.pg_class c ON c.oid = t.relid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' ORDER BY 2
            """,
            row => new SqlStatement(
                _index.On(
                    PostgreSqlDatabase.Quoted(Short($"{bare}_{row.GetString(0)}")),
                    row.GetString(1),
                    isConcurrent: true
                )
            )
            {
                OutsideTransaction = true,
            },
            token
        );
    }

    // The server would cut it, and two names with the same beginning would be one.
    private static string Short(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= LongestName)
        {
            return name;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        var start = name;
        while (Encoding.UTF8.GetByteCount(start) > LongestName - hash.Length - 1)
        {
            start = start[..^(char.IsLowSurrogate(start[^1]) ? 2 : 1)];
        }

        return $"{start}_{hash}";
    }
}
