using Provisioning.Authoring;
using Provisioning.Authoring.Collecting;
using Provisioning.Dialects;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Tests.FluentMigrator.Foreign;
using Provisioning.Tests.Support;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class MigrationAssemblyTests
{
    private const string Foreign = "Provisioning.Tests.FluentMigrator.Foreign";

    private static MigrationCatalog Catalog =>
        MigrationAssembly.FromAssembly(typeof(MigrationAssemblyTests).Assembly, Foreign, new Services());

    [Fact]
    public void Only_public_concrete_migrations_of_the_namespace_and_those_under_it_are_found() =>
        Assert.Equal(
            ["DeeperMigration", "AddByScript", "AddPeople", "AddNickname"],
            Catalog.Migrations.Select(migration => migration.Name)
        );

    [Fact]
    public void The_attribute_gives_version_description_transaction_and_breaking()
    {
        var people = Catalog.Migrations[2];
        var nickname = Catalog.Migrations[3];

        Assert.Equal(new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Unspecified).Ticks, people.Version);
        Assert.Equal("people", people.Description);
        Assert.True(people.IsTransactional);
        Assert.False(people.IsBreaking);
        Assert.Null(nickname.Description);
        Assert.False(nickname.IsTransactional);
        Assert.True(nickname.IsBreaking);
    }

    [Fact]
    public void Tags_and_traits_are_read()
    {
        var people = Assert.IsType<MigrationClassSource>(Catalog.Migrations[2]);

        Assert.Equal(["a", "b", "core"], people.Tags.All.Concat(people.Tags.Any).Order(StringComparer.Ordinal));
        Assert.Equal("people", Assert.Single(people.Traits).Value);
    }

    [Fact]
    public void Two_classes_of_one_version_are_refused()
    {
        var refusal = Assert.Throws<ProvisioningException>(() =>
            MigrationAssembly.FromAssembly(typeof(MigrationAssemblyTests).Assembly, $"{Foreign}Too")
        );

        Assert.StartsWith(
            "Two migrations have version 6: SameVersion and SameVersionAgain",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_constructor_gets_what_it_asks_for() =>
        Assert.Equal(
            """ALTER TABLE "public"."People" ADD "Nickname" varchar(64);""",
            Describing.Sql(Describe(Catalog.Migrations[3]), Describing.PostgreSqlDialect)
        );

    [Fact]
    public void A_constructor_that_asks_for_something_unknown_is_named()
    {
        var nickname = MigrationAssembly.FromAssembly(typeof(MigrationAssemblyTests).Assembly, Foreign).Migrations[3];

        var refusal = Assert.Throws<ProvisioningException>(() => Describe(nickname));

        Assert.Equal(
            "Migration AddNickname asks for INicknames in its constructor, and no such service is there. Run it from "
                + "a program that registers one (AddFluentMigratorCore).",
            refusal.Message
        );
    }

    [Fact]
    public void Extension_methods_over_the_syntax_do_what_they_do_in_FluentMigrator() =>
        Assert.Equal(
            """
            CREATE TABLE "public"."Towns" ("Id" integer NOT NULL GENERATED ALWAYS AS IDENTITY, "Name" varchar(64) NOT NULL DEFAULT '', CONSTRAINT "PK_Towns" PRIMARY KEY ("Id"));
            CREATE TABLE "public"."People" ("Id" bigint NOT NULL GENERATED ALWAYS AS IDENTITY, "CreatedAt" timestamp NOT NULL DEFAULT (now() at time zone 'UTC'), "UpdatedAt" timestamp, "TownId" integer, CONSTRAINT "PK_People" PRIMARY KEY ("Id"));
            ALTER TABLE "public"."People" ADD CONSTRAINT "FK_People_TownId_Towns_Id" FOREIGN KEY ("TownId") REFERENCES "public"."Towns" ("Id") ON DELETE CASCADE;
            ANALYZE;
            """,
            Describing.Sql(Describe(Catalog.Migrations[2]), Describing.PostgreSqlDialect)
        );

    [Fact]
    public void What_exists_already_is_not_created_again()
    {
        var before = DatabaseModel.Empty.After(new CreateTable(new("Towns", [new("Id", new(ColumnKind.Int32))])));

        var operations = Catalog.Migrations[2].Describe(Direction.Up, Describing.On(Describing.SqliteDialect, before));

        Assert.Equal(
            ["create table People", "execute PRAGMA optimize"],
            operations.Select(operation => operation.Summary)
        );
    }

    [Fact]
    public void A_migration_by_scripts_takes_the_one_for_its_engine_or_the_generic_one()
    {
        static string Sql(Direction direction, Dialect dialect) =>
            Assert
                .IsType<ExecuteSql>(Assert.Single(Catalog.Migrations[1].Describe(direction, Describing.On(dialect))))
                .Sql.Trim();

        Assert.Equal("SELECT 'generic up';", Sql(Direction.Up, Describing.PostgreSqlDialect));
        Assert.Equal("SELECT 'sqlite up';", Sql(Direction.Up, Describing.SqliteDialect));
        Assert.Equal("SELECT 'sqlite down';", Sql(Direction.Down, Describing.SqliteDialect));
        Assert.Throws<MigrationInvalidException>(() => Sql(Direction.Down, Describing.PostgreSqlDialect));
    }

    private static IReadOnlyList<Operation> Describe(MigrationSource migration) =>
        migration.Describe(Direction.Up, Describing.On(Describing.PostgreSqlDialect));

    private sealed class Services : IServiceProvider, INicknames
    {
        public string Column => "Nickname";

        public object? GetService(Type serviceType) => serviceType == typeof(INicknames) ? this : null;
    }
}
