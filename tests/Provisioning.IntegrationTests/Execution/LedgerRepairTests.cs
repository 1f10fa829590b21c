using Provisioning.Databases;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Decisions about interrupted, unknown and pending versions: what they change, and what is refused.</summary>
public sealed class LedgerRepairTests(PostgreSqlServer server)
{
    private static readonly CreateTable Table = new(new("t", [new("a", new(ColumnKind.Int32))]));
    private static readonly CreateTable Other = new(new("u", [new("a", new(ColumnKind.Int32))]));
    private static readonly ExecuteSql Row = new("INSERT INTO t VALUES (1)");
    private static readonly ExecuteSql Bad = new("INSERT INTO t VALUES (nonsense)");

    private static readonly CreateIndex Index = new("t", new("ux_t", [new("a")]) { IsUnique = true })
    {
        IsConcurrent = true,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task An_interrupted_migration_is_described_with_what_can_be_done(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        await FailsAsync(database, Alone(1, Table, Other, Bad));

        var found = Assert.Single(await FindAsync(database, Alone(1, Table, Other, Bad)));

        Assert.Equal((VersionState.Interrupted, 2, 3), (found.State, found.StatementsDone, found.StatementsTotal));
        Assert.Equal(Bad.Sql, found.Statement);
        Assert.Contains("nonsense", found.Error, StringComparison.Ordinal);
        Assert.Null(found.Running);
        Assert.Equal(
            [RepairAction.MarkApplied, RepairAction.MarkPending, RepairAction.CleanUp],
            found.Choices.Select(choice => choice.Action)
        );
        Assert.All(found.Choices, choice => Assert.Null(choice.Refusal));
        Assert.Contains("drop table u, drop table t", found.Choices[2].Consequence, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task What_an_interrupted_migration_made_is_undone_and_the_ledger_keeps_who_and_why(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var column = new AddColumn("kept", new("b", new(ColumnKind.Int32)) { IsNullable = true });
        await RunAsync(database, new Steps(1, [new CreateTable(new("kept", [new("a", new(ColumnKind.Int32))]))], []));
        await FailsAsync(database, Alone(2, Table, column, Bad));

        var done = await RepairAsync(database, Alone(2, Table, column, Bad), RepairAction.CleanUp, "wrong plan");

        Assert.Matches("^cleaned up .* UTC by .*, after statement 2 of 3: wrong plan$", Assert.Single(done).Note);
        Assert.Equal(
            ["VersionInfo", "kept", "provisioning_history", "provisioning_ledger"],
            await TablesAsync(database)
        );
        Assert.DoesNotContain(await FindAsync(database, Alone(2, Table, column, Bad)), one => one.Version == 2);
        Assert.Equal(VersionState.Pending, await StateAsync(database, Alone(2, Table, column, Bad)));
        await RunAsync(database, Alone(2, Table, column));
        var notes = await database.RowsAsync("SELECT notes FROM provisioning_ledger WHERE version = 2", Token);
        Assert.EndsWith(": wrong plan", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_index_goes_and_another_of_its_name_stays()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, server, Token);
        await RunAsync(database, new Steps(1, [Table, Row, Row], []));
        await FailsAsync(database, Alone(2, Other, Index));
        await database.ExecuteAsync("DROP INDEX ux_t; CREATE INDEX ux_t ON t (a)", Token);

        var refused = await RefusedAsync(database, Alone(2, Other, Index), RepairAction.CleanUp);
        await database.ExecuteAsync("DROP INDEX ux_t", Token);
        await FailsAsync(database, Alone(2, Other, Index));
        var found = Assert.Single(await FindAsync(database, Alone(2, Other, Index)), one => one.Version == 2);
        await RepairAsync(database, Alone(2, Other, Index), RepairAction.CleanUp);

        Assert.Contains("public.ux_t is there and can be used", refused, StringComparison.Ordinal);
        Assert.Contains(
            "drop the invalid index public.ux_t, drop table u",
            found.Choices[2].Consequence,
            StringComparison.Ordinal
        );
        Assert.Equal(["0"], await database.RowsAsync("SELECT count(*) FROM pg_class WHERE relname = 'ux_t'", Token));
        Assert.Equal(["VersionInfo", "provisioning_history", "provisioning_ledger", "t"], await TablesAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_cannot_be_undone_is_refused_by_name_and_nothing_is_changed(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var sql = Alone(1, Table, Row, Bad);
        await FailsAsync(database, sql);
        var before = await SnapshotAsync(database);

        var raw = await RefusedAsync(database, sql, RepairAction.CleanUp);
        var edited = await RefusedAsync(database, Alone(1, Other, Row, Bad), RepairAction.CleanUp);
        var moved = await RefusedAsync(database, Alone(1, Table, Row, Row), RepairAction.CleanUp);

        Assert.Contains("nothing is known that undoes: execute INSERT INTO t", raw, StringComparison.Ordinal);
        Assert.Contains("the statements that ran were edited since", edited, StringComparison.Ordinal);
        Assert.Contains("the statements that ran were edited since", moved, StringComparison.Ordinal);
        Assert.Equal(before, await SnapshotAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_backfill_that_has_changed_rows_is_not_taken_for_undone(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var migration = Alone(1, Table, Bad);
        await FailsAsync(database, migration);
        await database.ExecuteAsync("UPDATE provisioning_ledger SET backfilled_to = '[\"7\"]'", Token);

        var refused = await RefusedAsync(database, migration, RepairAction.CleanUp);

        Assert.Contains("of which some rows are done", refused, StringComparison.Ordinal);
        Assert.Contains("t", await TablesAsync(database));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_clean_up_that_fails_half_way_is_run_again(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var migration = Alone(1, Table, Other, Bad);
        await FailsAsync(database, migration);
        await database.ExecuteAsync("CREATE VIEW v AS SELECT a FROM t", Token);
        var fails = engine is Engine.PostgreSql;

        var error = await Record.ExceptionAsync(() => RepairAsync(database, migration, RepairAction.CleanUp));
        if (fails)
        {
            Assert.IsType<StatementFailedException>(error, exactMatch: false);
            Assert.Equal(["1"], await database.RowsAsync("SELECT statements_done FROM provisioning_ledger", Token));
            await database.ExecuteAsync("DROP VIEW v", Token);
            await RepairAsync(database, migration, RepairAction.CleanUp);
        }

        Assert.Equal(["VersionInfo", "provisioning_history", "provisioning_ledger"], await TablesAsync(database));
        Assert.Equal(VersionState.Pending, await StateAsync(database, migration));
    }

    [Theory]
    [OnBothEngines]
    public async Task An_interrupted_migration_is_marked_applied_or_pending_and_nothing_runs(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
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
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
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
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
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
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
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
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
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
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
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

    private static Steps Alone(long version, params Operation[] up) => new(version, up, []) { Transactional = false };

    private static async Task<IReadOnlyList<string>> TablesAsync(TestDatabase database) =>
        [.. (await database.TablesAsync(Token)).Order(StringComparer.Ordinal)];

    private static Task<string> SnapshotAsync(TestDatabase database) => Ladder.SnapshotAsync(database, Token);

    private static async Task<VersionState> StateAsync(TestDatabase database, MigrationSource migration)
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var catalog = new MigrationCatalog([migration]);
        var ledger = await Ledger.LedgerReader.ReadAsync(session, catalog.VersionTable, Token);
        var versions = MigrationStatus.WithEdits(
            MigrationStatus.Of(catalog, ledger),
            catalog,
            session.Database.Dialect
        );
        return versions.Single(version => version.Version == migration.Version).State;
    }

    private static async Task<IReadOnlyList<RepairFinding>> FindAsync(
        TestDatabase database,
        params MigrationSource[] migrations
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await Repair(migrations).FindAsync(session, Token);
    }

    private static Task<IReadOnlyList<RepairedVersion>> RepairAsync(
        TestDatabase database,
        MigrationSource migration,
        RepairAction action,
        string why = ""
    ) => RepairAsync(database, [migration], why, new RepairDecision(migration.Version, action));

    private static async Task<IReadOnlyList<RepairedVersion>> RepairAsync(
        TestDatabase database,
        MigrationSource[] migrations,
        string why,
        params RepairDecision[] decisions
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        return await Repair(migrations).RunAsync(session, decisions, why, Token);
    }

    private static async Task<string> RefusedAsync(
        TestDatabase database,
        MigrationSource migration,
        RepairAction action
    ) => (await Assert.ThrowsAsync<ProvisioningException>(() => RepairAsync(database, migration, action))).Message;

    private static LedgerRepair Repair(MigrationSource[] migrations) =>
        new(new(migrations), new() { LockWait = TimeSpan.FromMilliseconds(100) }, TimeProvider.System);

    private static Task RunAsync(TestDatabase database, params MigrationSource[] migrations) =>
        RunAsync(database, new MigrationTarget.Up(), migrations);

    private static async Task RunAsync(
        TestDatabase database,
        MigrationTarget target,
        params MigrationSource[] migrations
    )
    {
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        var options = new RunnerOptions { History = HistoryOptions.Unchecked };
        await new MigrationRunner(new(migrations), options, TimeProvider.System).RunAsync(session, target, Token);
    }

    private static Task<MigrationFailedException> FailsAsync(
        TestDatabase database,
        params MigrationSource[] migrations
    ) => Assert.ThrowsAsync<MigrationFailedException>(() => RunAsync(database, migrations));
}
