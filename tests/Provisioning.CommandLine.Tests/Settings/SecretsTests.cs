using System.Text;
using Provisioning.CommandLine.Settings;
using Xunit;

namespace Provisioning.CommandLine.Tests.Settings;

public sealed class SecretsTests
{
    private const string Secret = "s3cr3t \"é'\\+/?%";

    public SecretsTests() => Secrets.Add(Secret);

    public static TheoryData<string> Forms =>
        [
            Secret,
            Uri.EscapeDataString(Secret),
            System.Net.WebUtility.UrlEncode(Secret),
            Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)),
            Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)),
            System.Text.Json.JsonSerializer.Serialize(Secret),
            Secret.Replace("'", "''", StringComparison.Ordinal),
            Secret.Replace("\"", "\"\"", StringComparison.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_secret_is_masked_in_each_form_that_it_travels_in(string form)
    {
        var masked = Secrets.MaskIn($"before {form} after");

        Assert.Contains(Secrets.Mask, masked, StringComparison.Ordinal);
        Assert.DoesNotContain(form, masked, StringComparison.Ordinal);
        Assert.StartsWith("before ", masked, StringComparison.Ordinal);
        Assert.EndsWith(" after", masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_secret_inside_a_longer_text_in_base64_is_masked_wherever_it_begins(int before)
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('a', before) + Secret + "behind"));

        Assert.Contains(Secrets.Mask, Secrets.MaskIn(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short-1")]
    [InlineData("password")]
    [InlineData("twelveletter")]
    public void Short_secrets_and_common_words_are_not_masked(string secret)
    {
        Secrets.Add(secret);

        Assert.Equal($"the {secret} is", Secrets.MaskIn($"the {secret} is"));
    }

    [Fact]
    public void No_secret_is_no_error()
    {
        Secrets.Add(null);

        Assert.Equal("text", Secrets.MaskIn("text"));
    }
}
