using System.Globalization;
using System.Text;
using System.Xml;
using Provisioning.Linting;

namespace Provisioning.CommandLine.Commands.Lint;

/// <summary>Findings as JUnit's XML: a suite for each migration with findings, a case for each finding; one that passes
/// where there is none. Errors and warnings are failures, notes pass, suppressed findings are skipped.</summary>
internal static class JUnit
{
    /// <summary>The document.</summary>
    public static string Of(LintResult result)
    {
        var text = new StringBuilder();
        using (
            var xml = XmlWriter.Create(
                text,
                new()
                {
                    Indent = true,
                    OmitXmlDeclaration = true,
                    CheckCharacters = false,
                    NewLineChars = "\n",
                }
            )
        )
        {
            var findings = result.Report.Findings;
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", $"provision lint {result.System.Name}");
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

            xml.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}";
    }

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

    private static void Counts(XmlWriter xml, IReadOnlyList<LintFinding> findings)
    {
        xml.WriteAttributeString("tests", Text(Math.Max(1, findings.Count)));
        xml.WriteAttributeString("failures", Text(findings.Count(IsFailure)));
        xml.WriteAttributeString("skipped", Text(findings.Count(finding => finding.Suppression is not null)));
    }

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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // XML 1.0 has no place for most control characters, not even by number.
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => IsAllowed(rune.Value) ? rune.ToString() : "\uFFFD"));

    private static bool IsAllowed(int rune) => rune is '\t' or '\n' or '\r' or (>= 0x20 and not (0xFFFE or 0xFFFF));
}
