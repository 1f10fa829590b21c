using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Output;

/// <summary>What a verification has seen, as text, JSON or JUnit's XML.</summary>
/// <param name="report">What it has seen.</param>
/// <param name="system">The system.</param>
/// <param name="engine">The engine's name.</param>
/// <param name="options">How it was verified.</param>
internal sealed class VerificationPage(
    VerificationReport report,
    DatabaseSystem system,
    string engine,
    VerificationOptions options
)
{
    /// <summary>A line for each migration, then what is wrong, what is lost, and what had no rows.</summary>
    public string Text()
    {
        if (report.Migrations.Count == 0)
        {
            return $"{system.Title} on {engine}: no migrations to verify.";
        }

        var text = new StringBuilder();
        text.Append(Output.Report.Table(Table(), (_, cell) => ToneOf(cell))).Append('\n');
        foreach (var migration in report.Migrations.Where(migration => Remarks(migration).Any()))
        {
            text.Append('\n').Append(Terminal.Paint(migration.Migration.ToString(), Tone.Strong)).Append('\n');
            foreach (var (remark, tone) in Remarks(migration))
            {
                text.Append("  ").Append(Folded(remark, tone)).Append('\n');
            }
        }

        if (report.Unfilled.Count > 0)
        {
            text.Append('\n').Append(Terminal.Paint("Tables without rows", Tone.Strong)).Append('\n');
            foreach (var line in report.Unfilled.Select(Unfilled))
            {
                text.Append("  ").Append(Folded(line, Tone.Warning)).Append('\n');
            }
        }

        return text.Append('\n').Append(Verdict()).ToString();
    }

    /// <summary>The same as JSON.</summary>
    public JsonObject Json() =>
        new()
        {
            ["format"] = 1,
            ["system"] = system.Name,
            ["engine"] = engine,
            ["rows"] = options.Rows,
            ["failed"] = report.Failed,
            ["migrations"] = new JsonArray([.. report.Migrations.Select(Json)]),
            ["without_rows"] = new JsonArray([
                .. report.Unfilled.Select(each => new JsonObject
                {
                    ["table"] = each.Table.Table.ToString(),
                    ["after"] = each.Version,
                    ["problem"] = each.Table.Problem,
                }),
            ]),
        };

    /// <summary>The same as JUnit's XML: a case for each migration.</summary>
    public string JUnit() => JUnitDocument.Of($"provision verify {system.Name}", xml =>
        {
            Counts(xml);
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", $"{system.Name} on {engine}");
            Counts(xml);
            foreach (var migration in report.Migrations)
            {
                Case(xml, migration);
            }

            if (report.Unfilled.Count > 0)
            {
                xml.WriteElementString(
                    "system-out",
                    JUnitDocument.Clean(
                        string.Join('\n', report.Unfilled.Select(each => $"Without rows: {Unfilled(each)}"))
                    )
                );
            }

            xml.WriteEndElement();
        });

    private void Counts(XmlWriter xml) =>
        JUnitDocument.Counts(
            xml,
            report.Migrations.Count,
            report.Failed,
            report.Migrations.Count(migration => migration.Findings.Count == 0 && Skipped(migration) is not null)
        );

    private void Case(XmlWriter xml, VerifiedMigration migration)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"{system.Name}.{engine}");
        xml.WriteAttributeString("name", JUnitDocument.Clean(migration.Migration.ToString()));
        xml.WriteAttributeString("time", JUnitDocument.Text(migration.Durations.Sum(time => time.TotalSeconds)));
        if (migration.Findings.Count > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", Word(migration.Findings[0].Kind));
            xml.WriteAttributeString("message", JUnitDocument.Clean(migration.Findings[0].Text));
            xml.WriteString(JUnitDocument.Clean(string.Join('\n', migration.Findings.Select(finding => finding.Text))));
            xml.WriteEndElement();
        }
        else if (Skipped(migration) is { } reason)
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", JUnitDocument.Clean(reason));
            xml.WriteEndElement();
        }

        if (migration.Lost.Count > 0)
        {
            xml.WriteElementString("system-out", JUnitDocument.Clean(Lost(migration)));
        }

        xml.WriteEndElement();
    }

    private static JsonObject Json(VerifiedMigration migration) =>
        new()
        {
            ["version"] = migration.Migration.Version,
            ["name"] = migration.Migration.Name,
            ["result"] = Result(migration),
            ["up_ms"] = Milliseconds(migration, 0),
            ["down_ms"] = Milliseconds(migration, 1),
            ["up_again_ms"] = Milliseconds(migration, 2),
            ["rows"] = migration.Rows,
            ["irreversible"] = migration.Irreversible,
            ["lost"] = Format.List(migration.Lost),
            ["findings"] = new JsonArray([
                .. migration.Findings.Select(finding => new JsonObject
                {
                    ["kind"] = Word(finding.Kind),
                    ["text"] = finding.Text,
                }),
            ]),
        };

    private IReadOnlyList<string[]> Table() =>
        [
            ["result", "version", "name", "up", "down", "again"],
            .. report.Migrations.Select(migration =>
                (string[])
                    [
                        Result(migration),
                        migration.Migration.Version.ToString(CultureInfo.InvariantCulture),
                        migration.Migration.Name,
                        .. Enumerable
                            .Range(0, 3)
                            .Select(at =>
                                at < migration.Durations.Count ? RunProgress.Milliseconds(migration.Durations[at]) : "–"
                            ),
                    ]
            ),
        ];

    private static IEnumerable<(string Text, Tone Tone)> Remarks(VerifiedMigration migration) =>
        [
            .. migration.Findings.Select(finding => (finding.Text, Tone.Bad)),
            .. Skipped(migration) is { } reason ? [(reason, Tone.Plain)] : Array.Empty<(string, Tone)>(),
            .. migration.Lost.Count > 0 ? [(Lost(migration), Tone.Warning)] : Array.Empty<(string, Tone)>(),
        ];

    private static string? Skipped(VerifiedMigration migration) =>
        migration.IsSkipped ? "Its constraints leave it out of a database like this one."
        : migration.Irreversible is { } reason ? $"It cannot be rolled back: {reason.TrimEnd('.')}."
        : null;

    private static string Lost(VerifiedMigration migration) =>
        $"It drops {string.Join(", ", migration.Lost)}: a rollback makes them again without.";

    private static string Unfilled((long Version, Seeding.Filling.FilledTable Table) each) =>
        $"{each.Table.Table}, after {Format.Version(each.Version)}: {each.Table.Problem}";

    private static string Result(VerifiedMigration migration) =>
        migration.Findings.Count > 0 ? "failed"
        : migration.IsSkipped ? "skipped"
        : migration.Irreversible is not null ? "one way"
        : "ok";

    private static Tone ToneOf(string cell) =>
        cell switch
        {
            "ok" => Tone.Good,
            "failed" => Tone.Bad,
            "one way" or "skipped" => Tone.Warning,
            _ => Tone.Plain,
        };

    private static string Word(VerificationFindingKind kind) => kind.ToString().ToLowerInvariant();

    private static double? Milliseconds(VerifiedMigration migration, int at) =>
        at < migration.Durations.Count ? Math.Round(migration.Durations[at].TotalMilliseconds, 1) : null;

    private static string Folded(string line, Tone tone)
    {
        line = line.ReplaceLineEndings(" ");
        var folded = Terminal.Columns is { } width ? Terminal.Fold(line, width - 2).ReplaceLineEndings("\n  ") : line;
        return Terminal.Paint(folded, tone);
    }

    private string Verdict()
    {
        var migrations = Format.Count(report.Migrations.Count, "migration", "").TrimEnd();
        var oneWay = report.Migrations.Count(migration => migration.Irreversible is not null);
        return report.Failed > 0 ? $"{system.Title} on {engine}: {migrations}, {report.Failed} with findings."
            : oneWay > 0
                ? $"{system.Title} on {engine}: {migrations}, {oneWay} of them one way; the others give the same when "
                    + "they are rolled back and applied again."
            : $"{system.Title} on {engine}: {migrations}, each rolled back and applied again with the same structure "
                + "and rows.";
    }
}
