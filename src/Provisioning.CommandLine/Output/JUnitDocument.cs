using System.Globalization;
using System.Text;
using System.Xml;

namespace Provisioning.CommandLine.Output;

/// <summary>Writes JUnit's XML, which CI systems show as tests.</summary>
internal static class JUnitDocument
{
    /// <summary>The document.</summary>
    /// <param name="name">What it calls the whole.</param>
    /// <param name="write">Writes what is in it, the counts first.</param>
    public static string Of(string name, Action<XmlWriter> write)
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
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", Clean(name));
            write(xml);
            xml.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}";
    }

    /// <summary>Writes how many tests there are, as attributes.</summary>
    public static void Counts(XmlWriter xml, int tests, int failures, int skipped)
    {
        xml.WriteAttributeString("tests", Text(tests));
        xml.WriteAttributeString("failures", Text(failures));
        xml.WriteAttributeString("skipped", Text(skipped));
    }

    /// <summary>A number as XML has it.</summary>
    public static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>The text without what XML 1.0 has no place for: most control characters, not even by number.</summary>
    public static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => IsAllowed(rune.Value) ? rune.ToString() : "\uFFFD"));

    private static bool IsAllowed(int rune) => rune is '\t' or '\n' or '\r' or (>= 0x20 and not (0xFFFE or 0xFFFF));
}
