using Provisioning.Dialects;
using Provisioning.Ledger;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.PostgreSql.Dialect;
using Provisioning.Schema;
using Provisioning.Sqlite.Dialect;
using Xunit;

namespace Provisioning.Tests.Planning;

public sealed class EditedMigrationTests
{
    private static readonly Dialect[] Dialects = [new PostgreSqlDialect(), new SqliteDialect()];

    [Fact]
    public void An_added_column_is_a_line()
    {
        foreach (var dialect in Dialects)
        {
            var edited = Compare(dialect, [People("name", "town")], People("name", "town", "street"));

            Assert.Null(edited.Reason);
            var added = Assert.Single(edited.Difference, line => line.StartsWith('+') && !line.Contains("town"));
            Assert.StartsWith("+  \"street\"", added, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Statements_that_are_the_same_are_context()
    {
        foreach (var dialect in Dialects)
        {
            var edited = Compare(
                dialect,
                [new ExecuteSql("SELECT 1"), new ExecuteSql("SELECT 2")],
                new ExecuteSql("SELECT 1"),
                new ExecuteSql("SELECT 3")
            );

            Assert.Equal(["@@ -1,2 +1,2 @@", " SELECT 1;", "-SELECT 2;", "+SELECT 3;"], edited.Difference);
        }
    }

    [Fact]
    public void What_changes_nothing_on_an_engine_is_said_in_words()
    {
        var narrow = new CreateTable(new("t", [new("n", new(ColumnKind.Int32))]));
        var wide = new CreateTable(new("t", [new("n", new(ColumnKind.Int64))]));

        var postgres = Compare(new PostgreSqlDialect(), [narrow], wide);
        var sqlite = Compare(new SqliteDialect(), [narrow], wide);

        Assert.NotEmpty(postgres.Difference);
        Assert.Empty(sqlite.Difference);
        Assert.StartsWith("the SQL on sqlite is the same", sqlite.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_identity_is_no_part_of_the_difference()
    {
        var table = new Table("t", [new("id", new(ColumnKind.Int64)) { Identity = Identity.Default }]);
        var ran = LedgerWriter.Join(new PostgreSqlDialect(PostgreSqlIdentities.Serial).Render(new CreateTable(table)));

        var edited = EditedMigration.Of(
            new TestMigration(1, new CreateTable(table), new ExecuteSql("SELECT 1")),
            ran,
            new PostgreSqlDialect()
        );

        Assert.Equal(["+SELECT 1;"], edited.Difference.Where(line => line[0] is '+' or '-'));
    }

    [Fact]
    public void What_differs_in_blanks_alone_is_shown_as_it_is()
    {
        foreach (var dialect in Dialects)
        {
            var edited = Compare(dialect, [new ExecuteSql("SELECT  1")], new ExecuteSql("SELECT 1"));

            Assert.Equal(["-SELECT  1;", "+SELECT 1;"], edited.Difference.Where(line => line[0] is '+' or '-'));
        }
    }

    [Fact]
    public void Line_ends_of_another_system_are_no_difference()
    {
        var edited = EditedMigration.Of(
            new TestMigration(1, new ExecuteSql("SELECT\n1")),
            "SELECT\r\n1;\n",
            new SqliteDialect()
        );

        Assert.Empty(edited.Difference);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Where_no_SQL_was_kept_there_is_no_difference(string? kept)
    {
        var edited = EditedMigration.Of(new TestMigration(1, new ExecuteSql("SELECT 1")), kept, new SqliteDialect());

        Assert.Empty(edited.Difference);
        Assert.Equal("the ledger has not kept the SQL that ran", edited.Reason);
    }

    [Fact]
    public void SQL_that_depends_on_the_database_is_not_compared()
    {
        var edited = EditedMigration.Of(
            new TestMigration(1, new DropColumn("t", "a")),
            "CREATE TABLE …;\n",
            new SqliteDialect()
        );

        Assert.Empty(edited.Difference);
        Assert.StartsWith("its SQL depends on what it finds", edited.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_migration_that_describes_nothing_any_more_says_why()
    {
        var edited = EditedMigration.Of(
            new TestMigration(1, _ => throw new ProvisioningException("It throws.")),
            "SELECT 1;\n",
            new SqliteDialect()
        );

        Assert.Equal("what it describes now cannot be: It throws", edited.Reason);
    }

    private static CreateTable People(params string[] columns) =>
        new(new("people_of_the_whole_world", [.. columns.Select(name => new Column(name, new(ColumnKind.String)))]));

    private static EditedMigration Compare(Dialect dialect, Operation[] ran, params Operation[] now) =>
        EditedMigration.Of(new TestMigration(1, now), LedgerWriter.Join(ran.SelectMany(dialect.Render)), dialect);
}
