using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Provisioning.Linting;
using Provisioning.Linting.Rules;
using Xunit;

namespace Provisioning.Tests.Linting;

/// <summary>The rules of docs/lint.md are those of the program.</summary>
public sealed class LintPageTests
{
    private const string Mark =
        "<!-- The rest is made from the rules: PROVISIONING_APPROVE=1 and LintPageTests write it. -->\n";

    [Fact]
    public void The_page_says_what_the_rules_say()
    {
        var file = Path.GetFullPath(Path.Combine(ThisFolder(), "../../../docs/lint.md"));
        var page = File.ReadAllText(file);
        var end = page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        if (Environment.GetEnvironmentVariable("PROVISIONING_APPROVE") is "1")
        {
            File.WriteAllText(file, page[..end] + Rules());
        }

        Assert.Equal(File.ReadAllText(file)[end..], Rules());
    }

    private static string Rules()
    {
        var text = new StringBuilder();
        foreach (var group in LintRules.All.GroupBy(rule => rule.Group).OrderBy(group => group.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Heading(group.Key)}\n");
            foreach (var rule in group)
            {
                Append(text, rule);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, LintRule rule)
    {
        var kind = rule.Severity.ToString().ToLowerInvariant() + (rule.IsSized ? ", by the size of the table" : "");
        var asked = rule.IsOptional ? ", only where it is asked for" : "";
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n### {rule.Id} {rule.Name}\n\n{rule.Summary} *({kind}{asked})*\n\n- **Why:** {rule.Why}\n"
        );
        (string, string?)[] parts =
        [
            ("Measured on PostgreSQL 15", rule.Lock),
            ("Safe", rule.Safe),
            ("Silent", rule.Silent),
            ("SQLite", rule.Sqlite),
        ];
        foreach (var (name, part) in parts.Where(part => part.Item2 is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{name}:** {part}\n");
        }
    }

    private static string Heading(RuleGroup group) =>
        group switch
        {
            RuleGroup.Columns => "Columns",
            RuleGroup.Constraints => "Constraints",
            RuleGroup.Indexes => "Indexes",
            RuleGroup.Relations => "Partitions, views, triggers, sequences, policies",
            RuleGroup.Transactions => "Locks, transactions, and what cannot be read",
            RuleGroup.Applications => "Applications that are older",
            RuleGroup.Data => "Rows",
            _ => "Design",
        };

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
