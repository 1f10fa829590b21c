using Provisioning.CommandLine.Page;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.CommandLine.Tests.Page;

/// <summary>Which migration made and changed each part.</summary>
public sealed class SchemaHistoryTests
{
    private static readonly ColumnType Text = new(ColumnKind.String, 100);
    private static readonly Table Person = new("person", [new("id", new(ColumnKind.Int64)), new("name", Text)]);

    [Fact]
    public void A_renamed_table_and_a_renamed_column_keep_what_they_were()
    {
        var history = Replay(
            new Described(1, "a", new CreateTable(Person)),
            new Described(2, "b", new RenameTable("person", "member")),
            new Described(3, "c", new RenameColumn("member", "name", "full_name"))
        );

        Assert.Equal([0, 1], history.Of(new("member", PartKind.Table)));
        Assert.Equal([0, 2], history.Of(Column("member", "full_name")));
        Assert.Equal([0], history.Of(Column("member", "id")));
        Assert.Empty(history.Of(Column("person", "name")));
        Assert.Equal([('>', "member")], Changes(history, 1));
    }

    [Fact]
    public void A_part_that_was_removed_and_made_again_is_that_of_the_migration_that_made_it_again()
    {
        var history = Replay(
            new Described(1, "a", new CreateTable(Person)),
            new Described(2, "b", new DropColumn("person", "name")),
            new Described(3, "c", new AddColumn("person", new("name", Text)))
        );

        Assert.Equal([2], history.Of(Column("person", "name")));
        Assert.Equal([('-', "varchar(100) NOT NULL")], Changes(history, 1));
    }

    [Fact]
    public void Raw_SQL_is_read_and_what_changes_nothing_is_no_change()
    {
        var history = Replay(
            new Described(1, "a", new CreateTable(Person)),
            new Described(2, "b", new ExecuteSql("ALTER TABLE person ADD COLUMN age integer")),
            new Described(3, "c", new ExecuteSql("UPDATE person SET age = 1")),
            new Described(4, "d", new ExecuteSql("CREATE INDEX ix_age ON person (age)"))
        );

        Assert.Equal([1], history.Of(Column("person", "age")));
        Assert.Equal([3], history.Of(new("person", PartKind.Index, "ix_age")));
        Assert.Empty(Changes(history, 2));
    }

    [Fact]
    public void A_table_that_is_dropped_takes_its_parts_with_it()
    {
        var history = Replay(
            new Described(1, "a", new CreateTable(Person)),
            new Described(2, "b", new DropTable("person"))
        );

        Assert.Empty(history.Of(new("person", PartKind.Table)));
        Assert.Equal(3, Changes(history, 1).Count);
        Assert.All(Changes(history, 1), change => Assert.Equal('-', change.What));
    }

    private static SchemaPart Column(string table, string name) => new(table, PartKind.Column, name);

    private static SchemaHistory Replay(params Described[] migrations) =>
        SchemaHistory.Replay(migrations, Subjects.PostgreSql);

    private static List<(char What, string Text)> Changes(SchemaHistory history, int at) =>
        [.. history.Versions[at].Changes.Select(change => (change.What, change.Text))];
}
