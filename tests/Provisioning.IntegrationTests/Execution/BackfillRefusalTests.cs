using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Execution;
using Provisioning.IntegrationTests.Support;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;
using static Provisioning.IntegrationTests.Execution.BackfillCase;

namespace Provisioning.IntegrationTests.Execution;

/// <summary>Backfills that are refused, by name and before a row is changed.</summary>
public sealed class BackfillRefusalTests(PostgreSqlServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [OnBothEngines]
    public async Task A_backfill_that_did_some_of_its_batches_may_not_be_edited_but_for_their_size(Engine engine)
    {
        await using var database = await FilledAsync(server, engine, 95);
        await database.ExecuteAsync("UPDATE t SET n = 1000000000 WHERE id = 42", Token);
        var big = AddOne with
        {
            Set = [new("n", new SqlExpression(engine is Engine.Sqlite ? "iif(n > 9, NULL, n + 1)" : "n + 1 + n * 3"))],
        };
        await Assert.ThrowsAsync<MigrationFailedException>(() => FillAsync(database, _ => { }, big));
        await database.ExecuteAsync("UPDATE t SET n = 0 WHERE id = 42", Token);

        var refusal = await Assert.ThrowsAsync<ProvisioningException>(() => FillAsync(database, _ => { }, AddOne));
        await FillAsync(database, _ => { }, big with { BatchSize = 3 });

        Assert.Contains("the statements that ran were edited since", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["95|1|1"], await database.RowsAsync(Once, Token));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_table_without_a_primary_key_and_a_column_of_one_are_refused_before_anything_runs(Engine engine)
    {
        await using var database = await TestDatabase.CreateAsync(engine, server, Token);
        var bare = new CreateTable(new("bare", [new("n", new(ColumnKind.Int32))]));
        var keyed = new CreateTable(
            new("keyed", [new("id", new(ColumnKind.Int32))]) { PrimaryKey = new("pk_keyed", ["id"]) }
        );

        async Task<string> RefusalAsync(Operation backfill)
        {
            Steps[] steps = [new(1, [bare, keyed], []), new(2, [backfill], []) { Transactional = false }];
            return (
                await Assert.ThrowsAsync<OperationNotSupportedException>(() =>
                    RunAsync(database, _ => { }, steps, Token)
                )
            ).Message;
        }

        Assert.Contains(
            "bare has no primary key",
            await RefusalAsync(new Backfill("bare", [new("n", 1)])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "id is in the primary key",
            await RefusalAsync(new Backfill("keyed", [new("id", new SqlExpression("id + 1"))])),
            StringComparison.Ordinal
        );
        await using var session = await DatabaseUrl.Parse(database.Url).OpenAsync(Token);
        Assert.Empty((await session.InspectAsync(Token)).Tables);
    }

    [Theory]
    [OnBothEngines]
    public async Task In_a_transaction_it_is_refused_before_anything_runs(Engine engine)
    {
        await using var database = await FilledAsync(server, engine, 5);

        var inside = await Assert.ThrowsAsync<ProvisioningException>(() =>
            RunAsync(database, _ => { }, (Steps[])[new(2, [AddOne], [])], Token)
        );

        Assert.Contains("TransactionBehavior.None", inside.Message, StringComparison.Ordinal);
        Assert.Equal(["5|0|0"], await database.RowsAsync(Once, Token));
    }

    [Fact]
    public async Task Rows_that_SQLite_keeps_without_a_key_are_named_before_the_first_batch()
    {
        await using var database = await TestDatabase.CreateAsync(Engine.Sqlite, server, Token);
        await database.ExecuteAsync(
            "CREATE TABLE t (a TEXT, b TEXT, n INTEGER, PRIMARY KEY (a, b)); INSERT INTO t VALUES ('x', NULL, 0)",
            Token
        );

        var failure = await Assert.ThrowsAsync<MigrationFailedException>(() => FillAsync(database, _ => { }, AddOne));

        Assert.Contains("a column of the primary key (a, b) is NULL", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["1|0|0"], await database.RowsAsync(Once, Token));
    }
}
