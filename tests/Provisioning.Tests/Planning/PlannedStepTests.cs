using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.Planning;

public sealed class PlannedStepTests
{
    private static readonly PostgreSqlDialect Dialect = new();

    [Fact]
    public void What_cannot_run_in_a_transaction_is_refused_where_the_migration_asks_for_one()
    {
        var migration = new TestMigration(1, new CreateIndex("t", new("ix", [new("a")])) { IsConcurrent = true });

        var error = Assert.Throws<ProvisioningException>(() => Render(migration));

        Assert.Contains("TransactionBehavior.None", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_rendered_where_the_migration_asks_for_none()
    {
        var migration = new TestMigration(1, new CreateIndex("t", new("ix", [new("a")])) { IsConcurrent = true })
        {
            Transactional = false,
        };

        var step = Render(migration);

        Assert.True(Assert.Single(step.Statements).OutsideTransaction);
    }

    [Fact]
    public void A_backfill_is_refused_where_the_ledger_has_no_row_to_keep_how_far_it_has_come()
    {
        var migration = new TestMigration(1, new Backfill("t", [new("a", 1)])) { Called = "M", Transactional = false };

        var error = Assert.Throws<ProvisioningException>(() => Render(migration));

        Assert.Contains("\"backfill a of t\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("a migration with a version", error.Message, StringComparison.Ordinal);
    }

    private static RenderedStep Render(TestMigration migration)
    {
        var step = new PlannedStep(migration, Direction.Up);
        return step.Render(Dialect, step.Describe(new(Dialect.Aliases, DatabaseModel.Empty, "")), DatabaseModel.Empty);
    }
}
