using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Schema;
using Xunit;

namespace Provisioning.Tests.Linting;

/// <summary>What is found for SQLite.</summary>
public sealed class SqliteFindingTests
{
    private static LintCase PostgreSql => LintCase.PostgreSql;

    [Fact]
    public void Rules_about_table_locks_are_silent_on_SQLite_where_a_rebuild_is_a_note()
    {
        var alter = new AlterColumn("t", new("a", new(ColumnKind.Int64)) { IsNullable = false });

        Assert.Equal(["L57", "L89"], LintCase.Sqlite.Ids(alter).Except(["L78"]));
        Assert.Empty(LintCase.Sqlite.Ids(new CreateIndex("t", new("i", [new("b")]))));
        Assert.Contains("L31", LintCase.Sqlite.Ids(new CreateIndex("t", new("i", [new("b")]) { IsUnique = true })));
    }

    [Fact]
    public void A_big_rebuild_on_SQLite_is_a_warning_and_an_empty_one_nothing()
    {
        var alter = new AlterColumn("t", new("a", new(ColumnKind.Int64)) { IsNullable = true });

        Assert.Equal(
            Severity.Warning,
            LintCase.Sqlite.Sized(5_000_000).Report(alter).Open.Single(finding => finding.Rule.Id == "L89").Severity
        );
        Assert.DoesNotContain("L89", LintCase.Sqlite.Sized(0).Ids(alter));
    }

    [Fact]
    public void A_column_that_a_trigger_writes_may_not_be_dropped_on_SQLite()
    {
        var trigger = new Trigger("tr", TriggerTiming.After, TriggerEvent.Insert) { Body = "UPDATE t SET b = 'x';" };

        var found = LintCase.Sqlite.After(new CreateTrigger("t", trigger)).Report(new DropColumn("t", "b")).Open;

        Assert.Contains(found, finding => finding is { Rule.Id: "L55", Severity: Severity.Error });
    }

    [Fact]
    public void An_index_that_SQLite_does_not_have_is_a_note()
    {
        var gin = new CreateIndex("t", new("i", [new("b")]) { Method = "GIN" });

        Assert.Contains("L90", LintCase.Sqlite.Ids(gin));
        Assert.DoesNotContain("L90", PostgreSql.Ids(gin));
    }
}
