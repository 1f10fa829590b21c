using System.Runtime.InteropServices;
using Provisioning.IntegrationTests.Support;
using Xunit;

namespace Provisioning.FaultTests.Install;

/// <summary>What a user gets from the packages: the tool, the libraries, the template, and a native program with
/// migrations inside.</summary>
public sealed class PackageTests(PackedSolution packed, PostgreSqlServer server) : IClassFixture<PackedSolution>
{
    // What the template has none of, and a native program must keep: rows given as objects, SQL, and a change that
    // SQLite has no statement for.
    private const string MoreMigrations = """
        using System.Data;
        using FluentMigrator;
        using Provisioning.Authoring;

        namespace Shop.Migrations.Versions;

        [Migration(20260101090200)]
        public sealed class M20260101090200_More : Migration
        {
            public override void Up()
            {
                Create.Table("teams").WithColumn("id").AsInt32().PrimaryKey().Identity().WithColumn("name").AsString(50);
                Create.Table("people").WithColumn("id").AsInt32().PrimaryKey()
                    .WithColumn("team").AsInt32().ForeignKey("teams", "id").OnDelete(Rule.Cascade)
                    .WithColumn("about").AsJson().Nullable();
                Insert.IntoTable("teams").Row(new { name = "one" });
                Execute.Sql("UPDATE teams SET name = 'two'");
                Alter.Column("name").OnTable("teams").AsString(100).NotNullable();
                if (Schema.Table("products").Exists())
                {
                    IfDatabase("sqlite").Execute.Sql("UPDATE teams SET name = 'lite'");
                }
            }

            public override void Down()
            {
                Delete.Table("people");
                Delete.Table("teams");
            }
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Provisioning")]
    [InlineData("Provisioning.FluentMigrator")]
    [InlineData("Provisioning.Security")]
    [InlineData("Provisioning.Transfer")]
    [InlineData("Provisioning.Masking")]
    [InlineData("Provisioning.Fleets")]
    [InlineData("Provisioning.Backup")]
    [InlineData("Provisioning.Administration")]
    [InlineData("Provisioning.Testing")]
    [InlineData("Provisioning.Testing.Containers")]
    [InlineData("Provisioning.CommandLine")]
    public void A_library_has_documentation_licence_and_symbols_and_none_of_our_analyzers(string name)
    {
        var (entries, description) = packed.Package(name);

        Assert.Contains($"lib/net10.0/{name}.dll", entries);
        Assert.Contains($"lib/net10.0/{name}.xml", entries);
        Assert.Contains("README.md", entries);
        Assert.Contains("LICENSE", entries);
        Assert.Contains("<license type=\"expression\">MIT</license>", description, StringComparison.Ordinal);
        Assert.DoesNotContain(entries, entry => entry.Contains("analyzers/", StringComparison.Ordinal));
        Assert.DoesNotContain("Analyzer\"", description, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(packed.Packages, $"{name}.*.snupkg"));
    }

    [Fact]
    public async Task The_solution_of_the_template_works_at_once_and_is_what_the_tool_writes()
    {
        await packed.SucceedAsync(packed.Solution, "dotnet", "run", "--", "init", "--sample-data");
        var status = await packed.SucceedAsync(packed.Solution, "dotnet", "run", "--", "status", "--check");
        await packed.SucceedAsync(packed.Solution, "dotnet", "test");
        var assembly = Directory.GetFiles(packed.Solution, "Shop.Migrations.dll", SearchOption.AllDirectories)[0];
        await packed.SucceedAsync(packed.Solution, packed.Tool, "check", "--assembly", assembly);
        await packed.SucceedAsync(packed.Solution, packed.Tool, "check", "--project", "Shop.Migrations");
        await packed.SucceedAsync(
            packed.Solution,
            packed.Tool,
            "new",
            "system",
            "Shop",
            "--to",
            packed.Beside("Again")
        );

        Assert.True(File.Exists(Path.Combine(packed.Solution, "shop.db")));
        Assert.Contains("M20260101090100_CreateOrders", status, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(packed.Beside("Again"), "*", SearchOption.AllDirectories))
        {
            var same = Path.Combine(packed.Solution, Path.GetRelativePath(packed.Beside("Again"), file));
            Assert.Equal(await File.ReadAllTextAsync(same, Token), await File.ReadAllTextAsync(file, Token));
        }
    }

    [Fact]
    public async Task A_migration_and_a_seeder_of_the_tool_compile_where_they_are_written()
    {
        var folder = packed.Beside("Acme.My-Shop");
        await packed.SucceedAsync(packed.Beside("."), packed.Tool, "new", "system", "Acme.My-Shop");
        await packed.SucceedAsync(folder, packed.Tool, "new", "migration", "add_stock");
        await packed.SucceedAsync(folder, packed.Tool, "new", "seeder", "teams");
        var up = await packed.SucceedAsync(folder, "dotnet", "run", "--", "up");

        var file = Directory.GetFiles(folder, "*_AddStock.cs", SearchOption.AllDirectories).Single();
        await File.AppendAllTextAsync(file, "}", Token);
        var broken = await packed.RunAsync(folder, packed.Tool, "up", "--project", "Acme.My-Shop.Migrations");

        Assert.Contains("AddStock", up, StringComparison.Ordinal);
        var system = Directory.GetFiles(folder, "*System.cs", SearchOption.AllDirectories)[0];
        Assert.Contains("new Teams()", await File.ReadAllTextAsync(system, Token), StringComparison.Ordinal);
        Assert.Equal(2, broken.ExitCode);
        Assert.Contains("_AddStock.cs(", broken.Output, StringComparison.Ordinal);
        Assert.Contains("): error CS1022", broken.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "acme_my_shop.db")));
    }

    [Fact]
    public async Task A_native_program_migrates_seeds_checks_and_rolls_back_on_both_engines()
    {
        Assert.SkipUnless(
            Shell.Has("gcc") || Shell.Has("clang"),
            "There is no linker here: apt-get install gcc zlib1g-dev."
        );
        var solution = packed.Beside("Native");
        await packed.SucceedAsync(packed.Beside("."), packed.Tool, "new", "system", "Shop", "--to", solution);
        await File.WriteAllTextAsync(
            Path.Combine(solution, "Shop.Migrations/Versions/M20260101090200_More.cs"),
            MoreMigrations,
            Token
        );
        var machine = RuntimeInformation.RuntimeIdentifier;
        var published = await packed.SucceedAsync(
            solution,
            ["dotnet", "publish", "Shop.csproj", "-p:PublishAot=true", "-r", machine, "-o", "published", "--nologo"]
        );
        Assert.DoesNotContain("warning", published, StringComparison.OrdinalIgnoreCase);

        var shop = Path.Combine(solution, "published", "Shop");
        foreach (var engine in Enum.GetValues<Engine>())
        {
            await using var database = await TestDatabase.CreateAsync(engine, server, Token);
            await packed.SucceedAsync(solution, shop, "init", "--sample-data", "--url", database.Url);
            var again = await packed.SucceedAsync(solution, shop, "up", "--url", database.Url);
            await packed.SucceedAsync(solution, shop, "check", "--url", database.Url);
            var teams = await database.RowsAsync("SELECT name FROM teams", Token);
            var products = await database.RowsAsync("SELECT count(*) FROM products", Token);
            await packed.SucceedAsync(solution, shop, "down", "--to", "0", "--yes", "--url", database.Url);

            Assert.Equal([engine is Engine.Sqlite ? "lite" : "two"], teams);
            Assert.Equal(["20"], products);
            Assert.Contains("Nothing to do", again, StringComparison.Ordinal);
            Assert.DoesNotContain("teams", await database.TablesAsync(Token));
        }

        var foreign = await packed.RunAsync(solution, shop, "up", "--assembly", "other.dll");
        Assert.Equal(2, foreign.ExitCode);
        Assert.Contains("native and loads no assemblies", foreign.Output, StringComparison.Ordinal);
        var help = await packed.SucceedAsync(solution, shop, "up", "--help");
        Assert.Contains("Shop up --to 2 --dry-run", help, StringComparison.Ordinal);
    }
}
