using System.Data;
using FluentMigrator;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class KeyTests
{
    [Fact]
    public void Keys_without_names_are_named_after_their_tables_and_columns()
    {
        static void Up(Migration m)
        {
            m.Create.PrimaryKey().OnTable("t").Column("id");
            m.Create.PrimaryKey("pk").OnTable("t").WithSchema("s").Columns("a", "b");
            m.Create.UniqueConstraint().OnTable("t").Columns("a", "b");
            m.Create.ForeignKey()
                .FromTable("t")
                .ForeignColumns("a", "b")
                .ToTable("p")
                .PrimaryColumns("x", "y")
                .OnUpdate(Rule.Cascade);
            m.Create.ForeignKey("fk")
                .FromTable("t")
                .InSchema("s")
                .ForeignColumn("a")
                .ToTable("p")
                .InSchema("s")
                .PrimaryColumn("x")
                .OnDeleteOrUpdate(Rule.None);
        }

        Assert.Equal(
            """
            ALTER TABLE "public"."t" ADD CONSTRAINT "PK_t_id" PRIMARY KEY ("id");
            ALTER TABLE "s"."t" ADD CONSTRAINT "pk" PRIMARY KEY ("a", "b");
            ALTER TABLE "public"."t" ADD CONSTRAINT "UC_t_a_b" UNIQUE ("a", "b");
            ALTER TABLE "public"."t" ADD CONSTRAINT "FK_t_a_b_p_x_y" FOREIGN KEY ("a", "b") REFERENCES "public"."p" ("x", "y") ON UPDATE CASCADE;
            ALTER TABLE "s"."t" ADD CONSTRAINT "fk" FOREIGN KEY ("a") REFERENCES "s"."p" ("x");
            """,
            Describing.PostgreSql(Up)
        );
    }

    [Fact]
    public void Sqlite_keeps_a_unique_constraint_as_an_index() =>
        Assert.Equal(
            """CREATE UNIQUE INDEX "UC_t_a" ON "t" ("a");""",
            Describing.Sqlite(m => m.Create.UniqueConstraint().OnTable("t").Column("a"))
        );

    [Fact]
    public void Schemas_and_sequences_are_created_with_their_options() =>
        Assert.Equal(
            """
            CREATE SCHEMA "s";
            CREATE SEQUENCE "s"."sq" INCREMENT BY 2 MINVALUE 1 MAXVALUE 100 START WITH 5 CACHE 10 CYCLE;
            CREATE SEQUENCE "plain" CACHE 1;
            """,
            Describing.PostgreSql(m =>
            {
                m.Create.Schema("s");
                m.Create.Sequence("sq")
                    .InSchema("s")
                    .IncrementBy(2)
                    .MinValue(1)
                    .MaxValue(100)
                    .StartWith(5)
                    .Cache(10)
                    .Cycle();
                m.Create.Sequence("plain");
            })
        );
}
