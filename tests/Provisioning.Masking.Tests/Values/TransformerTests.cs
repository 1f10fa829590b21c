using System.Globalization;
using System.Text.Json.Nodes;
using Provisioning.Masking.Classification;
using Provisioning.Masking.Values;
using Provisioning.Schema;
using Provisioning.Security.Encryption;
using Xunit;

namespace Provisioning.Masking.Tests.Values;

public sealed class TransformerTests
{
    private static readonly MaskKey Key = MaskKey.Of(EncryptionKey.Parse("a key of the tests"));

    [Fact]
    public void A_value_becomes_the_same_pseudonym_with_the_same_key_and_another_one_with_another()
    {
        var other = MaskKey.Of(EncryptionKey.Parse("another key"));

        Assert.Equal(Mask("pseudonym", "Ada Lovelace"), Mask("pseudonym", "Ada Lovelace"));
        Assert.NotEqual(Mask("pseudonym", "Ada Lovelace"), Mask("pseudonym", "Ada Lovelace", key: other));
        Assert.NotEqual(Mask("email", "ada@mail.test"), Mask("email", "ada@mail.test", key: other));
    }

    [Theory]
    [InlineData("email", "ada@mail.test", "^u[0-9a-f]{20}@example[.]com$")]
    [InlineData("digits", "+44 20 7946 0018", "^[+][0-9]{2} [0-9]{2} [0-9]{4} [0-9]{4}$")]
    [InlineData("hash", "s3cret", "^[0-9a-f]{32}$")]
    [InlineData("partial", "Lovelace", "^L[*]{7}$")]
    [InlineData("permute", "6f9619ff-8b86-4d11-b42d-00c04fc964ff", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    [InlineData("empty", "s3cret", "^$")]
    [InlineData("password", "$2b$12$0123", "^[$]2b[$]10[$].{53}$")]
    [InlineData("text", "Call Ada, please!", "^[A-Z][a-z]{3} [A-Z][a-z]{2}, [a-z]{6}!$")]
    [InlineData("pseudonym", "Ada", "^[A-Z][a-z]+ [A-Z][a-z]+$")]
    public void A_text_becomes_what_its_transformer_makes(string transformer, string value, string form)
    {
        var made = Mask(transformer, value);

        Assert.Matches(form, made);
        Assert.NotEqual(value, made);
    }

    [Theory]
    [InlineData("scrub", "Write to ada@mail.test or call +44 20 7946 0018 from 10.1.2.3, Ada", "Ada")]
    [InlineData("scrub", "She lives at 12 Gower Street now", "She lives at")]
    public void Scrubbing_removes_addresses_and_numbers_and_leaves_the_other_words(
        string transformer,
        string text,
        string left
    )
    {
        var made = Mask(transformer, text)!;

        Assert.Contains(left, made, StringComparison.Ordinal);
        Assert.All(["ada@mail.test", "7946 0018", "10.1.2.3", "Gower Street"], gone =>
            Assert.DoesNotContain(gone, made, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void An_address_in_a_text_becomes_what_it_becomes_in_its_column() =>
        Assert.Contains(
            Mask("email", "ada@mail.test")!,
            Mask("scrub", "Write to ada@mail.test today"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("2024-05-17", "year", "2024-01-01")]
    [InlineData("2024-05-17 10:11:12.5+00", "month", "2024-05-01 00:00:00.0+00")]
    [InlineData("2024-05-17T10:11:12Z", "hour", "2024-05-17T10:00:00Z")]
    [InlineData("infinity", "year", "infinity")]
    public void A_date_becomes_less_exact_in_its_own_form(string value, string to, string expected) =>
        Assert.Equal(expected, Mask("generalise", value, new(ColumnKind.DateTime), ("to", to)));

    [Fact]
    public void Dates_of_a_row_move_by_the_same_days_so_that_their_order_stays()
    {
        var mask = Made("noise", new(ColumnKind.DateTime));
        var row = new MaskedRow { Key = [0] };
        for (var id = 0; id < 200; id++)
        {
            row.Values = [$"{id}"];

            var (from, to) = (mask("2024-02-28 23:00:00", row)!, mask("2024-02-29 01:30:00", row)!);

            Assert.True(string.CompareOrdinal(from, to) < 0);
            Assert.NotEqual("2024-02-28 23:00:00", from);
            Assert.EndsWith(" 23:00:00", from, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Numbers_stay_in_the_range_of_their_width_and_two_never_become_one()
    {
        var narrow = Made("permute", new(ColumnKind.Int16));
        var wide = Made("permute", new(ColumnKind.Int64));
        var row = new MaskedRow { Key = [] };

        var made = Enumerable.Range(1, 2000).Select(number => narrow($"{number}", row)!).ToArray();

        Assert.Equal(made.Length, made.Distinct(StringComparer.Ordinal).Count());
        Assert.All(made, number => Assert.InRange(int.Parse(number, CultureInfo.InvariantCulture), 1, short.MaxValue));
        Assert.InRange(long.Parse(wide("7", row)!, CultureInfo.InvariantCulture), 1, int.MaxValue);
        Assert.InRange(long.Parse(wide($"{1L << 40}", row)!, CultureInfo.InvariantCulture), 1L << 31, 1L << 53);
        // As on an engine whose column is narrower.
        Assert.Equal(wide("7", row), Made("permute", new(ColumnKind.Int32))("7", row));
    }

    [Fact]
    public void The_leaves_of_a_document_go_through_the_mask_of_their_path_and_its_shape_stays()
    {
        var options = new JsonObject
        {
            ["$.user.mail"] = "email",
            ["$.tags[*]"] = "keep",
            ["$.user.card"] = new JsonObject
            {
                ["mask"] = "partial",
                ["first"] = 0,
                ["last"] = 4,
            },
        };
        var rule = new MaskRule("json")
        {
            Options = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal) { ["paths"] = options },
        };

        var made = JsonNode.Parse(
            Transformers
                .Of(rule)
                .Make(new(rule, Key, new("c", new(ColumnKind.Jsonb)), new(ValueFamily.Json)))(
                    """{"user": {"mail": "ada@mail.test", "card": "4111111111111111", "note": "Ada"}, "tags": ["a"], "n": 3}""",
                    new() { Key = [] }
                )!
        )!;

        Assert.EndsWith("@example.com", (string?)made["user"]!["mail"], StringComparison.Ordinal);
        Assert.Equal("************1111", (string?)made["user"]!["card"]);
        Assert.NotEqual("Ada", (string?)made["user"]!["note"]);
        Assert.Equal("a", (string?)made["tags"]![0]);
        Assert.Equal(3, (int)made["n"]!);
    }

    [Fact]
    public void What_a_mask_makes_is_no_longer_than_its_column()
    {
        foreach (var transformer in (string[])["text", "pseudonym", "hash", "scrub"])
        {
            Assert.True(
                Mask(transformer, "Augusta Ada King of Lovelace", new(ColumnKind.String, 8))!.Length <= 8,
                transformer
            );
        }
    }

    [Theory]
    [InlineData("noise")]
    [InlineData("generalise")]
    public void A_value_that_is_no_date_is_refused_without_being_said(string transformer)
    {
        foreach (var value in (string[])["0044-03-15 BC", "17.05.1990", "12345-01-01", "2024-02-30"])
        {
            var error = Assert.Throws<MaskingException>(() =>
                Mask(transformer, value, new(ColumnKind.Date), ("to", "year"))
            );

            Assert.Contains("A value of c is in no form of a date", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(value, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("infinity")]
    [InlineData("-infinity")]
    [InlineData("9999-12-31")]
    [InlineData("0001-01-01")]
    public void The_ends_of_time_stay(string value) => Assert.Equal(value, Mask("noise", value, new(ColumnKind.Date)));

    [Fact]
    public void A_date_near_the_end_of_time_moves_no_further() =>
        Assert.All(Enumerable.Range(0, 100), day =>
            Assert.Equal(day == 0 ? "9999-12-30" : "9999-12-31", DateMask.Shift("9999-12-30", day))
        );

    [Theory]
    [InlineData("1715940672", "1704067200")]
    [InlineData("1715940672000", "1704067200000")]
    [InlineData("2460447.924", "2460310.5")]
    [InlineData("1715940672.25", "1704067200")]
    public void A_date_kept_as_a_number_becomes_less_exact_as_well(string value, string expected)
    {
        Assert.Equal(expected, Mask("generalise", value, new(ColumnKind.DateTime), ("to", "year")));
        Assert.NotEqual(value, Mask("noise", value, new(ColumnKind.DateTime)));
    }

    [Theory]
    [InlineData("noise", "ada@mail.test", ColumnKind.Int32)]
    [InlineData("noise", "ada@mail.test", ColumnKind.Decimal)]
    [InlineData("generalise", "ada@mail.test", ColumnKind.Double)]
    public void Text_in_a_column_of_numbers_is_refused(string transformer, string value, ColumnKind kind) =>
        Assert.Throws<MaskingException>(() => Mask(transformer, value, new(kind), ("to", "10")));

    [Theory]
    [InlineData("noise", "1E+300")]
    [InlineData("generalise", "123456789012345678901234567890123")]
    [InlineData("noise", "123456789012345678901234567890123.5")]
    public void A_number_of_any_size_changes(string transformer, string value)
    {
        var made = Mask(transformer, value, new(ColumnKind.Double), ("to", "1000"));

        Assert.NotEqual(value, made);
        Assert.True(double.IsFinite(double.Parse(made!, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("2147483647", ColumnKind.Int32, null, null, 2147483647)]
    [InlineData("9999.99", ColumnKind.Decimal, 6, 2, 9999.99)]
    [InlineData("0.999", ColumnKind.Decimal, 3, 3, 0.999)]
    public void Noise_stays_in_the_range_of_its_column(
        string value,
        ColumnKind kind,
        int? size,
        int? scale,
        double most
    )
    {
        var mask = Made("noise", new(kind, size, scale));
        var row = new MaskedRow { Key = [0] };
        for (var id = 0; id < 200; id++)
        {
            row.Values = [$"{id}"];
            Assert.InRange(double.Parse(mask(value, row)!, CultureInfo.InvariantCulture), 0, most);
        }
    }

    [Theory]
    [InlineData("Ελένη Παπαδοπούλου")]
    [InlineData("محمد علي")]
    [InlineData("דוד לוי")]
    [InlineData("सीता")]
    [InlineData("Łukasz Żółć")]
    [InlineData("Ærøskøbing")]
    [InlineData("やまだ タロウ")]
    [InlineData("สมชาย")]
    [InlineData("გიორგი")]
    [InlineData("𠮷田")]
    [InlineData("ＡＤＡ")]
    public void Letters_of_every_script_change_and_stay_in_theirs(string value)
    {
        var made = Mask("permute", value)!;

        Assert.Equal(value.Length, made.Length);
        Assert.DoesNotContain(value.Split(' '), word => made.Split(' ').Contains(word, StringComparer.Ordinal));
    }

    [Fact]
    public void A_uuid_written_in_capitals_and_without_stays_two_texts()
    {
        const string id = "6f9619ff-8b86-4d11-b42d-00c04fc964ff";

        Assert.NotEqual(Mask("permute", id), Mask("permute", id.ToUpperInvariant()));
    }

    [Theory]
    [InlineData(ColumnKind.Int16, "70000")]
    [InlineData(ColumnKind.Int32, "4294967296")]
    [InlineData(ColumnKind.Int32, "ada@mail.test")]
    public void What_sqlite_keeps_in_a_column_of_numbers_changes_too(ColumnKind kind, string value) =>
        Assert.NotEqual(value, Mask("permute", value, new(kind)));

    [Fact]
    public void An_invented_word_is_never_the_one_that_it_stands_for()
    {
        // As many as there are of five letters, so that some would be.
        foreach (var first in "bcdghjklmnprstvwz")
        {
            foreach (var name in (string[])["usan", "aren", "obin", "elen", "imon", "evin", "avid", "iran", "arin"])
            {
                var value = $"{first}{name}";
                Assert.NotEqual(value, Mask("text", value));
                Assert.NotEqual(value, Mask("pseudonym", value, option: ("kind", "word")));
            }
        }
    }

    [Theory]
    [InlineData("nothing", null, "There is no mask \"nothing\"")]
    [InlineData("constant", null, "needs the option \"value\"")]
    [InlineData("email", "size", "has no option \"size\"")]
    [InlineData("pseudonym", "kind", "There is no kind \"?\"")]
    [InlineData("template", "text", "begins none of")]
    public void What_is_wrong_with_a_rule_is_named(string transformer, string? option, string expected)
    {
        var rule = option switch
        {
            null => new(transformer),
            "text" => MaskRule.With(transformer, option, "{nothing}"),
            _ => MaskRule.With(transformer, option, "?"),
        };

        var error = Assert.Throws<MaskingException>(() => Transformers.Check(rule));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static string? Mask(
        string transformer,
        string value,
        ColumnType? type = null,
        (string Name, string Value)? option = null,
        MaskKey? key = null
    ) => Made(transformer, type ?? new(ColumnKind.String), option, key)(value, new() { Key = [], Values = [value] });

    private static ValueMask Made(
        string transformer,
        ColumnType type,
        (string Name, string Value)? option = null,
        MaskKey? key = null
    )
    {
        var rule = new MaskRule(transformer)
        {
            Options = option is { } given
                ? new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal)
                {
                    [given.Name] = given.Value.All(char.IsAsciiDigit)
                        ? int.Parse(given.Value, CultureInfo.InvariantCulture)
                        : given.Value,
                }
                : new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal),
        };
        return Transformers.Of(rule).Make(new(rule, key ?? Key, new("c", type), MaskedType.Of(type)));
    }
}
