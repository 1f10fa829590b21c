using Provisioning.Dialects;
using Provisioning.Sqlite.Dialect;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.Tests.Systems;

/// <summary>A structure as a file.</summary>
public sealed class StructureSnapshotTests
{
    private static readonly StructureLine[] Lines =
    [
        new("table a", "id INTEGER NOT NULL", []),
        new("table a", "CREATE TRIGGER t\n  BEGIN\n\n    SELECT 1;\n  END", []),
        new("view v", "CREATE VIEW v AS SELECT 1", []),
    ];

    [Fact]
    public void What_was_written_is_read_again()
    {
        var text = new StructureSnapshot("sqlite", Lines).Write("a system on holiday");

        var read = StructureSnapshot.Parse(text);

        Assert.Equal("sqlite", read.Engine);
        Assert.Equal(Lines.Select(line => (line.Of, line.Text)), read.Lines.Select(line => (line.Of, line.Text)));
        Assert.Equal(text, read.Write("a system on holiday"));
        Assert.Equal(
            Lines.Select(line => line.Text),
            StructureSnapshot.Parse(text.ReplaceLineEndings("\r\n")).Lines.Select(line => line.Text)
        );
    }

    [Fact]
    public void The_layout_of_a_file_is_no_difference_and_another_word_is()
    {
        var dialect = new SqliteDialect();
        var live = new StructureSnapshot("sqlite", Lines);
        var kept = StructureSnapshot.Parse(live.Write("s").Replace("SELECT 1", "select  1", StringComparison.Ordinal));
        var other = StructureSnapshot.Parse(live.Write("s").Replace("SELECT 1", "SELECT 2", StringComparison.Ordinal));

        Assert.True(kept.To(live, dialect).IsAlike);
        Assert.Equal(2, live.To(other, dialect).Missing.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("table a\n  id")]
    [InlineData("# structure of \n")]
    [InlineData("# structure of x on sqlite\n  a line of nothing")]
    public void What_is_no_structure_is_refused(string text) =>
        Assert.Throws<FormatException>(() => StructureSnapshot.Parse(text));
}
