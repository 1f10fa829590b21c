using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Ledger;
using Provisioning.Masking.Classification;
using Provisioning.Masking.Rows;
using Provisioning.Masking.Values;
using Provisioning.Security.Encryption;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.Masking.Tests.Rows;

public sealed class RowMaskerTests
{
    private static readonly string[] Columns = ["id", "email", "name", "status", "token", "code"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uniques_stay_unique_counts_stay_equal_and_the_same_key_gives_the_same_rows()
    {
        var rows = Users(5000);

        var first = await MaskAsync(rows, "one key");
        var again = await MaskAsync(rows, "one key");
        var other = await MaskAsync(rows, "another key");

        Assert.Equal(rows.Count, first.Count);
        Assert.Equal(first, again);
        Assert.Equal(rows.Count, first.Select(row => row[1]).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(first.Select(row => row[1]).Intersect(other.Select(row => row[1]), StringComparer.Ordinal));
        Assert.Equal(rows.Select(row => row[3]), first.Select(row => row[3]));
        Assert.All(first, row => Assert.Null(row[4]));
    }

    [Fact]
    public async Task Shuffled_values_are_the_same_ones_in_other_rows()
    {
        var rows = Users(500);

        var masked = await MaskAsync(
            rows,
            "a key",
            People.File("users.code", """{"class": "personal", "mask": "shuffle"}""")
        );

        Assert.NotEqual(rows.Select(row => row[5]), masked.Select(row => row[5]));
        Assert.Equal(
            rows.Select(row => row[5]).Order(StringComparer.Ordinal),
            masked.Select(row => row[5]).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_column_without_a_class_stops_a_run_before_its_first_row()
    {
        var masker = Masker("a key", People.File("notes.body", ""));

        var error = Assert.Throws<MaskingException>(() => Begin(masker));

        Assert.Contains("notes.body has no class", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encrypted_values_are_masked_inside_and_have_the_key_of_the_target()
    {
        var (from, to) = (EncryptionKey.Parse("from"), EncryptionKey.Parse("to"));
        var fields = new FieldKeys([new("users", "token", EncryptionScheme.AesGcm)], from, to);
        var rows = Users(3);
        foreach (var row in rows)
        {
            row[4] = ColumnCipher.Of(EncryptionScheme.AesGcm, from).Encrypt("ada@mail.test");
        }

        var masked = await MaskAsync(
            rows,
            "a key",
            People.File("users.token", """{"class": "secret", "mask": "email"}"""),
            fields
        );

        Assert.All(masked, row =>
            Assert.EndsWith("@example.com", ColumnCipher.For(row[4]!, to).Decrypt(row[4]!), StringComparison.Ordinal)
        );
        var error = Assert.Throws<MaskingException>(() =>
            Begin(
                Masker(
                    "a key",
                    People.File("users.token", """{"class": "secret", "mask": "email"}"""),
                    fields with
                    {
                        From = null,
                    }
                )
            )
        );
        Assert.Contains("--column-key-file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_is_counted_for_each_column()
    {
        var masker = Masker("a key", People.File());
        Begin(masker);
        _ = await AllAsync(masker, Users(10));

        var report = masker.Report();

        Assert.Equal(10, report.Columns.Single(column => column.Column == "email").Changed);
        Assert.Equal(0, report.Columns.Single(column => column.Column == "status").Changed);
        Assert.Equal("personal", report.Columns.Single(column => column.Column == "email").Class);
    }

    [Fact]
    public async Task A_former_value_is_found_in_its_column_and_inside_a_text_of_another()
    {
        var masker = Masker("a key", People.File());
        Begin(masker);
        var masked = await AllAsync(masker, Users(1000));

        masked.ForEach(row => masker.Look("users", Columns, row));
        Assert.Empty(masker.Report().Scan!.Leaks);
        masker.Look("notes", ["id", "body"], ["1", "Please write to person7@mail.test, thanks"]);
        masker.Look("users", ["name"], ["Person 7 Lovelace"]);

        Assert.Equal(["notes.body", "users.name"], masker.Report().Scan!.Leaks.Keys);
    }

    [Fact]
    public async Task An_invented_name_or_number_that_another_row_had_is_no_leak_and_one_that_its_row_had_is()
    {
        // Of as many numbers as there are of nine digits some become others that were there.
        var masker = Masker("a key", People.File("users.code", """{"class": "personal", "mask": "digits"}"""));
        Begin(masker);
        var rows = Users(100_000);
        for (var row = 0; row < rows.Count; row++)
        {
            rows[row][5] = $"{100_000_000 + row * 97L:000000000}";
        }

        var former = rows.Select(row => row[5]).ToHashSet(StringComparer.Ordinal);
        var masked = await AllAsync(masker, rows);
        masked.ForEach(row => masker.Look("users", Columns, row));

        Assert.Contains(masked, row => former.Contains(row[5]));
        Assert.Empty(masker.Report().Scan!.Leaks);
        // A mask of digits leaves letters, and a name in such a column is a leak.
        var left = (
            await AllAsync(
                masker,
                [
                    ["200000", "x@mail.test", null, "on", null, "Lovelace"],
                ]
            )
        )[0];
        Assert.Equal("Lovelace", left[5]);
        Assert.Equal(["users.code"], masker.Report().Scan!.Leaks.Keys);
    }

    [Fact]
    public async Task A_row_that_went_by_its_mask_is_a_leak()
    {
        var masker = Masker("a key", People.File());
        Begin(masker);
        var rows = Users(1000);
        _ = await AllAsync(masker, rows);

        masker.Look("users", Columns, rows[6]);

        Assert.Equal(["users.email", "users.name", "users.token"], masker.Report().Scan!.Leaks.Keys);
    }

    private static List<string?[]> Users(int count) =>
        [
            .. Enumerable
                .Range(1, count)
                .Select(number =>
                    (string?[])
                        [
                            $"{number}",
                            $"person{number}@mail.test",
                            number % 7 == 3 ? null : $"Person {number} Lovelace",
                            number % 2 == 0 ? "on" : "off",
                            $"token-{number}",
                            $"c{number}",
                        ]
                ),
        ];

    private static async Task<List<string?[]>> MaskAsync(
        List<string?[]> rows,
        string key,
        MaskingFile? file = null,
        FieldKeys? fields = null
    )
    {
        var masker = Masker(key, file ?? People.File(), fields);
        Begin(masker);
        return await AllAsync(masker, rows);
    }

    private static RowMasker Masker(string key, MaskingFile file, FieldKeys? fields = null) =>
        new(file, "staging", MaskKey.Of(EncryptionKey.Parse(key)), fields ?? FieldKeys.None, new VersionTable());

    private static void Begin(RowMasker masker) =>
        masker.Begin(People.Model, KnownEngines.PostgreSql.Dialect(DialectOptions.Default));

    private static async Task<List<string?[]>> AllAsync(RowMasker masker, List<string?[]> rows)
    {
        var masked = new List<string?[]>();
        var copies = rows.Select(row => (string?[])[.. row]).ToAsyncEnumerable();
        await foreach (var row in masker.Apply("users", Columns, copies, Token))
        {
            masked.Add([.. row]);
        }

        return masked;
    }
}
