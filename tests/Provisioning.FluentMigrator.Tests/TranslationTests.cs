using System.Data;
using FluentMigrator;
using FluentMigrator.Builders.Create.Index;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Postgres;
using Microsoft.Data.Sqlite;
using Provisioning.Authoring.Collecting;
using Provisioning.Operations;
using Xunit;
using Direction = Provisioning.Planning.Direction;

namespace Provisioning.Tests.FluentMigrator;

/// <summary>What FluentMigrator's expressions say in more than one place, or not where one would look.</summary>
public sealed class TranslationTests
{
    [Fact]
    public void A_column_whose_rows_get_a_value_stays_open_where_nothing_closes_it() =>
        Assert.Equal(
            """
            ALTER TABLE "public"."t" ADD "b" integer;
            UPDATE "public"."t" SET "b" = 7 WHERE 1 = 1;
            """,
            Describing.PostgreSql(m => m.Alter.Table("t").AddColumn("b").AsInt32().SetExistingRowsTo(7))
        );

    [Fact]
    public void A_primary_key_is_added_when_the_rows_have_their_values() =>
        Assert.Equal(
            """
            ALTER TABLE "public"."t" ADD "b" integer;
            UPDATE "public"."t" SET "b" = 7 WHERE 1 = 1;
            ALTER TABLE "public"."t" ALTER "b" TYPE integer, ALTER "b" SET NOT NULL;
            ALTER TABLE "public"."t" ADD CONSTRAINT "PK_t" PRIMARY KEY ("b");
            """,
            Describing.PostgreSql(m =>
                m.Alter.Table("t").AddColumn("b").AsInt32().SetExistingRowsTo(7).NotNullable().PrimaryKey()
            )
        );

    [Fact]
    public void An_index_may_have_a_column_twice() =>
        Assert.Equal(
            """CREATE INDEX "IX_t_a_a" ON "public"."t" ("a" ASC,"a" DESC);""",
            Describing.PostgreSql(m =>
                m.Create.Index().OnTable("t").OnColumn("a").Ascending().OnColumn("a").Descending()
            )
        );

    [Fact]
    public void A_foreign_key_that_follows_its_table_is_made_with_it_and_one_of_another_table_is_not()
    {
        var operations = Describing.Up(m =>
        {
            m.Create.Table("t").WithColumn("a").AsInt32().Indexed();
            m.Create.ForeignKey("fk").FromTable("t").ForeignColumn("a").ToTable("p").PrimaryColumn("id");
            m.Create.ForeignKey("other").FromTable("o").ForeignColumn("a").ToTable("t").PrimaryColumn("a");
            m.Create.Table("u").WithColumn("a").AsInt32();
            m.Create.ForeignKey("late").FromTable("t").ForeignColumn("a").ToTable("u").PrimaryColumn("a");
        });

        Assert.Equal("fk", Assert.Single(Assert.IsType<CreateTable>(operations[0]).Table.ForeignKeys).Name);
        Assert.Equal(
            [
                "create table t",
                "create index IX_t_a on t",
                "add foreign key other to o",
                "create table u",
                "add foreign key late to t",
            ],
            operations.Select(operation => operation.Summary)
        );
    }

    [Fact]
    public void A_feature_of_another_type_than_expected_is_passed_over() =>
        Assert.Equal(
            """CREATE INDEX "ix" ON "public"."t" ("a" ASC);""",
            Describing.PostgreSql(m =>
            {
                var index = m.Create.Index("ix").OnTable("t").OnColumn("a").Ascending();
                ((CreateIndexExpressionBuilder)index).AdditionalFeatures[PostgresExtensions.IndexFilter] = 5;
            })
        );

    [Fact]
    public void A_sequence_is_reversed_and_a_Down_of_ones_own_counts()
    {
        Assert.Equal(["drop sequence q"], Down(new MakesASequence()).Select(operation => operation.Summary));
        Assert.Equal(["execute SELECT 1"], Down(new GoesItsOwnWayBack()).Select(operation => operation.Summary));
    }

    [Fact]
    public void An_expression_of_ones_own_may_hand_others_to_the_processor()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();

        Assert
            .IsType<ExecuteCode>(Assert.Single(Describing.Up(m => m.Create.Everything(), Describing.SqliteDialect)))
            .Run(connection, null);

        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM made";
        Assert.Equal(1L, command.ExecuteScalar());
    }

    private static IReadOnlyList<Operation> Down(IMigration migration) =>
        MigrationClassSource.Describe(migration, "1 test", Direction.Down, Describing.On(Describing.PostgreSqlDialect));

    private sealed class MakesASequence : AutoReversingMigration
    {
        public override void Up() => Create.Sequence("q");
    }

    private sealed class GoesItsOwnWayBack : AutoReversingMigration
    {
        public override void Up() => Create.Sequence("q");

        public override void GetDownExpressions(IMigrationContext context) =>
            context.Expressions.Add(new ExecuteSqlStatementExpression { SqlStatement = "SELECT 1" });
    }
}

internal static class EverythingExtensions
{
    public static void Everything(this IFluentSyntax root) =>
        ((IMigrationContextAccessor)root).GetMigrationContext().Expressions.Add(new Composed());

    private sealed class Composed : MigrationExpressionBase
    {
        public override void ExecuteWith(IMigrationProcessor processor)
        {
            processor.Process(
                new CreateTableExpression { TableName = "made", Columns = [new() { Name = "a", Type = DbType.Int32 }] }
            );
            processor.Process(
                new InsertDataExpression
                {
                    TableName = "made",
                    Rows = { new() { KeyValuePair.Create("a", (object)1) } },
                }
            );
        }
    }
}
