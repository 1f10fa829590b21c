using FluentMigrator;
using FluentMigrator.Postgres;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class RowTests
{
    [Fact]
    public void Each_row_is_an_insert_of_its_own() =>
        Assert.Equal(
            """
            INSERT INTO "public"."t" ("a","b") VALUES (1,'x');
            INSERT INTO "public"."t" ("a","b") VALUES (2,NULL);
            INSERT INTO "public"."t" ("a") VALUES (3);
            INSERT INTO "public"."t" ("a") VALUES (now());
            """,
            Describing.PostgreSql(m =>
                m.Insert.IntoTable("t")
                    .Row(new { a = 1, b = "x" })
                    .Row(new Dictionary<string, object?> { ["a"] = 2, ["b"] = null }!)
                    .Rows(new { a = 3 }, new { a = RawSql.Insert("now()") })
            )
        );

    [Fact]
    public void A_row_may_hold_what_the_engine_makes() =>
        Assert.Equal(
            """INSERT INTO "t" ("at") VALUES (CURRENT_TIMESTAMP);""",
            Describing.Sqlite(m => m.Insert.IntoTable("t").Row(new { at = SystemMethods.CurrentUTCDateTime }))
        );

    [Fact]
    public void PostgreSql_overrides_identity_columns_when_told() =>
        Assert.Equal(
            """INSERT INTO "s"."t" ("id") OVERRIDING SYSTEM VALUE VALUES (7);""",
            Describing.PostgreSql(m =>
                m.Insert.IntoTable("t").InSchema("s").Row(new { id = 7 }).WithOverridingSystemValue()
            )
        );

    [Fact]
    public void An_update_names_values_and_rows() =>
        Assert.Equal(
            """
            UPDATE "public"."t" SET "a" = 1 WHERE "id" = 5 AND "c" IS NULL;
            UPDATE "public"."t" SET "a" = 1 WHERE 1 = 1;
            UPDATE "public"."t" SET a = a + 1 WHERE a < 3;
            UPDATE "public"."t" SET "a" = 2 WHERE "a" > 7;
            """,
            Describing.PostgreSql(m =>
            {
                m.Update.Table("t").Set(new { a = 1 }).Where(new { id = 5, c = (string?)null });
                m.Update.Table("t").Set(new { a = 1 }).AllRows();
                m.Update.Table("t").Set("a = a + 1").Where(RawSql.Insert("a < 3"));
                m.Update.Table("t")
                    .Set(new Dictionary<string, object> { ["a"] = 2 })
                    .Where(new { a = RawSql.Insert("> 7") });
            })
        );

    [Fact]
    public void Rows_are_deleted_by_value_by_condition_or_altogether() =>
        Assert.Equal(
            """
            DELETE FROM "t" WHERE "id" = 1;
            DELETE FROM "t" WHERE "id" = 2;
            DELETE FROM "t" WHERE "x" IS NULL;
            DELETE FROM "t" WHERE id > 9;
            DELETE FROM "t" WHERE 1 = 1;
            """,
            Describing.Sqlite(m =>
            {
                m.Delete.FromTable("t").Row(new { id = 1 }).Row(new { id = 2 }).IsNull("x");
                m.Delete.FromTable("t").Row("id > 9");
                m.Delete.FromTable("t").AllRows();
            })
        );
}
