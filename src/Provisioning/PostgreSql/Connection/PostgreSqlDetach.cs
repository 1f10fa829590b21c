using System.Text.RegularExpressions;
using Provisioning.Databases;
using Provisioning.Dialects;

namespace Provisioning.PostgreSql.Connection;

/// <summary>DETACH PARTITION … CONCURRENTLY, which leaves a partition half detached where it stops half way. The
/// server's catalogue says how far it has come.</summary>
internal sealed partial class PostgreSqlDetach
{
    private const string Name = """(?:"(?:[^"]|"")+"|[\w$]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[\w$]+))?""";

    private readonly string _table;
    private readonly string _partition;

    private PostgreSqlDetach(string table, string partition) => (_table, _partition) = (table, partition);

    /// <summary>What the statement detaches; null for another statement.</summary>
    public static PostgreSqlDetach? Of(SqlStatement statement) =>
        Pattern().Match(statement.Text) is { Success: true } match
            ? new(match.Groups["table"].Value, match.Groups["partition"].Value)
            : null;

    /// <summary>Finishes what an earlier attempt has begun. True: nothing is left to do.</summary>
    /// <param name="session">The session; no transaction is open on it.</param>
    /// <param name="isRepeated">Whether an earlier attempt may have done it, and was not recorded.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task<bool> FinishAsync(DatabaseSession session, bool isRepeated, CancellationToken token)
    {
        // The column came with PostgreSQL 14, as the statement did; asking the row as JSON works before it too.
        var pending = await session.QueryAsync(
            $"""
            SELECT coalesce((pg_catalog.to_jsonb(i) ->> 'inhdetachpending'::text)::boolean, false)
            FROM pg_catalog.pg_inherits i
            WHERE i.inhrelid = pg_catalog.to_regclass({PostgreSqlName.Literal(_partition)})
                  AND i.inhparent = pg_catalog.to_regclass({PostgreSqlName.Literal(_table)})
            """,
            row => row.GetBoolean(0),
            token
        );
        if (pending is not [true])
        {
            return isRepeated && pending.Count == 0;
        }

        await session.ExecuteAsync($"ALTER TABLE {_table} DETACH PARTITION {_partition} FINALIZE", token);
        return true;
    }

    [GeneratedRegex(
        $@"^\s*ALTER\s+TABLE\s+(?:ONLY\s+)?(?<table>{Name})\s+"
            + $@"DETACH\s+PARTITION\s+(?<partition>{Name})\s+CONCURRENTLY\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Pattern();
}
