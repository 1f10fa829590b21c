using Xunit;

namespace Provisioning.Tests.Linting;

/// <summary>Comments in SQL that suppress a rule.</summary>
public sealed class SuppressionTests
{
    private static LintCase PostgreSql => LintCase.PostgreSql;

    [Theory]
    [InlineData("-- provision:ignore L13 no writes at night\nALTER TABLE t ALTER a SET NOT NULL")]
    [InlineData("ALTER TABLE t ALTER a SET NOT NULL; -- provision:ignore set-not-null-scan no writes at night")]
    [InlineData("ALTER TABLE t /* provision:ignore L13 no writes at night */ ALTER a SET NOT NULL; SELECT 1")]
    public void A_comment_suppresses_a_rule_on_its_statement(string sql)
    {
        var report = PostgreSql.Report(sql);

        Assert.Equal(["L57"], LintCase.Ids(report));
        Assert.Equal("no writes at night", report.Findings.Single(finding => finding.Rule.Id == "L13").Suppression);
    }

    [Theory]
    [InlineData(
        "-- provision:ignore L13 no writes\nSELECT 1;\nALTER TABLE t ALTER a SET NOT NULL",
        "suppresses nothing"
    )]
    [InlineData("-- provision:ignore L13\nALTER TABLE t ALTER a SET NOT NULL", "no reason")]
    [InlineData("-- provision:ignore L999 no writes\nALTER TABLE t ALTER a SET NOT NULL", "no rule L999")]
    public void A_suppression_without_use_or_reason_is_a_finding(string sql, string message)
    {
        var report = PostgreSql.Report(sql);

        Assert.Contains(report.Open, finding => finding.Rule.Id == "L13");
        Assert.Contains(
            message,
            report.Open.Single(finding => finding.Rule.Id == "L88").Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_comment_inside_a_string_suppresses_nothing()
    {
        Assert.Contains("L69", PostgreSql.Ids("UPDATE t SET b = '-- provision:ignore L69 no'"));
    }
}
