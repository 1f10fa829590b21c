using System.Data;
using FluentMigrator;
using FluentMigrator.SQLite;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class CreateTableTests
{
    [Fact]
    public void A_table_without_row_numbers_says_so_on_SQLite_alone()
    {
        static void Up(Migration m) => m.Create.Table("t").WithoutRowId().WithColumn("id").AsString(20).PrimaryKey("pk");

        Assert.Equal("""CREATE TABLE "t" ("id" TEXT NOT NULL, CONSTRAINT "pk" PRIMARY KEY ("id")) WITHOUT ROWID;""", Describing.Sqlite(Up));
        Assert.Equal("""CREATE TABLE "public"."t" ("id" varchar(20) NOT NULL, CONSTRAINT "pk" PRIMARY KEY ("id"));""", Describing.PostgreSql(Up));
    }

    [Fact]
    public void A_numbered_primary_key_is_an_identity_column_on_PostgreSql_and_stands_inline_on_Sqlite()
    {
        static void Up(Migration m) => m.Create.Table("t").WithColumn("id").AsInt64().PrimaryKey().Identity();

        Assert.Equal(
            """CREATE TABLE "public"."t" ("id" bigint NOT NULL GENERATED ALWAYS AS IDENTITY, CONSTRAINT "PK_t" PRIMARY KEY ("id"));""",
            Describing.PostgreSql(Up));
        Assert.Equal("""CREATE TABLE "t" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT);""", Describing.Sqlite(Up));
    }

    [Fact]
    public void Columns_of_a_composite_key_make_one_constraint_by_the_given_name()
    {
        static void Up(Migration m) => m.Create.Table("t")
            .WithColumn("a").AsInt32().PrimaryKey("pk_of_t")
            .WithColumn("b").AsInt32().PrimaryKey("pk_of_t");

        Assert.Equal(
            """CREATE TABLE "public"."t" ("a" integer NOT NULL, "b" integer NOT NULL, CONSTRAINT "pk_of_t" PRIMARY KEY ("a","b"));""",
            Describing.PostgreSql(Up));
        Assert.Equal(
            """CREATE TABLE "t" ("a" INTEGER NOT NULL, "b" INTEGER NOT NULL, CONSTRAINT "pk_of_t" PRIMARY KEY ("a", "b"));""",
            Describing.Sqlite(Up));
    }

    [Fact]
    public void Unique_and_indexed_columns_get_indexes_behind_the_table()
    {
        static void Up(Migration m) => m.Create.Table("t")
            .WithColumn("a").AsString(20).NotNullable().Unique()
            .WithColumn("b").AsString().Nullable().Indexed()
            .WithColumn("c").AsInt32().Nullable().Indexed("by_c");

        Assert.Equal(
            """
            CREATE TABLE "public"."t" ("a" varchar(20) NOT NULL, "b" text, "c" integer);
            CREATE UNIQUE INDEX "IX_t_a" ON "public"."t" ("a" ASC);
            CREATE INDEX "IX_t_b" ON "public"."t" ("b" ASC);
            CREATE INDEX "by_c" ON "public"."t" ("c" ASC);
            """,
            Describing.PostgreSql(Up));
    }

    [Fact]
    public void A_foreign_key_of_a_column_belongs_to_the_table()
    {
        static void Up(Migration m) => m.Create.Table("t").InSchema("s")
            .WithColumn("a").AsInt32().NotNullable().ForeignKey("p", "id").OnDelete(Rule.Cascade).OnUpdate(Rule.SetNull).Nullable()
            .WithColumn("b").AsInt32().ForeignKey("fk_b", "s", "q", "id").OnDeleteOrUpdate(Rule.SetDefault);

        var table = Assert.IsType<CreateTable>(Describing.Single(Up)).Table;

        Assert.Equal(
            [
                new ForeignKey("FK_t_a_p_id", ["a"], "p", ["id"]) { OnDelete = ReferentialAction.Cascade, OnUpdate = ReferentialAction.SetNull },
                new ForeignKey("fk_b", ["b"], new("s", "q"), ["id"]) { OnDelete = ReferentialAction.SetDefault, OnUpdate = ReferentialAction.SetDefault },
            ],
            table.ForeignKeys);
        Assert.True(table.Find("a")!.IsNullable);
    }

    [Fact]
    public void A_foreign_key_is_added_behind_the_table_on_PostgreSql_and_stands_inside_on_Sqlite()
    {
        static void Up(Migration m) => m.Create.Table("t").WithColumn("a").AsInt32().ForeignKey("p", "id").OnDelete(Rule.Cascade);

        Assert.Equal(
            """
            CREATE TABLE "public"."t" ("a" integer NOT NULL);
            ALTER TABLE "public"."t" ADD CONSTRAINT "FK_t_a_p_id" FOREIGN KEY ("a") REFERENCES "public"."p" ("id") ON DELETE CASCADE;
            """,
            Describing.PostgreSql(Up));
        Assert.Equal(
            """CREATE TABLE "t" ("a" INTEGER NOT NULL, CONSTRAINT "FK_t_a_p_id" FOREIGN KEY ("a") REFERENCES "p" ("id") ON DELETE CASCADE);""",
            Describing.Sqlite(Up));
    }

    [Fact]
    public void A_table_referring_to_a_new_one_gets_its_key_behind_it()
    {
        var operations = Describing.Up(m => m.Create.Table("p").WithColumn("id").AsInt32().PrimaryKey().ReferencedBy("t", "p_id").OnDelete(Rule.Cascade));

        Assert.Equal(
            new AddForeignKey("t", new("FK_t_p_id_p_id", ["p_id"], "p", ["id"]) { OnDelete = ReferentialAction.Cascade }),
            operations[1]);
    }

    [Fact]
    public void Defaults_are_literals_expressions_or_what_the_engine_makes()
    {
        static void Up(Migration m) => m.Create.Table("t")
            .WithColumn("a").AsString().WithDefaultValue("it's")
            .WithColumn("b").AsBoolean().WithDefaultValue(true)
            .WithColumn("c").AsInt32().Nullable().WithDefaultValue(null)
            .WithColumn("d").AsDateTime().WithDefault(SystemMethods.CurrentUTCDateTime)
            .WithColumn("e").AsInt32().WithDefaultValue(RawSql.Insert("1 + 1"))
            .WithColumn("f").AsDateTime().WithDefaultValue(SystemMethods.CurrentDateTime)
            .WithColumn("g").AsAnsiString().WithDefaultValue(new NonUnicodeString("x"));

        Assert.Equal(
            """
            CREATE TABLE "public"."t" ("a" text NOT NULL DEFAULT 'it''s', "b" boolean NOT NULL DEFAULT true, "c" integer DEFAULT NULL, "d" timestamp NOT NULL DEFAULT (now() at time zone 'UTC'), "e" integer NOT NULL DEFAULT 1 + 1, "f" timestamp NOT NULL DEFAULT now(), "g" text NOT NULL DEFAULT 'x');
            """,
            Describing.PostgreSql(Up));
    }

    [Fact]
    public void Descriptions_become_comments_and_computed_columns_stay_computed()
    {
        static void Up(Migration m) => m.Create.Table("t").WithDescription("things")
            .WithColumn("a").AsInt32().WithColumnDescription("first").WithColumnAdditionalDescription("unit", "mm")
            .WithColumn("b").AsInt32().Nullable().Computed("a * 2", stored: true);

        Assert.Equal(
            """
            CREATE TABLE "public"."t" ("a" integer NOT NULL, "b" integer GENERATED ALWAYS AS (a * 2) STORED);
            COMMENT ON TABLE "public"."t" IS 'things';
            COMMENT ON COLUMN "public"."t"."a" IS 'first
            unit: mm';
            """,
            Describing.PostgreSql(Up));
    }

    [Fact]
    public void A_table_that_may_be_there_already_is_left_as_it_is() =>
        Assert.Equal(
            """CREATE TABLE IF NOT EXISTS "t" ("a" INTEGER NOT NULL);""",
            Describing.Sqlite(m => m.Create.Table("t").IfNotExists().WithColumn("a").AsInt32()));
}
