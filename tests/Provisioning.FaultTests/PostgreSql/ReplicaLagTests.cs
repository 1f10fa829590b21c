using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Testing.Servers;
using Xunit;

namespace Provisioning.FaultTests.PostgreSql;

/// <summary>A backfill on a server with a replica that applies everything late.</summary>
public sealed class ReplicaLagTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backfill_waits_for_a_replica_that_lags_and_says_who_may_not_see_it()
    {
        const string Replication = "-c wal_level=replica -c max_wal_senders=4";
        await using var primary = await ThrowAwayServer.StartAsync(settings: Replication);
        Assert.SkipWhen(primary is null, "There is no PostgreSQL on this machine.");
        await using var replica = await ThrowAwayServer.StartAsync(
            settings: "-c recovery_min_apply_delay=1500ms",
            primary: primary.Port
        );
        var url = $"postgresql://postgres@127.0.0.1:{primary.Port}/postgres";
        var fill = new ExecuteSql(
            "CREATE TABLE t (id integer PRIMARY KEY, n integer NOT NULL DEFAULT 0); "
                + "INSERT INTO t SELECT generate_series(1, 3); CREATE ROLE app LOGIN; "
                + "GRANT ALL ON SCHEMA public TO app; ALTER TABLE t OWNER TO app"
        );
        var events = new List<RunEvent>();
        void Seen(RunEvent value)
        {
            events.Add(value);
            if (value is RunEvent.Lagging)
            {
                Resume(replica!.Port);
            }
        }

        await RunAsync(url, "versions", _ => { }, new Steps(1, [fill], []));
        var replicaUrl = $"postgresql://postgres@127.0.0.1:{replica!.Port}/postgres";
        await UntilLaggingAsync(url, replicaUrl);

        await RunAsync(url, "versions", Seen, new Steps(1, [fill], []), Backfill(2));
        var refusal = await Assert.ThrowsAsync<MigrationFailedException>(() =>
            RunAsync($"postgresql://app@127.0.0.1:{primary.Port}/postgres", "own", _ => { }, Backfill(3))
        );

        var lag = Assert.IsType<RunEvent.Lagging>(events.First(each => each is RunEvent.Lagging));
        Assert.True(lag.Lag > lag.Most, $"{lag}");
        Assert.Contains(events, each => each is RunEvent.Backfilled { IsLast: true, Rows: 3 });
        Assert.Contains("GRANT pg_monitor TO app", refusal.Message, StringComparison.Ordinal);
    }

    private static Steps Backfill(long version) =>
        new(version, [new Backfill("t", [new("n", new SqlExpression("n + 1"))])], []) { Transactional = false };

    // A lag is known once the replica has applied something late, and stays what it is while the replica pauses.
    private static async Task UntilLaggingAsync(string url, string replicaUrl)
    {
        await using var session = await DatabaseUrl.Parse(url).OpenAsync(Token);
        await using var replica = await DatabaseUrl.Parse(replicaUrl).OpenAsync(Token);
        for (var tries = 0; tries < 300; tries++)
        {
            await session.ExecuteAsync("COMMENT ON TABLE t IS 'waits'", Token);
            if (await session.ReplicaLagAsync(Token) is { TotalSeconds: > 1 })
            {
                await replica.ExecuteAsync("SELECT pg_wal_replay_pause()", Token);
                await session.ExecuteAsync("COMMENT ON TABLE t IS 'waits longer'", Token);
                if (await session.ReplicaLagAsync(Token) is { TotalSeconds: > 1 })
                {
                    return;
                }

                await replica.ExecuteAsync("SELECT pg_wal_replay_resume()", Token);
            }

            await Task.Delay(100, Token);
        }

        Assert.Fail("The replica never lagged.");
    }

    private static void Resume(int port)
    {
        using var connection = new Npgsql.NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=postgres");
        connection.Open();
        using var command = new Npgsql.NpgsqlCommand("SELECT pg_wal_replay_resume()", connection);
        command.ExecuteNonQuery();
    }

    private static async Task RunAsync(string url, string ledger, Action<RunEvent> seen, params Steps[] steps)
    {
        await using var session = await DatabaseUrl.Parse(url).OpenAsync(Token);
        var options = new RunnerOptions
        {
            MaxReplicaLag = TimeSpan.FromSeconds(0.5),
            History = HistoryOptions.Unchecked,
        };
        await new MigrationRunner(
            new(steps)
            {
                VersionTable = new() { Table = ledger, UniqueIndex = $"ux_{ledger}" },
            },
            options,
            TimeProvider.System,
            new Events(seen)
        ).RunAsync(session, new MigrationTarget.Up(), Token);
    }

    private sealed class Events(Action<RunEvent> seen) : IProgress<RunEvent>
    {
        public void Report(RunEvent value) => seen(value);
    }
}
