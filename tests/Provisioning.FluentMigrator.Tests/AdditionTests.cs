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
    public void Constraints_are_added_without_a_look_at_the_rows_and_validated_later()
    {
        static void Up(Migration m)
        {
            m.Create.CheckConstraint("ck").OnTable("t").Expression("a > 0").NotValid();
            m.Create.ForeignKey("fk")
                .FromTable("t")
                .InSchema("app")
                .ForeignColumn("a")
                .ToTable("p")
                .InSchema("app")
                .PrimaryColumn("id")
                .NotValid()
                .OnDelete(System.Data.Rule.Cascade);
            m.Create.ForeignKey().FromTable("t").ForeignColumn("b").ToTable("p").PrimaryColumn("id").NotValid();
            m.Alter.Table("t").ValidateConstraint("ck");
            m.Alter.Table("t").InSchema("app").ValidateConstraint("fk");
        }

        Assert.Equal(
            """
            ALTER TABLE "public"."t" ADD CONSTRAINT "ck" CHECK (a > 0) NOT VALID;
            ALTER TABLE "app"."t" ADD CONSTRAINT "fk" FOREIGN KEY ("a") REFERENCES "app"."p" ("id") ON DELETE CASCADE NOT VALID;
            ALTER TABLE "public"."t" ADD CONSTRAINT "FK_t_b_p_id" FOREIGN KEY ("b") REFERENCES "public"."p" ("id") NOT VALID;
            ALTER TABLE "public"."t" VALIDATE CONSTRAINT "ck";
            ALTER TABLE "app"."t" VALIDATE CONSTRAINT "fk";
            """,
            Describing.PostgreSql(Up)
        );
    }

    [Fact]
    public void A_column_is_set_not_null_and_nullable_by_itself_in_the_order_of_the_calls() =>
        Assert.Equal(
            """
            ALTER TABLE "public"."t" ADD "a" integer;
            ALTER TABLE "public"."t" ALTER COLUMN "b" SET NOT NULL;
            ALTER TABLE "public"."t" ALTER COLUMN "c" DROP NOT NULL;
            ALTER TABLE "app"."t" ALTER COLUMN "b" SET NOT NULL;
            """,
            Describing.PostgreSql(m =>
            {
                m.Alter.Table("t").AddColumn("a").AsInt32().Nullable().SetNotNull("b").SetNullable("c");
                m.Alter.Table("t").InSchema("app").SetNotNull("b");
            })
        );

    [Fact]
    public void An_index_becomes_a_constraints_and_is_made_again_on_the_way_back()
    {
        static void Up(Migration m)
        {
            m.Create.PrimaryKey("pk").OnTable("t").Columns("a", "b").UsingIndex("ix");
            m.Create.UniqueConstraint("uc").OnTable("u").WithSchema("app").Column("a").UsingIndex("iu");
        }

        Assert.Equal(
            """
            ALTER TABLE "public"."t" ADD CONSTRAINT "pk" PRIMARY KEY USING INDEX "ix";
            ALTER TABLE "app"."u" ADD CONSTRAINT "uc" UNIQUE USING INDEX "iu";
            """,
            Describing.PostgreSql(Up)
        );
        Assert.Equal(
            """
            ALTER TABLE "public"."t" DROP CONSTRAINT "pk";
            CREATE UNIQUE INDEX "ix" ON "public"."t" ("a" ASC,"b" ASC);
            """,
            string.Join(
                '\n',
                Describing
                    .PostgreSqlDialect.Render(
                        Describing
                            .Single(m => m.Create.PrimaryKey("pk").OnTable("t").Columns("a", "b").UsingIndex("ix"))
                            .Inverse!
                    )
                    .Select(statement => $"{statement.Text};")
            )
        );
    }

    [Fact]
    public void A_backfill_is_one_statement_in_a_script() =>
        Assert.Equal(
            """
            UPDATE "app"."t" SET "a" = b + 1, "c" = 'x' WHERE (a IS NULL) /* provision: in batches by primary key, each in a transaction of its own */;
            UPDATE "public"."t" SET "a" = 1 /* provision: in batches by primary key, each in a transaction of its own */;
            """,
            Describing.PostgreSql(m =>
            {
                m.Execute.Backfill("t")
                    .InSchema("app")
                    .Set("a", "b + 1")
                    .Set("c", "'x'")
                    .Where("a IS NULL")
                    .BatchSize(100);
                m.Execute.Backfill("t").Set("a", "1");
            })
        );

    [Fact]
    public void A_backfill_of_nothing_is_reported() =>
        Assert.Equal(
            [
                "the backfill of t has no columns",
                "the backfill of t has a column without a value",
                "the backfill of t has a condition without SQL",
                "the backfill of t has batches without rows",
            ],
            Describing.Problems(m =>
            {
                m.Execute.Backfill("t");
                m.Execute.Backfill("t").Set("a", " ").Where("").BatchSize(0);
            })
        );

    [Fact]
    public void Setting_a_column_not_null_is_undone_and_a_validation_has_no_inverse()
    {
        var set = Describing.Single(m => m.Alter.Table("t").SetNotNull("a"));

        Assert.Equal(new SetNullability("t", "a", IsNullable: false), set);
        Assert.Equal(new SetNullability("t", "a", IsNullable: true), set.Inverse);
        Assert.Null(Describing.Single(m => m.Alter.Table("t").ValidateConstraint("c")).Inverse);
    }

    [Fact]
    public void A_change_of_a_table_without_a_name_is_reported() =>
        Assert.Equal(
            ["a column to set not null has no name", "a constraint to validate has no name"],
            Describing.Problems(m => m.Alter.Table("t").SetNotNull("").ValidateConstraint(" "))
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
