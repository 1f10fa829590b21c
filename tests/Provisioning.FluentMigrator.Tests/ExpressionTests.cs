using System.Data;
using FluentMigrator;
using FluentMigrator.Builders.Create;
using FluentMigrator.Builders.Create.Table;
using FluentMigrator.Expressions;
using FluentMigrator.Infrastructure;
using FluentMigrator.Model;
using Provisioning.Authoring.Collecting;
using Provisioning.Operations;
using Xunit;
using Direction = Provisioning.Planning.Direction;

namespace Provisioning.Tests.FluentMigrator;

/// <summary>What programs do that fill expressions themselves, or read what a migration described.</summary>
public sealed class ExpressionTests
{
    [Fact]
    public void A_program_can_complete_the_table_behind_a_chain_of_calls()
    {
        var sql = Describing.PostgreSql(migration => migration.Create.TableFor("people"));

        Assert.Equal(
            """
            CREATE TABLE "public"."people" ("Id" integer NOT NULL GENERATED ALWAYS AS IDENTITY, "name" varchar(20) NOT NULL, "born" date, CONSTRAINT "PK_people" PRIMARY KEY ("Id"));
            CREATE INDEX "IX_people_name" ON "public"."people" ("name" ASC);
            """,
            sql
        );
    }

    [Fact]
    public void A_builder_fills_a_table_outside_any_migration()
    {
        var context = new OwnContext();
        var builder = new CreateTableExpressionBuilder(new CreateTableExpression { TableName = "people" }, context);

        builder.WithColumn("id").AsInt64().PrimaryKey().WithColumn("name").AsString(20).Nullable().Unique();

        Assert.Equal(
            [("id", DbType.Int64, true), ("name", DbType.String, false)],
            builder.Expression.Columns.Select(column => (column.Name, column.Type!.Value, column.IsPrimaryKey))
        );
        Assert.True(Assert.IsType<CreateIndexExpression>(Assert.Single(context.Expressions)).Index.IsUnique);
    }

    [Fact]
    public void A_context_of_ones_own_collects_what_a_migration_describes()
    {
        var context = new OwnContext();

        new People().GetUpExpressions(context);

        Assert.Equal(
            ["people", "teams"],
            context.Expressions.OfType<CreateTableExpression>().Select(table => table.TableName)
        );
    }

    [Fact]
    public void A_migration_can_reverse_its_way_up_expression_by_expression()
    {
        var operations = MigrationClassSource.Describe(
            new People(),
            "1 People",
            Direction.Down,
            Describing.On(Describing.PostgreSqlDialect)
        );

        Assert.Equal(["drop table teams", "drop table people"], operations.Select(operation => operation.Summary));
    }

    [Fact]
    public void What_cannot_be_reversed_says_so()
    {
        var error = Assert.Throws<NotSupportedException>(() =>
            new DeleteTableExpression { TableName = "people" }.Reverse()
        );

        Assert.StartsWith(
            "The DeleteTableExpression cannot be automatically reversed",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_migration_may_add_expressions_that_it_made_itself()
    {
        var operations = MigrationClassSource.Describe(
            new Handmade(),
            "1 Handmade",
            Direction.Up,
            Describing.On(Describing.PostgreSqlDialect)
        );

        Assert.Equal("SELECT 1", Assert.IsType<ExecuteSql>(Assert.Single(operations)).Sql);
    }

    [Fact]
    public void An_expression_of_ones_own_runs_over_the_connection()
    {
        var operations = MigrationClassSource.Describe(
            new Foreign(),
            "1 Foreign",
            Direction.Up,
            Describing.On(Describing.PostgreSqlDialect)
        );

        Assert.Equal($"execute {nameof(OwnExpression)}", Assert.IsType<ExecuteCode>(Assert.Single(operations)).Summary);
    }

    private sealed class OwnContext : IMigrationContext
    {
        public IServiceProvider? ServiceProvider { get; init; }

        public ICollection<IMigrationExpression> Expressions { get; set; } = [];

        public IQuerySchema QuerySchema { get; init; } = null!;

        public string Connection { get; set; } = "";
    }

    private sealed class People : Migration
    {
        public override void Up()
        {
            Create.Table("people").WithColumn("id").AsInt32();
            Create.Table("teams").WithColumn("id").AsInt32();
            IfDatabase("oracle").Create.Table("elsewhere").WithColumn("id").AsInt32();
        }

        public override void Down() { }

        public override void GetDownExpressions(IMigrationContext context)
        {
            GetUpExpressions(context);
            context.Expressions = [.. context.Expressions.Select(expression => expression.Reverse()).Reverse()];
        }
    }

    private sealed class Handmade : IMigration
    {
        public string ConnectionString => "";

        public void GetUpExpressions(IMigrationContext context) =>
            context.Expressions.Add(new ExecuteSqlStatementExpression { SqlStatement = "SELECT 1" });

        public void GetDownExpressions(IMigrationContext context) { }
    }

    private sealed class Foreign : IMigration
    {
        public string ConnectionString => "";

        public void GetUpExpressions(IMigrationContext context) => context.Expressions.Add(new OwnExpression());

        public void GetDownExpressions(IMigrationContext context) { }
    }

    private sealed class OwnExpression : MigrationExpressionBase
    {
        public override void ExecuteWith(IMigrationProcessor processor) => processor.Execute("SELECT 1");
    }
}

internal static class TableForExtensions
{
    /// <summary>As applications write it that map their classes to tables.</summary>
    public static void TableFor(this ICreateExpressionRoot root, string table)
    {
        var builder = (CreateTableExpressionBuilder)root.Table(table);
        builder.WithColumn("name").AsString(20).NotNullable().Indexed();
        if (!builder.Expression.Columns.Any(column => column.IsPrimaryKey))
        {
            var key = new ColumnDefinition
            {
                Name = "Id",
                Type = DbType.Int32,
                IsIdentity = true,
                TableName = table,
                ModificationType = ColumnModificationType.Create,
                IsPrimaryKey = true,
            };
            builder.Expression.Columns.Insert(0, key);
            builder.CurrentColumn = key;
        }

        builder.WithColumn("born").AsDate().Nullable();
    }
}
