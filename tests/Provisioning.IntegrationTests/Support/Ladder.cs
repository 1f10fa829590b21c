using Provisioning.Engines;
using Provisioning.TestSystem;

namespace Provisioning.IntegrationTests.Support;

/// <summary>Runs the hundred versions of the test system through the command line.</summary>
internal static class Ladder
{
    /// <summary>Whether every fault is tried as often as it is meant to be, rather than a tenth of that.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("PROVISIONING_FULL_FAULTS") is "1";

    /// <summary>The arguments of a command on the test system.</summary>
    public static string[] Command(string command, TestDatabase database, params string[] more) =>
        [command, "--assembly", typeof(LadderSystem).Assembly.Location, "--url", database.Url, .. more];

    /// <summary>The versions that FluentMigrator's table and ours have, which are to agree: <c>100 of 1 to
    /// 100</c>.</summary>
    public static async Task<string> VersionsAsync(TestDatabase database, CancellationToken token)
    {
        var rows = await database.RowsAsync(
            """
            SELECT count(*), min(v."Version"), max(v."Version"), count(l.version), count(l.finished_at)
            FROM "VersionInfo" v LEFT JOIN provisioning_ledger l ON l.version = v."Version"
            """,
            token
        );
        return rows[0];
    }

    /// <summary>Structure and rows as one text.</summary>
    public static async Task<string> SnapshotAsync(TestDatabase database, CancellationToken token)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(token);
        return await Snapshot.TakeAsync(session, token);
    }
}
