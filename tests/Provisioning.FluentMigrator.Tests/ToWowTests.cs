using Provisioning.Dialects;
using Provisioning.Migrations;
using Provisioning.Migrations.ToWow;
using Provisioning.Planning;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class ToWowTests
{
    private static readonly ToWowSystem System = new();

    public static TheoryData<string> Engines { get; } = ["postgresql", "sqlite"];

    [Fact]
    public void It_is_shipped_with_four_versions()
    {
        Assert.Contains(ShippedSystems.All, system => system.Name == "towow");
        Assert.Equal(
            ["1 initial tables", "2 add indexes", "3 add suggested indexes", "4 keep updated_at"],
            System.Migrations.Migrations.Select(migration => $"{migration.Version} {migration.Description}")
        );
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void The_SQL_of_every_version_is_the_approved_one(string engine)
    {
        var dialect = Dialect(engine);

        var up = System.Migrations.Migrations.Select(migration => Script(migration, Direction.Up, dialect));
        var down = System
            .Migrations.Migrations.Reverse()
            .Select(migration => Script(migration, Direction.Down, dialect));

        Approved.Matches(string.Join("\n\n", [.. up, .. down]), engine);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Rolling_everything_back_leaves_nothing(string engine)
    {
        var context = Describing.On(Dialect(engine));
        var model = DatabaseModel.Empty;
        foreach (var migration in System.Migrations.Migrations)
        {
            model = migration.Describe(Direction.Up, context).Aggregate(model, ModelExtensions.After);
        }

        Assert.Equal(4, model.Tables.Count);
        Assert.All(model.Tables.Values, table => Assert.Single(table.Triggers));
        Assert.Equal(engine == "sqlite" ? 11 : 12, model.Tables.Values.Sum(table => table.Indexes.Count));

        foreach (var migration in System.Migrations.Migrations.Reverse())
        {
            model = migration.Describe(Direction.Down, context).Aggregate(model, ModelExtensions.After);
        }

        Assert.Empty(model.Tables);
    }

    private static Dialect Dialect(string engine) =>
        engine == "sqlite" ? new SqliteDialect(System.SqliteTypes) : new PostgreSqlDialect();

    private static string Script(MigrationSource migration, Direction direction, Dialect dialect) =>
        $"-- {migration} "
        + $"{direction.ToString().ToLowerInvariant()}\n"
        + $"{Describing.Sql(migration.Describe(direction, Describing.On(dialect)), dialect)}";
}
