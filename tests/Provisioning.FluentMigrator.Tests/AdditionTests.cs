using FluentMigrator;
using Provisioning.Authoring;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class AdditionTests
{
    [Fact]
    public void Views_functions_policies_extensions_and_enums_are_described_like_everything_else() =>
        Assert.Equal(
            """
            CREATE EXTENSION IF NOT EXISTS "pg_trgm" SCHEMA "public";
            CREATE TYPE "app"."mood" AS ENUM ('sad', 'ok');
            ALTER TYPE "public"."mood" ADD VALUE 'glad' BEFORE 'ok';
            CREATE VIEW "public"."names" AS
            SELECT name FROM people;
            CREATE FUNCTION "public"."me"() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$SELECT 1$$;
            ALTER TABLE "public"."people" ENABLE ROW LEVEL SECURITY;
            CREATE POLICY "own" ON "public"."people" FOR SELECT TO "app" USING (id = me());
            DROP POLICY "own" ON "app"."people";
            DROP FUNCTION "public"."me"();
            DROP VIEW "public"."names";
            DROP TYPE "public"."mood";
            DROP EXTENSION IF EXISTS "pg_trgm";
            """,
            Describing.PostgreSql(m =>
            {
                m.Create.Extension("pg_trgm");
                m.Create.Enum("mood").InSchema("app").WithValues("sad", "ok");
                m.Alter.Enum("mood").AddValue("glad", before: "ok");
                m.Create.View("names").As("SELECT name FROM people");
                m.Create.Function("me")
                    .Returns("integer")
                    .Language("sql")
                    .Stable()
                    .SecurityDefiner("pg_catalog")
                    .As("SELECT 1");
                m.Alter.RowLevelSecurity("people").Enable();
                m.Create.Policy("own").OnTable("people").For(PolicyCommand.Select).To("app").Using("id = me()");
                m.Delete.Policy("own", "people").InSchema("app");
                m.Delete.Function("me");
                m.Delete.View("names");
                m.Delete.Enum("mood");
                m.Delete.Extension("pg_trgm");
            })
        );

    [Fact]
    public void A_view_without_a_query_and_a_function_without_a_body_are_reported() =>
        Assert.Equal(
            [
                "view names shows nothing; end it with As",
                "function me does nothing; end it with As",
                "enum mood has no values; end it with WithValues or AddValue",
            ],
            Describing.Problems(m =>
            {
                m.Create.View("names");
                m.Create.Function("me");
                m.Create.Enum("mood");
            })
        );

    [Fact]
    public void Documents_and_moments_have_types_and_defaults_on_both_engines()
    {
        static void Up(Migration m) =>
            m
                .Create.Table("t")
                .WithColumn("a")
                .AsJson()
                .Nullable()
                .WithColumn("b")
                .AsJsonb()
                .NotNullable()
                .WithDefaultValue("{}")
                .WithColumn("c")
                .AsDateTimeOffset()
                .NotNullable()
                .WithDefaultNow();

        Assert.Equal(
            """CREATE TABLE "public"."t" ("a" json, "b" jsonb NOT NULL DEFAULT '{}', "c" timestamptz NOT NULL DEFAULT now());""",
            Describing.PostgreSql(Up)
        );
        Assert.Equal(
            """CREATE TABLE "t" ("a" TEXT, "b" TEXT NOT NULL DEFAULT '{}', "c" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')));""",
            Describing.Sqlite(Up)
        );
    }

    [Fact]
    public void They_serve_added_and_altered_columns_too() =>
        Assert.Equal(
            """
            ALTER TABLE "public"."t" ADD "a" jsonb;
            ALTER TABLE "public"."t" ALTER "b" TYPE json;
            ALTER TABLE "public"."t" ALTER "c" TYPE timestamptz;
            ALTER TABLE "public"."t" ALTER "c" DROP DEFAULT, ALTER "c" SET DEFAULT now();
            """,
            Describing.PostgreSql(m =>
            {
                m.Create.Column("a").OnTable("t").AsJsonb().Nullable();
                m.Alter.Column("b").OnTable("t").AsJson();
                m.Alter.Table("t").AlterColumn("c").AsDateTimeOffset().WithDefaultNow();
            })
        );

    [Fact]
    public void A_trigger_that_touches_a_column_can_be_undone()
    {
        var created = Describing.Single(m =>
            m.Create.Trigger("touch").OnTable("t").InSchema("s").Touching("updated_at")
        );

        Assert.Equal(
            new CreateTrigger(
                new("s", "t"),
                new("touch", TriggerTiming.Before, TriggerEvent.Update) { Touches = "updated_at" }
            ),
            created
        );
        Assert.IsType<DropTrigger>(created.Inverse);
    }

    [Fact]
    public void A_trigger_runs_its_body_where_its_condition_holds() =>
        Assert.Equal(
            """
            CREATE TRIGGER "log" AFTER DELETE ON "t" FOR EACH ROW WHEN OLD.id > 0
            BEGIN
            INSERT INTO log VALUES (OLD.id);
            END;
            """,
            Describing.Sqlite(m =>
                m.Create.Trigger("log")
                    .OnTable("t")
                    .AfterDelete()
                    .When("OLD.id > 0")
                    .Body("INSERT INTO log VALUES (OLD.id);")
            )
        );

    [Fact]
    public void Triggers_and_checks_come_and_go() =>
        Assert.Equal(
            """
            DROP TRIGGER "touch" ON "public"."t";
            DROP FUNCTION "public"."touch"();
            ALTER TABLE "public"."t" ADD CONSTRAINT "ck" CHECK (a > 0);
            ALTER TABLE "s"."t" DROP CONSTRAINT "ck";
            """,
            Describing.PostgreSql(m =>
            {
                m.Delete.Trigger("touch").FromTable("t");
                m.Create.CheckConstraint("ck").OnTable("t").Expression("a > 0");
                m.Delete.CheckConstraint("ck").FromTable("t").InSchema("s");
            })
        );

    [Fact]
    public void An_unfinished_trigger_or_check_is_a_problem() =>
        Assert.Equal(
            ["trigger a of t does nothing; end it with Touching or Body", "check constraint b of t has no expression"],
            Describing.Problems(m =>
            {
                m.Create.Trigger("a").OnTable("t").BeforeInsert();
                m.Create.CheckConstraint("b").OnTable("t");
            })
        );
}
