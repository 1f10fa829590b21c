using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Xunit;

namespace Provisioning.Tests.Planning;

public sealed class MigrationHistoryTests
{
    private static readonly Dialect Dialect = new PostgreSqlDialect();

    private static readonly CreateTable Table = new(
        new("t", [new("id", new(ColumnKind.Int64)) { Identity = Identity.Default }])
    );

    [Fact]
    public void Another_rendering_of_the_same_operations_is_no_edit()
    {
        var catalog = new MigrationCatalog([new TestMigration(1, Table)]);
        var ledger = Ledger(Entry(1, MigrationChecksum.Of([Table])));

        foreach (var dialect in new Dialect[] { Dialect, new SqliteDialect(), new SqliteDialect(SqliteTypes.Declared) })
        {
            Assert.Empty(MigrationHistory.Of(catalog, ledger, dialect).Edited);
        }
    }

    [Theory]
    [InlineData(PostgreSqlIdentities.Always)]
    [InlineData(PostgreSqlIdentities.ByDefault)]
    [InlineData(PostgreSqlIdentities.Serial)]
    public void What_version_0_1_0_recorded_is_known_by_its_SQL_whatever_the_identities_are(PostgreSqlIdentities kind)
    {
        var catalog = new MigrationCatalog([new TestMigration(1, Table)]);
        var checksum = LedgerWriter.Checksum(new PostgreSqlDialect(kind).Render(Table));

        Assert.Empty(MigrationHistory.Of(catalog, Ledger(Entry(1, checksum)), Dialect).Edited);
        Assert.Single(
            MigrationHistory
                .Of(new([new TestMigration(1, new DropTable("t"))]), Ledger(Entry(1, checksum)), Dialect)
                .Edited
        );
    }

    [Fact]
    public void A_migration_that_describes_something_else_each_time_is_no_edit()
    {
        var count = 0;
        var catalog = new MigrationCatalog([new TestMigration(1, _ => [new ExecuteSql($"SELECT {++count}")])]);

        Assert.Empty(MigrationHistory.Of(catalog, Ledger(Entry(1, "2:another")), Dialect).Edited);
    }

    [Fact]
    public void A_migration_that_describes_nothing_any_more_is_edited_and_says_why()
    {
        var catalog = new MigrationCatalog([new TestMigration(1, _ => throw new ProvisioningException("It throws."))]);

        var edited = Assert.Single(MigrationHistory.Of(catalog, Ledger(Entry(1, "2:another")), Dialect).Edited);

        Assert.Equal("It throws.", edited.Error);
    }

    [Fact]
    public void A_system_is_known_by_its_name_or_else_by_the_names_of_its_migrations()
    {
        var catalog = new MigrationCatalog([new TestMigration(1), new TestMigration(2)]).Of("shop");

        Assert.Null(Other(Named(1, "M1"), Named(2, "M2")));
        Assert.Null(Other(Named(1, "M1", "shop"), Named(2, "renamed", "shop")));
        Assert.Null(Other(Named(1, "M1", "once"), Named(2, "M2", "once")));
        Assert.Equal("version 1 is Users there and M1 here", Other(Named(1, "Users"), Named(2, "Orders")));
        Assert.Equal(
            "wow (version 1 is Users there and M1 here)",
            Other(Named(1, "Users", "wow"), Named(2, "M2", "wow"))
        );
        Assert.Equal("wow (none of its versions is known here)", Other(Named(77, "Users", "wow")));

        string? Other(params LedgerEntry[] entries) =>
            MigrationHistory.Of(catalog, Ledger(entries), Dialect).OtherSystem;
    }

    [Fact]
    public void Versions_of_a_newer_release_do_not_matter_where_nothing_is_to_be_done()
    {
        var catalog = new MigrationCatalog([new TestMigration(1), new TestMigration(2)]);
        var newer = Ledger(Applied(1), Applied(2), Applied(3));
        var behind = Ledger(Applied(1), Applied(3));
        var missing = Ledger(Applied(1), Applied(2), Applied(0));

        Assert.Null(Refusal(newer, new MigrationTarget.Up()));
        Assert.Equal("--allow-unknown", Refusal(newer, new MigrationTarget.DownBy(1)));
        Assert.Equal("--allow-unknown", Refusal(newer, new MigrationTarget.Redo()));
        Assert.Equal("--allow-unknown", Refusal(behind, new MigrationTarget.Up()));
        Assert.Equal("--allow-unknown", Refusal(missing, new MigrationTarget.Up()));

        string? Refusal(LedgerState ledger, MigrationTarget target)
        {
            try
            {
                MigrationHistory
                    .Of(catalog, ledger, Dialect)
                    .Require(catalog, Planner.Plan(catalog, ledger, target), new(), "here");
                return null;
            }
            catch (HistoryRefusedException refused)
            {
                return refused.Option;
            }
        }
    }

    private static LedgerEntry Applied(long version) => new(version) { IsApplied = true };

    private static LedgerEntry Entry(long version, string checksum) =>
        new(version)
        {
            IsApplied = true,
            Name = $"M{version}",
            Checksum = checksum,
        };

    private static LedgerEntry Named(long version, string name, string? system = null) =>
        new(version)
        {
            IsApplied = true,
            Name = name,
            System = system,
        };

    private static LedgerState Ledger(params LedgerEntry[] entries) =>
        new(entries, HasVersionTable: true, HasLedger: true);
}
