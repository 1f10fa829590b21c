using FluentMigrator;
using Provisioning.Authoring;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class AdditionTests
{
    [Fact]
    public void Documents_and_moments_have_types_and_defaults_on_both_engines()
    {
        static void Up(Migration m) => m.Create.Table("t")
            .WithColumn("a").AsJson().Nullable()
            .WithColumn("b").AsJsonb().NotNullable().WithDefaultValue("{}")
            .WithColumn("c").AsDateTimeOffset().NotNullable().WithDefaultNow();

        Assert.Equal(
            """CREATE TABLE "public"."t" ("a" json, "b" jsonb NOT NULL DEFAULT '{}', "c" timestamptz NOT NULL DEFAULT now());""",
            Describing.PostgreSql(Up));
        Assert.Equal(
            """CREATE TABLE "t" ("a" TEXT, "b" TEXT NOT NULL DEFAULT '{}', "c" DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')));""",
            Describing.Sqlite(Up));
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
            }));

    [Fact]
    public void A_trigger_that_touches_a_column_can_be_undone()
    {
        var created = Describing.Single(m => m.Create.Trigger("touch").OnTable("t").InSchema("s").Touching("updated_at"));

        Assert.Equal(
            new CreateTrigger(new("s", "t"), new("touch", TriggerTiming.Before, TriggerEvent.Update) { Touches = "updated_at" }),
            created);
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
            Describing.Sqlite(m => m.Create.Trigger("log").OnTable("t").AfterDelete().When("OLD.id > 0").Body("INSERT INTO log VALUES (OLD.id);")));

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
            }));

    [Fact]
    public void An_unfinished_trigger_or_check_is_a_problem() =>
        Assert.Equal(
            [
                "trigger a of t does nothing; end it with Touching or Body",
                "check constraint b of t has no expression",
            ],
            Describing.Problems(m =>
            {
                m.Create.Trigger("a").OnTable("t").BeforeInsert();
                m.Create.CheckConstraint("b").OnTable("t");
            }));
}
