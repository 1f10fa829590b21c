using System.Xml;
using Provisioning.CommandLine.Output;
using Provisioning.Linting;
using static Provisioning.CommandLine.Output.JUnitDocument;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary>Findings as JUnit's XML: a suite for each migration with findings, a case for each finding; one that passes
/// where there is none. Errors and warnings are failures, notes pass, suppressed findings are skipped.</summary>
internal static class JUnit
{
    /// <summary>The document.</summary>
    public static string Of(LintResult result) => JUnitDocument.Of($"provision lint {result.System.Name}", xml =>
        {
            var findings = result.Report.Findings;
            Counts(xml, findings);
            if (findings.Count == 0)
            {
                Passed(xml);
            }

            foreach (var migration in findings.GroupBy(finding => finding.Migration))
            {
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", Clean(migration.Key.ToString()));
                Counts(xml, [.. migration]);
                foreach (var finding in migration)
                {
                    Case(xml, finding);
                }

                xml.WriteEndElement();
            }
        });

    // Without any case a CI says that nothing was tested.
    private static void Passed(XmlWriter xml)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", "all migrations");
        Counts(xml, []);
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "all migrations");
        xml.WriteAttributeString("name", "nothing found");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, IReadOnlyList<LintFinding> findings) =>
        JUnitDocument.Counts(
            xml,
            Math.Max(1, findings.Count),
            findings.Count(IsFailure),
            findings.Count(finding => finding.Suppression is not null)
        );

    private static void Case(XmlWriter xml, LintFinding finding)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(finding.Migration.Name));
        xml.WriteAttributeString("name", Clean($"{finding.Rule} {finding.Object}"));
        if (FindingPlace.Of(finding) is { } place)
        {
            xml.WriteAttributeString("file", Clean(place.File));
            xml.WriteAttributeString("line", Text(place.Line));
        }

        if (finding.Suppression is { } reason)
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", Clean(reason));
            xml.WriteEndElement();
        }
        else if (IsFailure(finding))
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", RuleText.Word(finding.Severity));
            xml.WriteAttributeString("message", Clean(finding.Message));
            xml.WriteString(Clean(string.Join('\n', finding.Safe)));
            xml.WriteEndElement();
        }

        xml.WriteElementString("system-out", Clean(finding.Summary));
        xml.WriteEndElement();
    }

    private static bool IsFailure(LintFinding finding) => finding is { Suppression: null, Severity: > Severity.Note };
}
