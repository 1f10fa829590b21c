using Provisioning.Operations;
using Xunit;

namespace Provisioning.Tests.Operations;

/// <summary>What undoes an operation on rows.</summary>
public sealed class RowsTests
{
    [Fact]
    public void Inserted_rows_are_deleted_last_first_by_all_their_values()
    {
        var insert = new InsertRows(
            "t",
            [
                [new("a", 1), new("b", null)],
                [new("a", 2)],
            ]
        );

        var delete = Assert.IsType<DeleteRows>(insert.Inverse);

        Assert.Equal(
            [new RowFilter.Matching([new("a", 2)]), new RowFilter.Matching([new("a", 1), new("b", null)])],
            delete.Filters
        );
    }

    [Fact]
    public void A_row_of_defaults_only_cannot_be_found_again()
    {
        var insert = new InsertRows(
            "t",
            [
                [new("a", 1)],
                [],
            ]
        );

        Assert.Null(insert.Inverse);
    }

    [Fact]
    public void Deleted_rows_come_back_only_where_the_filters_hold_whole_rows()
    {
        Assert.Null(new DeleteRows("t", [new RowFilter.Matching([new("a", 1)])]).Inverse);
        Assert.Null(new DeleteRows("t", [new RowFilter.All()]) { WereInserted = true }.Inverse);
        Assert.Null(new UpdateRows("t", [new("a", 1)], new RowFilter.All()).Inverse);
    }
}
