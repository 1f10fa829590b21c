using FluentMigrator;
using FluentMigrator.Expressions;
using FluentMigrator.Runner;
using FluentMigrator.Runner.Conventions;
using Provisioning.Authoring.Collecting;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

/// <summary>Naming that a program brings along.</summary>
public sealed class ConventionTests
{
    [Fact]
    public void A_default_schema_holds_for_what_names_none()
    {
        var sql = Sql(new DefaultConventionSet("app", null));

        Assert.Equal(
            """
            CREATE TABLE "app"."people" ("id" integer NOT NULL, "team" integer NOT NULL, CONSTRAINT "PK_people" PRIMARY KEY ("id"));
            ALTER TABLE "app"."people" ADD CONSTRAINT "FK_people_team_teams_id" FOREIGN KEY ("team") REFERENCES "app"."teams" ("id");
            CREATE INDEX "IX_people_team" ON "app"."people" ("team" ASC);
            INSERT INTO "other"."people" ("id") VALUES (1);
            """,
            sql
        );
    }

    [Fact]
    public void Conventions_of_ones_own_name_what_a_migration_does_not()
    {
        var set = new DefaultConventionSet();
        set.IndexConventions.Insert(0, new Prefixed());

        Assert.Contains("CREATE INDEX \"idx_people\" ON", Sql(set), StringComparison.Ordinal);
    }

    private static string Sql(IConventionSet conventions) =>
        Describing.Sql(
            MigrationClassSource.Describe(
                new People(),
                "1 People",
                Direction.Up,
                Describing.On(Describing.PostgreSqlDialect),
                conventions
            ),
            Describing.PostgreSqlDialect
        );

    private sealed class Prefixed : IIndexConvention
    {
        public IIndexExpression Apply(IIndexExpression expression)
        {
            expression.Index.Name ??= $"idx_{expression.Index.TableName}";
            return expression;
        }
    }

    private sealed class People : AutoReversingMigration
    {
        public override void Up()
        {
            Create
                .Table("people")
                .WithColumn("id")
                .AsInt32()
                .PrimaryKey()
                .WithColumn("team")
                .AsInt32()
                .ForeignKey("teams", "id");
            Create.Index().OnTable("people").OnColumn("team").Ascending();
            Insert.IntoTable("people").InSchema("other").Row(new { id = 1 });
        }
    }
}
