using Provisioning.Linting;
using Provisioning.Linting.Rules;
using Xunit;

namespace Provisioning.Tests.Linting;

/// <summary>Each rule fires where it should, and not where it only looks alike.</summary>
public sealed class RuleTests
{
    public static TheoryData<string, string, string, string> Cases => RuleCases.Inside;

    public static TheoryData<string, string, string> Outside => RuleCases.Outside;

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_rule_fires_where_it_should_and_not_where_it_only_looks_alike(
        string rule,
        string given,
        string fires,
        string silent
    )
    {
        var lint = given.Length > 0 ? LintCase.PostgreSql.After(given) : LintCase.PostgreSql;

        Assert.Contains(rule, lint.Ids(fires));
        Assert.DoesNotContain(rule, lint.Ids(silent));
    }

    [Theory]
    [MemberData(nameof(Outside))]
    public void A_rule_about_work_outside_a_transaction_fires_where_it_should(string rule, string fires, string silent)
    {
        Assert.Contains(rule, LintCase.PostgreSql.IdsOutside(fires));
        Assert.DoesNotContain(rule, LintCase.PostgreSql.IdsOutside(silent));
    }

    [Theory]
    [InlineData(
        "L48",
        "ALTER TABLE t ALTER a TYPE bigint",
        "SET LOCAL statement_timeout = '2s'; ALTER TABLE t ALTER a TYPE bigint"
    )]
    [InlineData("L48", "CREATE INDEX x ON t (a)", "CREATE TABLE x (a int PRIMARY KEY); CREATE INDEX ix ON x (a)")]
    [InlineData("L73", "CREATE TABLE x (id serial PRIMARY KEY)", "CREATE TABLE x (id bigserial PRIMARY KEY)")]
    [InlineData("L74", "ALTER TABLE t ADD z timestamp", "ALTER TABLE t ADD z timestamptz")]
    [InlineData("L75", "ALTER TABLE t ADD z json", "ALTER TABLE t ADD z jsonb")]
    [InlineData(
        "L76",
        "CREATE TABLE x (id serial PRIMARY KEY)",
        "CREATE TABLE x (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)"
    )]
    [InlineData("L85", "ALTER TABLE t ADD \"UserId\" int", "ALTER TABLE t ADD user_id int")]
    [InlineData("L86", "CREATE TABLE x (id int PRIMARY KEY)", "CREATE TABLE x AS SELECT * FROM t")]
    [InlineData(
        "L87",
        "CREATE TABLE x (a boolean, id bigint PRIMARY KEY, b boolean, at timestamptz, name text)",
        "CREATE TABLE x (id bigint PRIMARY KEY, at timestamptz, n int, a boolean, b boolean, name text)"
    )]
    public void An_optional_rule_fires_only_where_it_is_asked_for(string rule, string fires, string silent)
    {
        var asked = LintCase.PostgreSql.With(options => options with { Only = [rule] });

        Assert.DoesNotContain(rule, LintCase.PostgreSql.Ids(fires));
        Assert.Equal([rule], asked.Ids(fires));
        Assert.Empty(asked.Ids(silent));
    }

    [Fact]
    public void A_column_that_the_masking_file_gives_no_class_is_found_where_it_is_added()
    {
        var asked = LintCase.PostgreSql.With(options =>
            options with
            {
                Unclassified = new HashSet<string>(StringComparer.Ordinal) { "t.z", "x.a" },
            }
        );

        Assert.Contains("L91", asked.Ids("ALTER TABLE t ADD z int"));
        Assert.Contains("L91", asked.Ids("CREATE TABLE x (id bigint PRIMARY KEY, a int)"));
        Assert.Contains("L91", asked.Ids("ALTER TABLE t RENAME a TO z"));
        Assert.DoesNotContain("L91", asked.Ids("ALTER TABLE t ADD y int"));
        Assert.DoesNotContain("L91", LintCase.PostgreSql.Ids("ALTER TABLE t ADD z int"));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(5_000, Severity.Warning)]
    [InlineData(500_000, Severity.Error)]
    [InlineData(5_000_000, Severity.Error)]
    public void A_rewrite_matters_by_the_size_of_its_table(long rows, Severity? severity)
    {
        var found = LintCase.PostgreSql.Sized(rows).Report("ALTER TABLE t ALTER a TYPE bigint").Open;

        Assert.Equal(severity, found.FirstOrDefault(finding => finding.Rule.Id == "L09")?.Severity);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(5_000, Severity.Note)]
    [InlineData(500_000, Severity.Warning)]
    [InlineData(5_000_000, Severity.Error)]
    public void A_scan_matters_by_the_size_of_its_table(long rows, Severity? severity)
    {
        var found = LintCase.PostgreSql.Sized(rows).Report("ALTER TABLE t ALTER a SET NOT NULL").Open;

        Assert.Equal(severity, found.FirstOrDefault(finding => finding.Rule.Id == "L13")?.Severity);
    }

    [Fact]
    public void Every_rule_says_all_that_there_is_to_say_and_has_an_id_and_a_name_of_its_own()
    {
        Assert.True(LintRules.All.Count >= 80);
        Assert.Equal(LintRules.All.Count, LintRules.All.Select(rule => rule.Id).Distinct().Count());
        Assert.Equal(LintRules.All.Count, LintRules.All.Select(rule => rule.Name).Distinct().Count());
        Assert.All(
            LintRules.All.SelectMany(rule =>
                new[] { rule.Summary, rule.Why, rule.Safe, rule.Sqlite, rule.Silent ?? ".", rule.Lock ?? "." }
            ),
            text => Assert.EndsWith(".", text, StringComparison.Ordinal)
        );
        Assert.Contains(LintRules.Find("SET-not-null-scan"), LintRules.All);
    }

    [Fact]
    public void Every_rule_has_a_case()
    {
        string[] elsewhere = ["L32", "L78", "L79", "L88", "L89", "L90", "L91", "L92", "L93"];
        var tested = Cases
            .Select(row => row.Data.Item1)
            .Concat(Outside.Select(row => row.Data.Item1))
            .Concat(LintRules.All.Where(rule => rule.IsOptional).Select(rule => rule.Id))
            .Concat(elsewhere);

        Assert.Empty(LintRules.All.Select(rule => rule.Id).Except(tested));
    }
}
