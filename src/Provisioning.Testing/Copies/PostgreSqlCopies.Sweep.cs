using System.Globalization;
using Provisioning.Databases;

namespace Provisioning.Testing.Copies;

internal sealed partial class PostgreSqlCopies
{
    private sealed record Entry(TestName Name, string? Comment, long? Bytes);

    /// <inheritdoc />
    public override async Task<IReadOnlyList<TestDatabaseEntry>> ListAsync(CancellationToken token)
    {
        var (entries, held) = await ReadAsync(token);
        return [.. entries.Select(entry => new TestDatabaseEntry($"{entry.Name}", State(entry, held), entry.Bytes))];
    }

    /// <inheritdoc />
    public override async Task SweepAsync(CancellationToken token)
    {
        var (entries, held) = await ReadAsync(token);
        foreach (var entry in entries.Where(entry => State(entry, held) is TestDatabaseState.Left || IsOld(entry)))
        {
            // Another role's is left to that role, and without FORCE one that is connected to stays.
            await CleanUp.QuietlyAsync(async () =>
            {
                if (entry.Name.Kind is TestNameKind.Template)
                {
                    await ExecuteAsync($"ALTER DATABASE \"{entry.Name}\" IS_TEMPLATE false", token);
                }

                await ExecuteAsync($"DROP DATABASE IF EXISTS \"{entry.Name}\"", token);
            });
        }
    }

    private static TestDatabaseState State(Entry entry, HashSet<(int Kind, int Number)> held) =>
        entry.Name.Kind switch
        {
            TestNameKind.Template => TestDatabaseState.Template,
            _ when entry.Comment == Kept => TestDatabaseState.Kept,
            TestNameKind.Test when held.Contains((OwnerLock, entry.Name.Owner)) => TestDatabaseState.InUse,
            TestNameKind.Unfinished when held.Contains((TemplateLock, entry.Name.Owner)) => TestDatabaseState.InUse,
            _ => TestDatabaseState.Left,
        };

    private static bool IsOld(Entry entry) =>
        entry.Name.Kind is TestNameKind.Template
        && entry.Comment?.StartsWith(Used, StringComparison.Ordinal) is true
        && DateTimeOffset.TryParse(
            entry.Comment[Used.Length..],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var used
        )
        && TimeProvider.System.GetUtcNow() - used > TemplateLife;

    private async Task<(List<Entry> Entries, HashSet<(int, int)> Held)> ReadAsync(CancellationToken token)
    {
        await using var connection = await _maintenance.OpenConnectionAsync(token);
        var entries = new List<Entry>();
        await connection.ReadAsync(
            """
            SELECT datname::text, shobj_description(oid, 'pg_database'),
                   CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) END
            FROM pg_database
            WHERE starts_with(datname::text, 'test_') OR starts_with(datname::text, 'template_')
                  OR starts_with(datname::text, 'unfinished_')
            ORDER BY datname COLLATE "C"
            """,
            row =>
            {
                if (TestName.Read(row.GetString(0)) is { } name)
                {
                    entries.Add(
                        new(name, row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2))
                    );
                }
            },
            token
        );
        // After the databases: who made one of them holds its lock since before.
        var held = new HashSet<(int, int)>();
        await connection.ReadAsync(
            "SELECT classid::bigint, objid::bigint FROM pg_locks "
                + "WHERE locktype = 'advisory' AND objsubid = 2 AND granted "
                + $"AND classid IN ({OwnerLock}, {TemplateLock})",
            // The server has them without a sign.
            row => held.Add(unchecked(((int)row.GetInt64(0), (int)row.GetInt64(1)))),
            token
        );
        return (entries, held);
    }
}
