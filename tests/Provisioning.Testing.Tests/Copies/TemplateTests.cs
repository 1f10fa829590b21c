using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.ShopSystem;
using Provisioning.Systems;
using Provisioning.Testing.Copies;
using Xunit;

namespace Provisioning.Testing.Tests.Copies;

/// <summary>Which databases share a template.</summary>
public sealed class TemplateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task Another_version_has_another_template(string engine)
    {
        await using var older = await TestDatabase.CreateAsync(new Notes("one"), Shops.On(engine), Token);
        await using var newer = await TestDatabase.CreateAsync(new Notes("one", "two"), Shops.On(engine), Token);
        await using var edited = await TestDatabase.CreateAsync(new Notes("other"), Shops.On(engine), Token);

        Assert.Equal(["1"], await older.RowsAsync("SELECT count(*) FROM one"));
        Assert.Equal(["1"], await newer.RowsAsync("SELECT count(*) FROM two"));
        Assert.Equal(["1"], await edited.RowsAsync("SELECT count(*) FROM other"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => older.RowsAsync("SELECT 1 FROM two"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => edited.RowsAsync("SELECT 1 FROM one"));
    }

    [Fact]
    public void A_name_depends_on_migrations_seeds_and_server_and_on_nothing_else()
    {
        var (postgreSql, sqlite) = (Dialect("postgresql"), Dialect("sqlite"));
        var system = new Shop();
        var seeder = system.Seeders[0];
        string[] names =
        [
            Name(new(system, []), postgreSql, "15"),
            Name(new(system, []), postgreSql, "17"),
            Name(new(system, []), sqlite, "3"),
            Name(new(system, [(seeder, new(42, 3))]), postgreSql, "15"),
            Name(new(system, [(seeder, new(43, 3))]), postgreSql, "15"),
            Name(new(system, [(seeder, new(42, 4))]), postgreSql, "15"),
            Name(new(system, [(seeder, new(42, 3) { Key = new byte[32] })]), postgreSql, "15"),
            Name(new(new Notes("one"), []), postgreSql, "15"),
            Name(new(new Notes("two"), []), postgreSql, "15"),
        ];

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(names[0], Name(new(new Shop(), []), postgreSql, "15"));
    }

    [Theory]
    [InlineData("test_shop_0123456789abcdef_00000000")]
    [InlineData("test_shop")]
    [InlineData("template_")]
    [InlineData("postgres")]
    public void A_name_that_we_have_not_made_is_not_taken_for_one(string name) => Assert.Null(TestName.Read(name));

    [Fact]
    public void A_name_is_read_as_it_was_written_and_fits_into_what_PostgreSQL_keeps()
    {
        var template = TestName.OfTemplate("Ein-sehr-langer Name für ein System", new string('f', 64));
        var copy = template.Copy(int.MaxValue, int.MaxValue);

        Assert.Equal(template, TestName.Read(template.ToString()));
        Assert.Equal(copy, TestName.Read(copy.ToString()));
        Assert.Equal(int.MaxValue, copy.Owner);
        Assert.True(template.AsUnfinished.ToString().Length <= 63);
    }

    [Theory, OnBothEngines]
    public async Task A_migration_that_fails_is_reported_and_leaves_nothing(string engine)
    {
        for (var i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAnyAsync<ProvisioningException>(() =>
                TestDatabase.CreateAsync(new Notes("failing", "failing"), Shops.On(engine), Token)
            );
            Assert.Contains("failing", error.Message, StringComparison.Ordinal);
        }

        // Tests of other classes may be building that of the shop.
        Assert.DoesNotContain(await Shops.NamesAsync(engine), name =>
            name.StartsWith("unfinished_notes_", StringComparison.Ordinal)
        );
    }

    [Theory, OnBothEngines]
    public async Task Many_tests_at_once_build_their_template_once(string engine)
    {
        var all = await Shops.AllAsync(engine);
        // No run before has built its template.
        var system = new Notes($"t{Guid.NewGuid():N}");
        var before = await TemplatesAsync();

        var databases = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => TestDatabase.CreateAsync(system, Shops.On(engine), Token))
        );

        foreach (var database in databases)
        {
            Assert.Equal(["1"], await database.RowsAsync($"SELECT count(*) FROM {system.Tables[0]}"));
            await database.DisposeAsync();
        }

        var template = Assert.Single((await TemplatesAsync()).Except(before));
        Assert.True(await all.DropAsync(template, Token));

        async Task<string[]> TemplatesAsync() =>
            [
                .. (await all.ListAsync(Token))
                    .Where(entry => entry.State is TestDatabaseState.Template)
                    .Select(entry => entry.Name),
            ];
    }

    private static string Name(TemplateRecipe recipe, Dialect dialect, string server) =>
        recipe.Name(dialect, server).ToString();

    private static Dialect Dialect(string engine) => KnownEngines.Find(engine)!.Dialect(DialectOptions.Default);

    // A version for each table, with a row.
    private sealed class Notes(params string[] tables) : DatabaseSystem
    {
        public string[] Tables => tables;

        public override string Name => "notes";

        public override string Title => "Notes";

        public override string Description => "tables";

        public override string Engine => "any";

        public override MigrationCatalog Migrations { get; } =
            new(tables.Select((table, at) => new NoteTable(at + 1, table)));
    }

    private sealed class NoteTable(long version, string table) : MigrationSource
    {
        public override long Version => version;

        public override string Name => $"Create_{table}";

        public override string? Description => null;

        public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) =>
            direction is Direction.Down
                ? [new DropTable(table)]
                :
                [
                    new CreateTable(new(table, [new("id", new(ColumnKind.Int64))])),
                    new InsertRows(
                        table,
                        [
                            [new("id", 1)],
                        ]
                    ),
                ];
    }
}
