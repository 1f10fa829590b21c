using Provisioning.CommandLine.Commands.New;
using Xunit;

namespace Provisioning.CommandLine.Tests.Commands.New;

public sealed class SeederListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seeder_list_").FullName;

    [Theory]
    [InlineData("=> [];", "=> [new Teams()];")]
    [InlineData("=> [new A()];", "=> [new A(), new Teams()];")]
    [InlineData("{ get; } = [ new A(), new B.C() ];", "{ get; } = [ new A(), new B.C(), new Teams() ];")]
    [InlineData("=>\n    [\n        new A(),\n    ];", "=>\n    [\n        new A(),\n        new Teams(),\n    ];")]
    [InlineData("=>\n    [\n        new A()\n    ];", "=>\n    [\n        new A(),\n        new Teams()\n    ];")]
    public void The_seeder_goes_to_the_end_of_the_list(string before, string after)
    {
        Write("System.cs", Source(before));

        var (path, text) = SeederList.With(SourceFolder.Under(_folder), "Teams", "Shop")!.Value;

        Assert.Equal((Path.Combine(_folder, "System.cs"), Source(after)), (path, text));
    }

    [Fact]
    public void Its_namespace_is_used_once()
    {
        Write("System.cs", Source("=> [];"));
        var (path, text) = SeederList.With(SourceFolder.Under(_folder), "Teams", "Shop.Seeders")!.Value;
        Assert.Equal($"using Shop.Seeders;\n{Source("=> [new Teams()];")}", text);
        File.WriteAllText(path, text);

        var again = SeederList.With(SourceFolder.Under(_folder), "People", "Shop.Seeders")!.Value;

        Assert.Equal($"using Shop.Seeders;\n{Source("=> [new Teams(), new People()];")}", again.Text);
    }

    [Theory]
    [InlineData("=> Seed.All();")]
    [InlineData("=> [new A(3)];")]
    [InlineData("=> [.. base.Seeders];")]
    public void A_list_that_is_made_in_another_way_is_left_to_its_author(string list)
    {
        Write("System.cs", Source(list));

        Assert.Null(SeederList.With(SourceFolder.Under(_folder), "Teams", "Shop"));
    }

    [Fact]
    public void Two_systems_are_left_to_their_author()
    {
        Write("One.cs", Source("=> [];"));
        Write("Two.cs", Source("=> [];"));

        Assert.Null(SeederList.With(SourceFolder.Under(_folder), "Teams", "Shop"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Source(string list) =>
        $$"""
            namespace Shop;

            public sealed class ShopSystem : DatabaseSystem
            {
                public override IReadOnlyList<Seeder> Seeders {{list}}
            }
            """;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
