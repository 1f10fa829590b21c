using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.Schema;

/// <summary>The values that a model is made of.</summary>
public sealed class ValueTests
{
    [Fact]
    public void Records_with_lists_compare_by_what_the_lists_hold()
    {
        var one = new UniqueConstraint("u", ["a", "b"]);

        Assert.Equal(one, new("u", ["a", "b"]));
        Assert.Equal(one.GetHashCode(), new UniqueConstraint("u", ["a", "b"]).GetHashCode());
        Assert.NotEqual(one, new("u", ["b", "a"]));
    }

    [Fact]
    public void A_list_does_not_follow_the_array_it_was_made_from()
    {
        string[] names = ["a"];

        var list = ValueList.Create<string>(names);
        names[0] = "b";

        Assert.Equal("a", list[0]);
    }

    [Fact]
    public void A_name_without_a_schema_is_not_one_in_a_schema()
    {
        ObjectName plain = "t";

        Assert.Equal("t", plain.ToString());
        Assert.Equal("s.t", new ObjectName("s", "t").ToString());
        Assert.NotEqual(plain, new("s", "t"));
    }

    [Fact]
    public void Tables_are_sorted_by_their_names()
    {
        var tables = DatabaseModel
            .Empty.Tables.Add("b", new("b", []))
            .Add(new("a", "z"), new("z", []))
            .Add("B", new("B", []));

        Assert.Equal(["B", "a.z", "b"], tables.Keys.Select(name => name.ToString()));
    }
}
