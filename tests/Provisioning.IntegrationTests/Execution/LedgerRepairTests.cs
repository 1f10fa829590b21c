using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Versions that are marked applied or pending: what that changes, and what is refused.</summary>
public sealed class LedgerRepairTests(PostgreSqlServer server) : LedgerRepairCase(server)
{
    [Theory]
    [OnBothEngines]
    public async Task An_interrupted_migration_is_marked_applied_or_pending_and_nothing_runs(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
        var migration = Alone(1, Table, Bad);
        await FailsAsync(database, migration);
        var tables = await TablesAsync(database);

        await RepairAsync(database, migration, RepairAction.MarkApplied, "done by hand");
        var applied = await StateAsync(database, migration);
        await RunAsync(database, migration);
        await RepairAsync(database, migration, RepairAction.MarkPending, "was not");
        var pending = await StateAsync(database, migration);

        Assert.Equal((VersionState.Applied, VersionState.Pending), (applied, pending));
        Assert.Equal(tables, await TablesAsync(database));
        var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger", Token);
        Assert.Matches(
            "^marked as applied .*, after statement 1 of 2: done by hand; marked as pending .*: was not$",
            notes[0]
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_pending_version_is_marked_applied_and_its_row_is_as_others(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
        await RunAsync(database, new Steps(1, [Table], []));
        var hotfix = new Steps(2, [new CreateTable(new("fix", [new("a", new(ColumnKind.Int32))]))], []);

        await RepairAsync(database, hotfix, RepairAction.MarkApplied, "hotfix of Monday");
        await RunAsync(database, hotfix);

        Assert.DoesNotContain("fix", await TablesAsync(database));
        Assert.Equal(VersionState.Applied, await StateAsync(database, hotfix));
        Assert.Equal(
            ["2|Steps2|1"],
            await database.RowsAsync(
                """
                SELECT l.version, l.name, count(v."Version") FROM provisioning_ledger l
                JOIN "VersionInfo" v ON v."Version" = l.version WHERE l.version = 2 AND finished_at IS NOT NULL
                GROUP BY 1, 2
                """,
                Token
            )
        );
    }

    [Theory]
    [OnBothEngines]
    public async Task A_rollback_that_stopped_is_marked_either_way(Engine engine)
    {
        foreach (var action in new[] { RepairAction.MarkApplied, RepairAction.MarkPending })
        {
            await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
            var migration = new Steps(1, [Table], [Row, Bad]) { Transactional = false };
            await RunAsync(database, migration);
            await Assert.ThrowsAsync<MigrationFailedException>(() =>
                RunAsync(database, new MigrationTarget.DownBy(1), migration)
            );

            var found = Assert.Single(await FindAsync(database, migration));
            var refused = await RefusedAsync(database, migration, RepairAction.CleanUp);
            await RepairAsync(database, migration, action);

            Assert.Equal((true, 1, 2), (found.IsRollingBack, found.StatementsDone, found.StatementsTotal));
            Assert.Contains("its rollback is what stopped", refused, StringComparison.Ordinal);
            Assert.Equal(
                action is RepairAction.MarkApplied ? VersionState.Applied : VersionState.Pending,
                await StateAsync(database, migration)
            );
            var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger", Token);
            Assert.Contains("its rollback stopped after statement 1 of 2", notes[0], StringComparison.Ordinal);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task An_unknown_version_is_marked_pending_and_another_tools_row_too(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
        await RunAsync(database, new Steps(1, [Table], []), new Steps(2, [Other], []));
        await database.ExecuteAsync("""INSERT INTO "VersionInfo" VALUES (3, NULL, 'by hand')""", Token);
        var known = new Steps(1, [Table], []);

        var found = await FindAsync(database, known);
        await RepairAsync(database, [known], "", new(2, RepairAction.MarkPending), new(3, RepairAction.MarkPending));

        Assert.Equal([VersionState.Unknown, VersionState.Unknown], found.Select(one => one.State));
        Assert.Empty(await FindAsync(database, known));
        Assert.Equal(
            ["2|Steps2", "3|by hand"],
            await database.RowsAsync(
                "SELECT version, name FROM provisioning_ledger WHERE notes LIKE 'marked as pending %' ORDER BY 1",
                Token
            )
        );
        Assert.Contains("u", await TablesAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_does_not_fit_is_refused_together_and_nothing_is_changed(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
        var migrations = new[] { new Steps(1, [Table], []), new Steps(2, [Other], []) };
        await RunAsync(database, migrations[0]);
        var before = await SnapshotAsync(database);

        await Assert.ThrowsAsync<VersionNotFoundException>(() =>
            RepairAsync(database, migrations, "", new(1, RepairAction.MarkPending), new(7, RepairAction.MarkApplied))
        );
        var applied = await Assert.ThrowsAsync<ProvisioningException>(() =>
            RepairAsync(database, migrations, "", new(1, RepairAction.MarkApplied), new(2, RepairAction.MarkPending))
        );
        var other = await Assert.ThrowsAsync<ProvisioningException>(() =>
            RepairAsync(database, migrations, "", new(1, RepairAction.CleanUp), new(2, RepairAction.AcceptEdit))
        );

        Assert.Equal(
            "1 Steps1: it is applied already.\n2 Steps2: it is not applied.\nNothing was changed.",
            applied.Message
        );
        Assert.Contains("there is nothing to clean up.\n2 Steps2: it was not edited", other.Message);
        Assert.Equal(before, await SnapshotAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task While_a_run_is_live_it_is_named_and_nothing_is_changed(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
        var migration = Alone(1, Table, Bad);
        await FailsAsync(database, migration);
        await using var run = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        Assert.Null(await run.TryLockAsync(Token));
        var before = await SnapshotAsync(database);

        var found = Assert.Single(await FindAsync(database, migration));
        await Assert.ThrowsAsync<LockHeldException>(() => RepairAsync(database, migration, RepairAction.MarkPending));

        Assert.NotNull(found.Running);
        Assert.Equal(before, await SnapshotAsync(database));
        await run.UnlockAsync();
    }
}
