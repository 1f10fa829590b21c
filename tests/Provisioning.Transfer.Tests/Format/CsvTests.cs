using System.Text;
using Provisioning.Transfer.Format;
using Xunit;

namespace Provisioning.Transfer.Tests.Format;

/// <summary>Records of CSV as they are written and read.</summary>
public sealed class CsvTests
{
    [Theory]
    [InlineData("one,two", "one", "two")]
    [InlineData(",\"\"", null, "")]
    [InlineData("", new string?[] { null })]
    [InlineData("\"\"", "")]
    [InlineData("\"a,b\",\"\"\"quoted\"\"\"", "a,b", "\"quoted\"")]
    [InlineData("\"two\nlines\",\"and\r\ntwo\"", "two\nlines", "and\r\ntwo")]
    [InlineData("\" lead\",\"trail \",\ttab\t", " lead", "trail ", "\ttab\t")]
    [InlineData("\"\\.\",\"\\x00ff\"", "\\.", "\\x00ff")]
    [InlineData("Ünï,é😀", "Ünï", "é😀")]
    public async Task A_record_is_written_and_read_back(string line, params string?[] fields)
    {
        var written = await WrittenAsync(fields, fields);

        Assert.Equal($"{line}\n{line}\n", written);
        Assert.Equal([fields, fields], Read(written, fields.Length));
    }

    [Fact]
    public async Task NULL_alone_stays_in_its_place()
    {
        var written = await WrittenAsync(["name"], [null], ["a"], [null]);

        Assert.Equal("name\n\na\n\n", written);
        Assert.Equal(
            [
                ["name"],
                [null],
                ["a"],
                [null],
            ],
            Read(written, 1)
        );
    }

    [Fact]
    public async Task Records_without_fields_are_empty_lines() => Assert.Equal("\n\n", await WrittenAsync([], []));

    [Theory]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("\uFEFFa,b\n1,2\n")]
    [InlineData("a,b\n1,2")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n")]
    public void What_other_programs_write_is_read(string csv) =>
        Assert.Equal(
            [
                ["a", "b"],
                ["1", "2"],
            ],
            Read(csv, 2)
        );

    [Fact]
    public void A_long_field_is_read_whole()
    {
        var field = string.Join('\n', Enumerable.Repeat("a \"long\" field", 100_000));

        Assert.Equal(
            [
                [field, null],
            ],
            Read($"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\",\n", 2)
        );
    }

    [Theory]
    [InlineData("a,b\n\"1\n\",2\n3\n", "has 1 fields in place of 2 in line 4")]
    [InlineData("a,b\n1,2,3\n", "has 3 fields in place of 2 in line 2")]
    [InlineData("a,b\n1\r2,3\n", "has 1 fields in place of 2 in line 2")]
    [InlineData("a,b\n1,x\"y\n", "line 2")]
    [InlineData("a,b\n1,\"x\"y\n", "line 2")]
    [InlineData("a,b\n1,\"x\ny\n", "line 2")]
    public void What_is_no_CSV_is_refused_with_its_line(string csv, string message)
    {
        var error = Assert.Throws<FormatException>(() => Read(csv, 2));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<string> WrittenAsync(params string?[][] records)
    {
        await using var text = new StringWriter();
        await using (var csv = new CsvText(text))
        {
            foreach (var record in records)
            {
                await csv.WriteAsync(record, TestContext.Current.CancellationToken);
            }
        }

        return text.ToString();
    }

    private static List<string?[]> Read(string csv, int fields)
    {
        using var text = new StreamReader(new MemoryStream(Encoding.UTF8.GetBytes(csv)));
        using var reader = new CsvReader(text);
        var records = new List<string?[]>();
        while (reader.Read(fields) is { } record)
        {
            records.Add(record);
        }

        return records;
    }
}
