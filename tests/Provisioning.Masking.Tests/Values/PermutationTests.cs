using System.Numerics;
using Provisioning.Masking.Values;
using Provisioning.Security.Encryption;
using Xunit;

namespace Provisioning.Masking.Tests.Values;

public sealed class PermutationTests
{
    private static readonly MaskKey Key = MaskKey.Of(EncryptionKey.Parse("a key of the tests"));

    private readonly Permutation _permutation = new(Key.For("tests"));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(4097)]
    public void Every_number_below_a_bound_becomes_another_one_below_it(int bound)
    {
        var made = Enumerable.Range(0, bound).Select(number => _permutation.Of(number, bound)).ToHashSet();

        Assert.Equal(bound, made.Count);
        Assert.All(made, number => Assert.InRange(number, BigInteger.Zero, bound - BigInteger.One));
    }

    [Fact]
    public void Texts_keep_their_form_and_two_never_become_one()
    {
        var texts = Enumerable.Range(0, 1000).Select(number => $"Ab-{number:000}").ToArray();

        var made = texts.Select(text => _permutation.Of(text)).ToArray();

        Assert.Equal(texts.Length, made.Distinct(StringComparer.Ordinal).Count());
        Assert.All(made, text => Assert.Matches("^[A-Z][a-z]-[0-9]{3}$", text));
        Assert.Equal(made, texts.Select(text => new Permutation(Key.For("tests")).Of(text)));
    }

    [Fact]
    public void Digits_change_at_their_places_and_what_is_to_stay_stays()
    {
        var made = _permutation.Of("+49 (170) 1234567", onlyDigits: true, first: 3);

        Assert.Matches(@"^\+49 \([0-9]{3}\) [0-9]{7}$", made);
        Assert.NotEqual("+49 (170) 1234567", made);
    }

    [Fact]
    public void Ideographs_become_other_ideographs()
    {
        var made = _permutation.Of("王小明");

        Assert.Equal(3, made.Length);
        Assert.NotEqual("王小明", made);
        Assert.All(made, c => Assert.InRange(c, '\u4e00', '\u9fff'));
    }
}
