using Provisioning.Dialects;
using Provisioning.Engines;
using Provisioning.Linting;
using Provisioning.Operations;
using Provisioning.Planning;
using Xunit;

namespace Provisioning.Tests.Linting;

/// <summary>What a report says of a finding, and how much it has read.</summary>
public sealed class LintReportTests
{
    private static LintCase PostgreSql => LintCase.PostgreSql;

    private static Dialect PostgreSqlDialect => KnownEngines.PostgreSql.Dialect(DialectOptions.Default);

    [Fact]
    public void A_fingerprint_is_the_same_wherever_the_statement_is_in_its_file()
    {
        var first = PostgreSql.Report("ALTER TABLE t ALTER a SET NOT NULL").Open.First();
        var second = PostgreSql.Report("\n\n-- moved\nALTER TABLE t   ALTER a SET NOT NULL").Open.First();
        var other = PostgreSql.Report("ALTER TABLE t ALTER b SET NOT NULL").Open.First();

        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.NotEqual(first.Fingerprint, other.Fingerprint);
        Assert.Equal(64, first.Fingerprint.Length);
    }

    [Fact]
    public void A_finding_says_which_statement_of_which_operation_it_is_about()
    {
        var report = PostgreSql.Report(
            new ExecuteSql("SELECT 1"),
            new ExecuteSql("SELECT 1; ALTER TABLE t ALTER a SET NOT NULL")
        );

        var found = report.Open.First(finding => finding.Rule.Id == "L13");
        Assert.Equal((1, 1), (found.Operation, found.Statement));
        Assert.Equal("ALTER TABLE t ALTER a SET NOT NULL", found.Summary);
    }

    [Fact]
    public void Code_and_what_cannot_be_read_lower_the_share_of_statements_analysed()
    {
        var report = PostgreSql.Report(
            new ExecuteCode((_, _) => { }, "fill in"),
            new ExecuteSql("SELECT 1; DO $$ BEGIN END $$; SELECT 2")
        );

        Assert.Equal((2, 4), (report.Analysed, report.Statements));
        Assert.Equal(2, report.Open.Count(finding => finding.Rule.Id == "L54"));
    }

    [Fact]
    public void Any_beginning_of_a_statement_can_be_read()
    {
        foreach (var row in RuleTests.Cases)
        {
            var (_, given, fires, silent) = row.Data;
            foreach (var sql in new[] { given, fires, silent })
            {
                for (var length = 0; length <= sql.Length; length += 3)
                {
                    _ = LintCase.PostgreSql.Report(sql[..length]);
                }
            }
        }
    }

    [Fact]
    public void A_version_below_the_newest_applied_one_is_out_of_order()
    {
        var step = new PlannedStep(LintCase.Migration("SELECT 1", 5), Direction.Up) { After = 7 };

        var report = new Linter(PostgreSqlDialect, new()).Lint([step], _ => true);

        Assert.Equal(["L79"], LintCase.Ids(report));
    }
}
