using System.Text.RegularExpressions;
using Provisioning.Seeding.Filling;
using Xunit;

namespace Provisioning.Tests.Seeding.Filling;

/// <summary>What is understood of checks, as people write them and as both engines print them.</summary>
public sealed class CheckReaderTests
{
    [Theory]
    [InlineData("price > 0", "above 0")]
    [InlineData("price > 0::numeric AND price < '100'::numeric(5,2)", "above 0, below 100")]
    [InlineData("0 <= price", "from 0")]
    [InlineData("(price >= (-1.5))", "from -1.5")]
    [InlineData("price BETWEEN 1 AND 10", "from 1, to 10")]
    [InlineData("price <> 0 AND NOT price IS NULL", null)]
    [InlineData("price IN ('a', 'it''s')", "among a it's")]
    [InlineData("price::text = ANY (ARRAY['a'::character varying, 'b'::character varying]::text[])", "among a b")]
    [InlineData("(price)::text = ANY ((ARRAY['a'::character varying])::text[])", "among a")]
    [InlineData("price = 'x'::text OR price IS NULL", "among x")]
    [InlineData("price IS NULL OR price > 5", "above 5")]
    [InlineData("length(price) <= 20 AND char_length(price::text) >= 2", "2 to 20 characters")]
    [InlineData("length(price) = 5", "5 to 5 characters")]
    [InlineData("price IS NOT NULL AND price <> ''", "except ")]
    [InlineData("price % 2 = 1", "1 of 2")]
    [InlineData("(price % 7) = 0", "0 of 7")]
    [InlineData("[price] > 3 AND `price` < 9 AND \"price\" <> 5", "above 3, below 9, except 5")]
    [InlineData("price = upper(price)", "capitals")]
    [InlineData("at > '2026-01-01'::date", "")]
    [InlineData("price", "among true 1")]
    [InlineData("NOT price", "among false 0")]
    [InlineData("CAST(price AS integer) > 4", "above 4")]
    [InlineData("price > 0.5::double precision", "above 0.5")]
    [InlineData("price * price > 4", "above 2")]
    [InlineData("((price * (quantity)::numeric) < (1000)::numeric)", "from 0, below 31")]
    [InlineData("price * 2 <= 50", "from 0, to 25")]
    [InlineData("price + other >= 10", "from 5")]
    [InlineData("price * quantity = total", null)]
    [InlineData("price * -2 < 10", null)]
    [InlineData("CASE WHEN price > 0 THEN true ELSE false END", "above 0")]
    [InlineData("CASE WHEN kind = 'a' THEN price > 5 ELSE price IS NULL END AND price < 9", "above 5, below 9")]
    [InlineData("CASE kind WHEN 'a' THEN price > 5 END", "above 5")]
    [InlineData("CASE WHEN price > 0 THEN 1 ELSE 0 END + 1 = 2 AND price < 9", null)]
    [InlineData("(price IS NULL) = (other IS NULL)", "")]
    [InlineData("num_nonnulls(price, other) = 1", "")]
    [InlineData("coalesce(price, 1) > 0", "above 0")]
    [InlineData("price > (SELECT 1)", null)]
    [InlineData("((price", null)]
    [InlineData("", null)]
    public void What_a_check_asks_of_a_column_is_understood_or_said_not_to_be(string check, string? asked)
    {
        var way = CheckReader.Ways(check)[0];

        var found = way.Any(rule => rule.Column is null)
            ? null
            : Text(
                way.Where(rule => rule.Column is "price")
                    .Aggregate(ColumnLimits.None, (limits, rule) => rule.Change(limits))
            );

        Assert.Equal(asked, found);
    }

    [Theory]
    [InlineData("ends > starts", "ends above starts")]
    [InlineData("starts <= ends", "ends above starts")]
    [InlineData("a <> b", "a above b")]
    [InlineData("((ends - starts) > 0)", "ends above starts")]
    [InlineData("(ends > (starts + '01:00:00'::interval))", "ends above starts")]
    public void Columns_that_are_compared_with_each_other_are_put_in_order(string check, string order)
    {
        var rule = Assert.Single(CheckReader.Ways(check)[0]);

        Assert.Equal(order, $"{rule.Column} above {rule.Above}");
    }

    [Theory]
    [InlineData("^[A-Z]{2}[0-9]{3}$", "AA000", "AA001")]
    [InlineData("^(foo|bar)-\\d+$", "foo-000000", "foo-000001")]
    [InlineData("^https?://[^ ]+$", "https://aaaaaa", "https://aaaaab")]
    public void Texts_match_a_simple_regular_expression_and_differ(string pattern, string first, string second)
    {
        var values = TextPattern.Regex(pattern)!.Values(0, null);

        Assert.Equal((first, second), (values.At(0), values.At(1)));
        var known = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.All(Enumerable.Range(0, 100), at => Assert.Matches(known, (string)values.At(at)!));
        Assert.Equal(100, Enumerable.Range(0, 100).Select(at => values.At(at)).Distinct().Count());
    }

    [Theory]
    [InlineData("(?=x)a")]
    [InlineData("[a-")]
    [InlineData("(a")]
    [InlineData("\\bword")]
    [InlineData("a{2")]
    public void A_regular_expression_that_is_not_simple_is_said_not_to_be(string pattern) =>
        Assert.Null(TextPattern.Regex(pattern));

    private static string Text(ColumnLimits limits)
    {
        string?[] all =
        [
            limits.Least is { } least ? $"{(limits.IsAboveLeast ? "above" : "from")} {least}" : null,
            limits.Most is { } most ? $"{(limits.IsBelowMost ? "below" : "to")} {most}" : null,
            limits.Among is { } among ? $"among {string.Join(' ', among)}" : null,
            limits.Except.Count > 0 ? $"except {string.Join(' ', limits.Except)}" : null,
            limits.Shortest > 0 || limits.Longest is not null
                ? $"{limits.Shortest} to {limits.Longest} characters"
                : null,
            limits.Divisor is { } divisor ? $"{limits.Remainder} of {divisor}" : null,
            limits.IsUpperCase ? "capitals" : null,
        ];
        return string.Join(", ", all.OfType<string>());
    }
}
