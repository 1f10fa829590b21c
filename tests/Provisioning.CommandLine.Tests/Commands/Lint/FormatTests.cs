using System.Xml.Linq;
using Provisioning.CommandLine.Commands.Lint;
using Provisioning.Linting;
using Provisioning.Linting.Rules;
using Provisioning.Operations;
using Provisioning.Planning;
using Provisioning.Systems;
using Xunit;

namespace Provisioning.CommandLine.Tests.Commands.Lint;

/// <summary>Findings as other programs read them.</summary>
public sealed class FormatTests
{
    private static readonly LintFinding WithPlace = new(
        LintRules.Find("L13")!,
        Severity.Error,
        new Named(42, "AddTeam"),
        "users.team",
        "50 % of users,\nall: of them, wait."
    )
    {
        Summary = "ALTER TABLE users …",
        Safe = ["first\u0001", "then"],
        Place = new(Path.Combine(Directory.GetCurrentDirectory(), "a folder", "AddTeam.cs"), 7, 9),
    };

    private static readonly LintFinding WithoutPlace = new(
        LintRules.Find("L25")!,
        Severity.Warning,
        new Named(43, "Index"),
        "users.ix | <b>",
        "The index is built."
    );

    private static readonly LintFinding Suppressed = WithoutPlace with
    {
        Rule = LintRules.Find("L50")!,
        Suppression = "at night",
    };

    [Fact]
    public void SARIF_has_a_rule_and_a_result_for_each_and_suppressed_ones_as_such()
    {
        var run = Sarif.Of(Result(WithPlace, WithoutPlace, Suppressed))["runs"]![0]!;

        var rules = run["tool"]!["driver"]!["rules"]!.AsArray();
        Assert.Equal(["L13", "L25", "L50"], rules.Select(rule => (string)rule!["id"]!));
        Assert.Equal("SetNotNullScan", (string)rules[0]!["name"]!);
        Assert.Equal("provision/lint/towow/", (string)run["automationDetails"]!["id"]!);
        var results = run["results"]!.AsArray();
        var place = results[0]!["locations"]![0]!["physicalLocation"]!;
        Assert.EndsWith("a%20folder/AddTeam.cs", (string)place["artifactLocation"]!["uri"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("..", (string)place["artifactLocation"]!["uri"]!, StringComparison.Ordinal);
        Assert.Equal(7, (int)place["region"]!["startLine"]!);
        Assert.Equal("error", (string)results[0]!["level"]!);
        Assert.Equal(WithPlace.Fingerprint, (string)results[0]!["partialFingerprints"]!["provisionFinding/v1"]!);
        Assert.Null(results[1]!["locations"]![0]!["physicalLocation"]);
        Assert.Equal("users.ix | <b>", (string)results[1]!["locations"]![0]!["logicalLocations"]![0]!["name"]!);
        Assert.Null(results[1]!["suppressions"]);
        Assert.Equal("at night", (string)results[2]!["suppressions"]![0]!["justification"]!);
        Assert.Contains("Analysed 2 of 3", run["invocations"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Annotations_of_GitHub_are_escaped_and_the_worst_come_first()
    {
        var lines = GitHub.Of(Result(WithoutPlace, WithPlace, Suppressed)).Split('\n');

        Assert.Equal(2, lines.Length);
        Assert.StartsWith("::error file=", lines[0], StringComparison.Ordinal);
        Assert.Contains(
            "AddTeam.cs,line=7,col=9,title=L13 set-not-null-scan::42 AddTeam: ",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.Contains("50 %25 of users,%0Aall: of them, wait.%0ASafe: first", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("::warning title=L25 create-index-blocking::43 Index: ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void GitHub_shows_ten_of_a_kind_and_the_tenth_counts_the_rest()
    {
        var lines = GitHub.Of(Result([.. Enumerable.Repeat(WithoutPlace, 30)])).Split('\n');

        Assert.Equal(10, lines.Length);
        Assert.Contains("21 more like these", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Code_Quality_is_an_array_also_where_there_is_nothing()
    {
        var issue = Assert.Single(GitLab.Of(Result(WithPlace, Suppressed)))!;

        Assert.Equal("provision/L13", (string)issue["check_name"]!);
        Assert.Equal("critical", (string)issue["severity"]!);
        Assert.Equal(WithPlace.Fingerprint, (string)issue["fingerprint"]!);
        Assert.Equal(7, (int)issue["location"]!["lines"]!["begin"]!);
        Assert.False(((string)issue["location"]!["path"]!).StartsWith("./", StringComparison.Ordinal));
        Assert.Equal("[]", GitLab.Of(Result()).ToJsonString());
    }

    [Fact]
    public void JUnit_is_XML_whatever_is_in_a_text()
    {
        var document = XDocument.Parse(JUnit.Of(Result(WithPlace, WithoutPlace, Suppressed)));

        var root = document.Root!;
        Assert.Equal(
            ("3", "2", "1"),
            (root.Attribute("tests")!.Value, root.Attribute("failures")!.Value, root.Attribute("skipped")!.Value)
        );
        Assert.Equal(
            ["42 AddTeam", "43 Index"],
            root.Elements("testsuite").Select(suite => suite.Attribute("name")!.Value)
        );
        var first = root.Descendants("testcase").First();
        Assert.Equal("first\uFFFD\nthen", first.Element("failure")!.Value.ReplaceLineEndings("\n"));
        Assert.Equal("7", first.Attribute("line")!.Value);
        Assert.Equal("at night", root.Descendants("skipped").Single().Attribute("message")!.Value);
        Assert.Single(XDocument.Parse(JUnit.Of(Result())).Descendants("testcase"));
    }

    [Fact]
    public void Plain_text_is_a_line_for_each_with_the_migration_where_there_is_no_place()
    {
        var lines = PlainText.Of(Result(WithPlace, WithoutPlace)).Split('\n');

        Assert.EndsWith(
            "a folder/AddTeam.cs:7:9: error L13: 50 % of users, all: of them, wait. [set-not-null-scan]",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.Equal("43 Index: warning L25: The index is built. [create-index-blocking]", lines[1]);
    }

    [Fact]
    public void A_place_outside_the_repository_is_none()
    {
        Assert.Null(FindingPlace.Of(WithPlace with { Place = new("/elsewhere/AddTeam.cs", 1, 1) }));
        Assert.Equal(
            "src/AddTeam.cs",
            FindingPlace.Of(WithPlace with { Place = new("/_/src/AddTeam.cs", 1, 1) })!.File
        );
    }

    [Fact]
    public void No_line_of_the_text_is_wider_than_the_terminal()
    {
        var text = LintText.Of(Result(WithPlace, WithoutPlace, WithoutPlace with { Object = new('x', 30) }), 60);

        Assert.All(text.Split('\n').Where(line => !line.EndsWith("AddTeam.cs:7", StringComparison.Ordinal)), line =>
            Assert.InRange(line.Length, 0, 60)
        );
        Assert.Contains("×2", text, StringComparison.Ordinal);
        Assert.Contains("1 error, 2 warnings", text, StringComparison.Ordinal);
    }

    private static LintResult Result(params LintFinding[] findings) =>
        new(new TestSystem(), "postgresql", new(findings, 2, 2, 3), new(), IsPending: false);

    private sealed class Named(long version, string name) : MigrationSource
    {
        public override long Version => version;

        public override string Name => name;

        public override string? Description => null;

        public override IReadOnlyList<Operation> Describe(Direction direction, MigrationContext context) => [];
    }

    private sealed class TestSystem : DatabaseSystem
    {
        public override string Name => "towow";

        public override string Title => "ToWow";

        public override string Description => "";

        public override string Engine => "PostgreSQL";

        public override MigrationCatalog Migrations { get; } = new([]);
    }
}
