using System.Globalization;
using System.Numerics;
using Provisioning.Schema;

namespace Provisioning.Adoption.Tools;

/// <summary>Flyway: a row for each event, of which the last of a version counts.</summary>
internal static class Flyway
{
    public static PreviousTool Tool { get; } =
        new(
            "Flyway",
            ["flywayschemahistory", "schemaversion"],
            ["installedrank", "version", "description", "type", "script", "installedby", "installedon", "success"],
            Read
        )
        {
            More = ["checksum", "executiontime", "versionrank"],
            Rows = new("version", Row) { Named = migration => migration.Number },
        };

    // The checksum is of the lines of the file without their ends.
    private static IEnumerable<(string, object?)> Row(KeptMigration migration) =>
        [
            ("installedrank", ComputedValue.Next("installedrank")),
            ("versionrank", ComputedValue.Next("versionrank")),
            ("version", migration.Key),
            ("description", RowText.Cut(migration.Title, 200)),
            ("type", "SQL"),
            ("script", RowText.Cut($"V{migration.Key}__{RowText.Underscored(migration.Title)}.sql", 1000)),
            ("checksum", migration.Sql is { } sql ? RowText.Crc32OfLines(sql) : null),
            ("installedby", RowText.Cut(migration.Actor, 100)),
            ("installedon", new SqlExpression(migration.Dialect.Clock)),
            ("executiontime", new SqlExpression(migration.Milliseconds)),
            ("success", true),
        ];

    /// <summary>Compares two versions as Flyway does: part by part, <c>1.10</c> after <c>1.9</c>, and <c>1</c> the
    /// same as <c>1.0</c>.</summary>
    public static int Compare(string one, string other)
    {
        var (a, b) = (Parts(one), Parts(other));
        return Enumerable
            .Range(0, Math.Max(a.Length, b.Length))
            .Select(at => At(a, at).CompareTo(At(b, at)))
            .FirstOrDefault(order => order != 0);
    }

    private static PreviousHistory Read(PreviousLedger ledger)
    {
        var rows = ledger.Rows.OrderBy(row => row.Number("installedrank")).ToList();
        var versions = rows.Where(row => row["version"] is not null)
            .GroupBy(row => Canonical(row.Text("version")), StringComparer.Ordinal)
            .Select(group => Entry(group.Last(), group.Last().Text("version"), State(group.Last())))
            .OrderBy(entry => entry.Key, Comparer<string>.Create(Compare));
        var repeatable = rows.Where(row => row["version"] is null && row["type"] is not "SCHEMA")
            .GroupBy(row => row.Text("description"), StringComparer.Ordinal)
            .Select(group =>
                Entry(
                    group.Last(),
                    group.Last().Text("script"),
                    group.Last().Is("success") ? PreviousState.Repeatable : PreviousState.Failed
                )
            );
        PreviousEntry[] entries = [.. repeatable, .. versions];
        return new("Flyway", ledger.Table, entries)
        {
            Problems =
            [
                .. entries
                    .Where(entry => entry.State is PreviousState.Failed)
                    .Select(entry => new PreviousProblem(
                        $"Its migration {entry.Key} ({entry.Name}) failed",
                        "put right what it left, then run `flyway repair`"
                    )),
            ],
        };
    }

    private static PreviousEntry Entry(PreviousRow row, string key, PreviousState state) =>
        new(key, state)
        {
            Number = PreviousRow.NumberOf(key),
            Name = row["description"],
            At = row.Time("installedon"),
            By = row["installedby"],
        };

    private static PreviousState State(PreviousRow row) =>
        !row.Is("success") ? PreviousState.Failed
        : row.Text("type") is "DELETE" || row.Text("type").StartsWith("UNDO", StringComparison.Ordinal)
            ? PreviousState.RolledBack
        : row.Text("type").Contains("BASELINE", StringComparison.Ordinal) ? PreviousState.Baseline
        : PreviousState.Applied;

    private static string Canonical(string version)
    {
        var parts = Parts(version);
        var length = parts.Length;
        while (length > 1 && parts[length - 1].IsZero)
        {
            length--;
        }

        return string.Join('.', parts[..length]);
    }

    private static BigInteger[] Parts(string version) =>
        [
            .. version
                .Split('.', '_')
                .Select(part =>
                    BigInteger.TryParse(part, CultureInfo.InvariantCulture, out var number)
                        ? number
                        : BigInteger.MinusOne
                ),
        ];

    private static BigInteger At(BigInteger[] parts, int at) => at < parts.Length ? parts[at] : BigInteger.Zero;
}
