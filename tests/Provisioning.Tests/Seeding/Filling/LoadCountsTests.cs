using Provisioning.Schema;
using Provisioning.Seeding.Filling;
using Xunit;

namespace Provisioning.Tests.Seeding.Filling;

/// <summary>How many rows each table gets.</summary>
public sealed class LoadCountsTests
{
    private static readonly Table[] Order =
    [
        Of("users"),
        Of("kinds"),
        Of("threads", "users"),
        Of("messages", "threads", "kinds"),
    ];

    [Fact]
    public void A_number_for_all_is_shared_out_to_the_last_row_and_grows_with_each_reference()
    {
        var counts = LoadCounts.Of(Order, new() { Total = 1_000_003 });

        Assert.Equal(1_000_003, counts.Values.Sum());
        Assert.Equal(counts["users"], counts["kinds"]);
        Assert.InRange(counts["threads"], counts["users"] * 39 / 10, counts["users"] * 41 / 10);
        Assert.InRange(counts["messages"], counts["threads"] * 39 / 10, counts["threads"] * 41 / 10);
    }

    [Fact]
    public void Tables_that_are_named_get_their_numbers_and_the_others_share_the_rest()
    {
        var named = new Dictionary<ObjectName, long> { ["messages"] = 500 };

        var shared = LoadCounts.Of(Order, new() { Total = 600, RowsOf = named });
        var each = LoadCounts.Of(Order, new() { RowsOf = named });
        var alone = LoadCounts.Of(Order, new() { RowsOf = named, IsOnlyNamed = true });

        Assert.Equal((500, 600), (shared["messages"], shared.Values.Sum()));
        Assert.Equal((500, 100), (each["messages"], each["users"]));
        Assert.Equal(["messages"], alone.Keys.Select(name => name.Name));
    }

    private static Table Of(string name, params string[] parents) =>
        new(name, [new("id", new(ColumnKind.Int64)), .. parents.Select(key => new Column(key, new(ColumnKind.Int64)))])
        {
            ForeignKeys = [.. parents.Select(parent => new ForeignKey(null, [parent], parent, ["id"]))],
        };
}
