using Provisioning.Seeding;
using Xunit;

namespace Provisioning.Tests.Seeding;

public sealed class NameBasedIdTests
{
    [Fact]
    public void The_example_of_the_RFC_comes_out()
    {
        const string name = "www.example.com";

        var id = NameBasedId.Create(NameBasedId.Dns, name);

        Assert.Equal(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), id);
    }

    [Fact]
    public void Another_name_or_namespace_has_another_id()
    {
        var space = NameBasedId.Create(NameBasedId.Dns, "towow");

        Guid[] ids =
        [
            NameBasedId.Create(space, "a"),
            NameBasedId.Create(space, "A"),
            NameBasedId.Create(NameBasedId.Dns, "a"),
        ];

        Assert.Equal(3, ids.Distinct().Count());
    }
}
