using Provisioning.Planning;
using Xunit;

namespace Provisioning.Tests.FluentMigrator;

public sealed class ValidationTests
{
    [Fact]
    public void All_problems_of_a_migration_are_reported_at_once()
    {
        var problems = Describing.Problems(m =>
        {
            m.Create.Table("empty");
            m.Create.Table("t").WithColumn("untyped");
            m.Create.Table("u").WithColumn("a").AsInt32().WithColumn("a").AsInt32();
            m.Create.Index("ix").OnTable("t");
            m.Create.Index("ix").OnTable("").OnColumn("a");
            m.Create.PrimaryKey().OnTable("t");
            m.Create.Sequence("sq").Cache(1);
            m.Create.Schema(" ");
        });

        Assert.Equal(
            [
                "table empty has no columns",
                "column untyped of t has no type",
                "table u has the column a twice",
                "index ix has no columns",
                "index ix does not say its table",
                "primary key of t has no columns",
                "sequence sq caches 1 numbers; it takes at least 2, or none said",
                "a schema to create has no name",
            ],
            problems
        );
    }

    [Fact]
    public void Foreign_keys_need_as_many_columns_on_both_sides()
    {
        Assert.Equal(
            ["foreign key fk has 2 columns and refers to 1"],
            Describing.Problems(m =>
                m.Create.ForeignKey("fk").FromTable("t").ForeignColumns("a", "b").ToTable("p").PrimaryColumn("x")
            )
        );
        Assert.Equal(
            ["foreign key fk has the column a twice"],
            Describing.Problems(m =>
                m.Create.ForeignKey("fk").FromTable("t").ForeignColumns("a", "a").ToTable("p").PrimaryColumns("x", "y")
            )
        );
    }

    [Fact]
    public void An_update_and_a_deletion_say_which_rows()
    {
        Assert.Equal(
            [
                "an update of t does not say which rows; end it with Where or AllRows",
                "an update of t says twice which rows; use either Where or AllRows",
                "a deletion of rows of t does not say which rows; end it with Row, IsNull or AllRows",
            ],
            Describing.Problems(m =>
            {
                m.Update.Table("t").Set(new { a = 1 });
                var update = m.Update.Table("t").Set(new { a = 1 });
                update.AllRows();
                update.Where(new { a = 2 });
                m.Delete.FromTable("t");
            })
        );
    }

    [Fact]
    public void An_index_to_delete_says_its_table() =>
        Assert.Equal(["index ix to delete does not say its table"], Describing.Problems(m => m.Delete.Index("ix")));

    [Fact]
    public void Columns_to_delete_are_named_once() =>
        Assert.Equal(
            ["the list of columns of t to delete has the column a twice"],
            Describing.Problems(m => m.Delete.Column("a").Column("a").FromTable("t"))
        );

    [Fact]
    public void An_SQL_text_is_not_empty() =>
        Assert.Equal(["an SQL text to execute is empty"], Describing.Problems(m => m.Execute.Sql("  ")));

    [Fact]
    public void The_message_names_the_migration_and_what_to_do()
    {
        var invalid = Assert.Throws<MigrationInvalidException>(() => Describing.Up(m => m.Create.Table("empty")));

        Assert.Equal(
            "Migration 1 Written is not valid: table empty has no columns. Nothing of it was run. Correct the "
                + "migration and run again.",
            invalid.Message
        );
    }
}
