using Provisioning.Planning;
using Xunit;

namespace Provisioning.Tests.Planning;

public sealed class LineDifferenceTests
{
    [Fact]
    public void The_same_lines_have_no_difference()
    {
        Assert.Empty(LineDifference.Unified(["a", "b"], ["a", "b"]));
        Assert.Empty(LineDifference.Unified([], []));
    }

    [Fact]
    public void A_changed_line_is_shown_with_three_lines_of_context()
    {
        string[] before = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
        string[] after = ["1", "2", "3", "4", "five", "6", "7", "8", "9"];

        Assert.Equal(
            ["@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8"],
            LineDifference.Unified(before, after)
        );
    }

    [Fact]
    public void Changes_that_are_far_apart_are_parts_of_their_own()
    {
        string[] before = [.. Enumerable.Range(1, 30).Select(line => $"{line}")];
        string[] after = ["0", .. before[..20], .. before[21..]];

        Assert.Equal(
            ["@@ -1,3 +1,4 @@", "@@ -18,7 +19,6 @@"],
            LineDifference.Unified(before, after).Where(line => line.StartsWith('@'))
        );
    }

    [Fact]
    public void What_was_empty_begins_at_no_line()
    {
        Assert.Equal(["@@ -0,0 +1,1 @@", "+a"], LineDifference.Unified([], ["a"]));
        Assert.Equal(["@@ -1,1 +0,0 @@", "-a"], LineDifference.Unified(["a"], []));
    }

    [Fact]
    public void What_has_too_little_in_common_is_shown_one_after_the_other()
    {
        string[] before = [.. Enumerable.Range(0, 2000).Select(line => $"old {line}")];
        string[] after = [.. Enumerable.Range(0, 2000).Select(line => $"new {line}")];

        var difference = LineDifference.Unified(before, after);

        Assert.Equal((4001, 4000), (difference.Count, LineDifference.Changes(difference)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Both_texts_can_be_read_out_of_a_difference(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var (before, after) = (Text(), Text());

            var difference = LineDifference.Unified(before, after);

            Assert.Equal(after, Patch(before, difference));
        }

        string[] Text() => [.. Enumerable.Range(0, random.Next(30)).Select(_ => $"{(char)('a' + random.Next(4))}")];
    }

    // As patch does: each part replaces the lines that it names.
    private static List<string> Patch(string[] before, IReadOnlyList<string> difference)
    {
        var (after, at) = (new List<string>(), 0);
        foreach (var line in difference)
        {
            if (line[0] == '@')
            {
                var (start, count) = Place(line.Split(' ')[1]);
                var to = count == 0 ? start : start - 1;
                after.AddRange(before[at..to]);
                at = to;
            }
            else if (line[0] == '+')
            {
                after.Add(line[1..]);
            }
            else
            {
                Assert.Equal(before[at++], line[1..]);
                after.AddRange(line[0] == ' ' ? [line[1..]] : []);
            }
        }

        return [.. after, .. before[at..]];
    }

    private static (int Start, int Count) Place(string place) =>
        place[1..].Split(',') is [var start, var count]
            ? (
                int.Parse(start, System.Globalization.CultureInfo.InvariantCulture),
                int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)
            )
            : default;
}
