using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Xunit;

namespace Provisioning.Tests.Planning;

public sealed class MigrationStatusTests
{
    private static readonly Dialect Dialect = new SqliteDialect();

    [Fact]
    public void Each_version_that_either_side_knows_has_its_state()
    {
        var catalog = new MigrationCatalog([new TestMigration(1), new TestMigration(2), new TestMigration(3)]);
        var ledger = Ledger(
            new(1) { IsApplied = true },
            new(2) { StatementsDone = 1 },
            new(9) { IsApplied = true, Description = "gone" }
        );

        var versions = MigrationStatus.Of(catalog, ledger);

        Assert.Equal(
            ["1 M1 Applied", "2 M2 Interrupted", "3 M3 Pending", "9 gone Unknown"],
            versions.Select(version => $"{version.Version} {version.Name} {version.State}")
        );
    }

    [Fact]
    public void A_version_that_another_tool_rolled_back_is_pending_or_gone()
    {
        var ledger = Ledger(new(1) { IsFinished = true }, new(7) { IsFinished = true });

        var versions = MigrationStatus.Of(new MigrationCatalog([new TestMigration(1)]), ledger);

        Assert.Equal([(1L, VersionState.Pending)], versions.Select(version => (version.Version, version.State)));
    }

    [Fact]
    public void A_migration_whose_statements_changed_is_edited_and_one_that_another_tool_applied_is_not()
    {
        var catalog = new MigrationCatalog([
            new TestMigration(1, new ExecuteSql("SELECT 1")),
            new TestMigration(2, new ExecuteSql("SELECT 2")),
            new TestMigration(3, new ExecuteSql("SELECT 3")),
        ]);
        var same = LedgerWriter.Checksum(Dialect.Render(new ExecuteSql("SELECT 1")));
        var ledger = Ledger(
            new(1) { IsApplied = true, Checksum = same },
            new(2) { IsApplied = true, Checksum = same },
            new(3) { IsApplied = true }
        );

        var versions = MigrationStatus.WithEdits(MigrationStatus.Of(catalog, ledger), catalog, Dialect);

        Assert.Equal(
            [VersionState.Applied, VersionState.Edited, VersionState.Applied],
            versions.Select(version => version.State)
        );
    }

    [Fact]
    public void A_migration_that_asks_what_exists_is_never_called_edited()
    {
        var catalog = new MigrationCatalog([
            new TestMigration(1, context => context.Schema.TableExists("t") ? [] : [new ExecuteSql("SELECT 1")]),
        ]);
        var ledger = Ledger(new LedgerEntry(1) { IsApplied = true, Checksum = "another" });

        var versions = MigrationStatus.WithEdits(MigrationStatus.Of(catalog, ledger), catalog, Dialect);

        Assert.Equal(VersionState.Applied, Assert.Single(versions).State);
    }

    [Fact]
    public void A_migration_that_asks_what_exists_is_answered_from_those_before_it_however_late_it_asks()
    {
        var answers = new List<bool>();
        IReadOnlyList<Operation> Ask(MigrationContext context, string table)
        {
            answers.Add(context.Schema.TableExists(table));
            return [];
        }

        var catalog = new MigrationCatalog([
            new TestMigration(1, new CreateTable(new("a", [new("id", new(ColumnKind.Int64))]))),
            new TestMigration(2, context => context.Schema.TableExists("a") ? [new RenameTable("a", "b")] : []),
            new TestMigration(3, context => Ask(context, "b")),
            new TestMigration(4, new DropTable("b")),
            new TestMigration(5, context => Ask(context, "b")),
        ]);
        var ledger = Ledger([
            .. catalog.Migrations.Select(each => new LedgerEntry(each.Version)
            {
                IsApplied = true,
                Checksum = "2:other",
            }),
        ]);

        MigrationStatus.WithEdits(MigrationStatus.Of(catalog, ledger), catalog, Dialect);

        Assert.Equal([true, false], answers);
    }

    private static LedgerState Ledger(params LedgerEntry[] entries) =>
        new(entries, HasVersionTable: true, HasLedger: true);
}
