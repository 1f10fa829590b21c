using FluentMigrator;
using Provisioning.Authoring.Collecting;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class BaseClassTests
{
    [Fact]
    public void An_auto_reversing_migration_undoes_its_Up_last_first() =>
        Assert.Equal(
            """
            ALTER TABLE "public"."a" RENAME COLUMN "new" TO "old";
            ALTER TABLE "public"."a" DROP CONSTRAINT "FK_a_t_id_t_id";
            ALTER TABLE "public"."a" DROP COLUMN "t_id";
            DELETE FROM "public"."t" WHERE "id" = 1;
            DROP INDEX "public"."IX_t_name";
            DROP TABLE "public"."t";
            """,
            Describing.Sql(Describe(new Reversing(), Direction.Down), Describing.PostgreSqlDialect)
        );

    [Fact]
    public void What_cannot_be_reversed_is_reported_when_Down_is_described()
    {
        var refusal = Assert.Throws<NotSupportedException>(() => Describe(new Irreversible(), Direction.Down));

        Assert.Equal(
            "alter column c of t cannot be automatically reversed. Derive Irreversible from Migration and write its "
                + "Down.",
            refusal.Message
        );
    }

    [Fact]
    public void Altering_nothing_of_a_table_is_nothing_either_way() =>
        Assert.Empty(Describe(new Idle(), Direction.Down));

    [Fact]
    public void A_forward_only_migration_has_no_Down()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Describe(new Forward(), Direction.Down));

        Assert.Equal("Only forward migration is supported", refusal.Message);
    }

    [Fact]
    public void A_migration_describes_nothing_outside_Up_and_Down() =>
        Assert.Throws<InvalidOperationException>(() => new Forward().Create.Table("t"));

    [Fact]
    public void The_connection_string_is_known_while_a_migration_describes_itself()
    {
        var migration = new Forward();

        MigrationClassSource.Describe(
            migration,
            "1",
            Direction.Up,
            Describing.On(Describing.SqliteDialect) with
            {
                ConnectionString = "Data Source=x",
            }
        );

        Assert.Equal("Data Source=x", migration.ConnectionString);
    }

    [Fact]
    public void A_timestamp_makes_the_version()
    {
        Assert.Equal(20_240_102_030_400, new TimestampedMigrationAttribute(2024, 1, 2, 3, 4, "x").Version);
        Assert.Equal(
            20_240_102_030_405,
            new TimestampedMigrationAttribute(2024, 1, 2, 3, 4, 5, TransactionBehavior.None).Version
        );
    }

    private static IReadOnlyList<Operation> Describe(IMigration migration, Direction direction) =>
        MigrationClassSource.Describe(migration, "1 test", direction, Describing.On(Describing.PostgreSqlDialect));

    private sealed class Reversing : AutoReversingMigration
    {
        public override void Up()
        {
            Create.Table("t").WithColumn("id").AsInt32().PrimaryKey().WithColumn("name").AsString().Indexed();
            Insert.IntoTable("t").Row(new { id = 1 });
            Alter.Table("a").AddColumn("t_id").AsInt32().Nullable().ForeignKey("t", "id");
            Rename.Column("old").OnTable("a").To("new");
        }
    }

    private sealed class Irreversible : AutoReversingMigration
    {
        public override void Up() => Alter.Column("c").OnTable("t").AsInt64();
    }

    private sealed class Idle : AutoReversingMigration
    {
        public override void Up() => Alter.Table("t").InSchema("s");
    }

    private sealed class Forward : ForwardOnlyMigration
    {
        public override void Up() => Execute.Sql("SELECT 1");
    }
}
