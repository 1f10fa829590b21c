using FluentMigrator;
using FluentMigrator.Builder.Create.Index;
using FluentMigrator.Model;
using FluentMigrator.Postgres;
using Provisioning.Authoring;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class IndexTests
{
    [Fact]
    public void An_index_without_a_name_is_named_after_its_columns()
    {
        static void Up(Migration m) =>
            m.Create.Index().OnTable("t").OnColumn("a").Ascending().OnColumn("b").Descending().WithOptions().Unique();

        Assert.Equal(
            """CREATE UNIQUE INDEX "IX_t_a_b" ON "public"."t" ("a" ASC,"b" DESC);""",
            Describing.PostgreSql(Up)
        );
        Assert.Equal("""CREATE UNIQUE INDEX "IX_t_a_b" ON "t" ("a" ASC, "b" DESC);""", Describing.Sqlite(Up));
    }

    [Fact]
    public void A_column_without_a_direction_may_be_the_last() =>
        Assert.Equal(
            """CREATE UNIQUE INDEX "ix" ON "s"."t" ("a" ASC,"b" ASC);""",
            Describing.PostgreSql(m =>
                m.Create.Index("ix").OnTable("t").InSchema("s").OnColumn("a").Unique().OnColumn("b")
            )
        );

    [Fact]
    public void PostgreSql_takes_all_its_options() =>
        Assert.Equal(
            """
            CREATE UNIQUE INDEX CONCURRENTLY "ix" ON ONLY "public"."t" ("a" ASC NULLS FIRST,"b" DESC) INCLUDE ("c", "d") NULLS NOT DISTINCT WITH ( FILLFACTOR = 70 ) TABLESPACE "ts" WHERE a > 0;
            """,
            Describing.PostgreSql(m =>
                m.Create.Index("ix")
                    .OnTable("t")
                    .OnColumn("a")
                    .Ascending()
                    .NullsFirst()
                    .OnColumn("b")
                    .Descending()
                    .WithOptions()
                    .UniqueNullsNotDistinct()
                    .WithOptions()
                    .Include("c")
                    .Include("d")
                    .AsConcurrently()
                    .AsOnly()
                    .Filter("a > 0")
                    .Tablespace("ts")
                    .UsingBTree()
                    .Fillfactor(70)
            )
        );

    [Fact]
    public void Each_method_has_parameters_of_its_own() =>
        Assert.Equal(
            """
            CREATE INDEX "gin" ON "public"."t" USING GIN ("a") WITH ( FASTUPDATE = OFF, GIN_PENDING_LIST_LIMIT = 128 );
            CREATE INDEX "gist" ON "public"."t" USING GIST ("a") WITH ( FILLFACTOR = 90, BUFFERING = AUTO );
            CREATE INDEX "brin" ON "public"."t" USING BRIN ("a") WITH ( PAGES_PER_RANGE = 32, AUTOSUMMARIZE = ON );
            CREATE INDEX "hash" ON "public"."t" USING HASH ("a");
            CREATE INDEX "spgist" ON "public"."t" USING SPGIST ("a");
            """,
            Describing.PostgreSql(m =>
            {
                m.Create.Index("gin")
                    .OnTable("t")
                    .OnColumn("a")
                    .Ascending()
                    .WithOptions()
                    .UsingGin()
                    .DisableFastUpdate()
                    .PendingListLimit(128);
                m.Create.Index("gist")
                    .OnTable("t")
                    .OnColumn("a")
                    .Ascending()
                    .WithOptions()
                    .UsingGist()
                    .Fillfactor(90)
                    .Buffering(GistBuffering.Auto);
                m.Create.Index("brin")
                    .OnTable("t")
                    .OnColumn("a")
                    .Ascending()
                    .WithOptions()
                    .UsingBrin()
                    .PagesPerRange(32)
                    .Autosummarize();
                m.Create.Index("hash").OnTable("t").OnColumn("a").Ascending().WithOptions().UsingHash();
                m.Create.Index("spgist").OnTable("t").OnColumn("a").Ascending().WithOptions().Using(Algorithm.Spgist);
            })
        );

    [Fact]
    public void A_second_method_is_refused()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() =>
            Describing.Up(m =>
                m.Create.Index("ix").OnTable("t").OnColumn("a").Ascending().WithOptions().UsingGin().UsingHash()
            )
        );

        Assert.Equal("Only can have one index method.", refusal.Message);
    }

    [Fact]
    public void An_entry_may_be_an_expression() =>
        Assert.Equal(
            """CREATE INDEX "ix" ON "t" ((lower(name)) ASC, "id" ASC);""",
            Describing.Sqlite(m =>
                m.Create.Index("ix").OnTable("t").OnExpression("lower(name)").Ascending().OnColumn("id")
            )
        );
}
