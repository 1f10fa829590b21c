using System.Globalization;
using Provisioning.Seeding.Filling;
using Xunit;

namespace Provisioning.Tests.Seeding.Filling;

/// <summary>Which columns follow from others, by checks as people write them and as both engines print them.</summary>
public sealed class CheckEquationTests
{
    [Theory]
    [InlineData("total = price * quantity", "total = 6")]
    [InlineData("(total = (price * (quantity)::numeric))", "total = 6")]
    [InlineData("price * quantity = total", "total = 6")]
    [InlineData("total = price * (quantity + 1) - 2", "total = 6")]
    [InlineData("total = round(price * quantity, 2)", "total = 6")]
    [InlineData("total = price * coalesce(quantity, 0) * 100 / 2", "total = 300")]
    [InlineData("price + total = 100", "total = 98")]
    [InlineData("total - price = quantity", "quantity = 4")]
    [InlineData("100 - total = price", "price = 94")]
    [InlineData("total = -price + '7'::numeric", "total = 5")]
    [InlineData("copied = price", "copied = 2")]
    [InlineData("\"total\" = price * 0.5 AND (quantity = price + 1 OR price > 0)", "total = 1.0")]
    [InlineData("total = price + 1 AND quantity = price + 1", "total = 3, quantity = 3")]
    [InlineData("total = 5", "")]
    [InlineData("total >= price * quantity", "")]
    [InlineData("total <> price * quantity", "")]
    [InlineData("total = price OR price = 1", "")]
    [InlineData("total = lower(price)", "")]
    [InlineData("total * price = quantity * price", "")]
    [InlineData("total = price / quantity", "")]
    [InlineData("(total IS NULL) = (price IS NULL)", "")]
    [InlineData("total = ANY (ARRAY[1, 2])", "")]
    [InlineData("price % 2 = 1", "")]
    [InlineData("((total =", "")]
    [InlineData("", "")]
    public void A_column_that_follows_from_others_is_found_and_computed(string check, string expected)
    {
        decimal? Value(string name) =>
            name switch
            {
                "price" => 2,
                "quantity" => 3,
                "total" => 6,
                _ => null,
            };

        var found = CheckEquation.In(check).Select(equation => Text(equation.Column, equation.Of(Value)));

        Assert.Equal(expected, string.Join(", ", found));
    }

    private static string Text(string column, decimal? value) =>
        string.Create(CultureInfo.InvariantCulture, $"{column} = {value}");
}
