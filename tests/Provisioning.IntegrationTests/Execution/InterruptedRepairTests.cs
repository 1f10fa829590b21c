using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>What an interrupted migration has made is undone, or it is said why it cannot be.</summary>
public sealed class InterruptedRepairTests(PostgreSqlServer server) : LedgerRepairCase(server)
{
    [Theory]
    [OnBothEngines]
    public async Task An_interrupted_migration_is_described_with_what_can_be_done(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
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
        await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
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
        await using var database = await TestDatabase.CreateAsync(Engine.PostgreSql, Server, Token);
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
        await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
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
        await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
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
        await using var database = await TestDatabase.CreateAsync(engine, Server, Token);
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
}
