using FluentMigrator;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class DeleteTests
{
    [Fact]
    public void Tables_columns_sequences_and_schemas_go()
    {
        static void Up(Migration m)
        {
            m.Delete.Table("a");
            m.Delete.Table("b").IfExists().InSchema("s");
            m.Delete.Column("x").Column("y").FromTable("t").InSchema("s");
            m.Delete.Sequence("sq").InSchema("s");
            m.Delete.Schema("s");
        }

        Assert.Equal(
            """
            DROP TABLE "public"."a";
            DROP TABLE IF EXISTS "s"."b";
            ALTER TABLE "s"."t" DROP COLUMN "x";
            ALTER TABLE "s"."t" DROP COLUMN "y";
            DROP SEQUENCE "s"."sq";
            DROP SCHEMA "s";
            """,
            Describing.PostgreSql(Up)
        );
    }

    [Fact]
    public void Keys_indexes_and_defaults_go_by_name_or_by_what_they_were_named_after()
    {
        static void Up(Migration m)
        {
            m.Delete.PrimaryKey("PK_t").FromTable("t");
            m.Delete.UniqueConstraint("u").FromTable("t").InSchema("s");
            m.Delete.UniqueConstraint().FromTable("t").Columns("a", "b");
            m.Delete.ForeignKey("fk").OnTable("t").InSchema("s");
            m.Delete.ForeignKey().FromTable("t").ForeignColumn("a").ToTable("p").PrimaryColumn("id");
            m.Delete.Index("ix").OnTable("t");
            m.Delete.Index().OnTable("t").InSchema("s").OnColumns("a", "b");
            m.Delete.DefaultConstraint().OnTable("t").OnColumn("c");
        }

        Assert.Equal(
            """
            ALTER TABLE "public"."t" DROP CONSTRAINT "PK_t";
            ALTER TABLE "s"."t" DROP CONSTRAINT "u";
            ALTER TABLE "public"."t" DROP CONSTRAINT "UC_t_a_b";
            ALTER TABLE "s"."t" DROP CONSTRAINT "fk";
            ALTER TABLE "public"."t" DROP CONSTRAINT "FK_t_a_p_id";
            DROP INDEX "public"."ix";
            DROP INDEX "s"."IX_t_a_b";
            ALTER TABLE "public"."t" ALTER "c" DROP DEFAULT;
            """,
            Describing.PostgreSql(Up)
        );
    }

    [Fact]
    public void Sqlite_drops_columns_indexes_and_unique_constraints()
    {
        static void Up(Migration m)
        {
            m.Delete.Column("x").FromTable("t");
            m.Delete.Index("ix").OnTable("t").OnColumn("a");
            m.Delete.UniqueConstraint("u").FromTable("t");
        }

        Assert.Equal(
            """
            ALTER TABLE "t" DROP COLUMN "x";
            DROP INDEX "ix";
            DROP INDEX "u";
            """,
            Describing.Sqlite(Up)
        );
    }
}
