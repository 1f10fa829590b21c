namespace Provisioning.CommandLine.Commands.New;

/// <summary>What a migration that is written does: alone, or as one of a sequence.</summary>
/// <param name="Suffix">What its class is called beyond the sequence's name; empty where it is alone.</param>
/// <param name="Sentence">What it does beyond the sequence's description; empty where it is alone.</param>
/// <param name="Up">The lines of its Up.</param>
/// <param name="Down">The lines of its Down; null where it is made from Up.</param>
internal sealed record MigrationBody(
    string Suffix,
    string Sentence,
    IReadOnlyList<string> Up,
    IReadOnlyList<string>? Down = null
)
{
    /// <summary>Whether it runs outside a transaction.</summary>
    public bool IsUntransacted { get; init; }

    /// <summary>The attributes of its class beyond the version, a line each.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    // The namespaces of what its lines call, by what gives them away.
    private static readonly (string Name, string[] Calls)[] Namespaces =
    [
        ("System.Data", ["(Rule."]),
        (
            "FluentMigrator.Postgres",
            ["PostgresGenerationType.", ".Filter(", ".Include(", ".AsConcurrently(", ".WithOverridingSystemValue("]
        ),
        (
            "Provisioning.Authoring",
            [
                ".AsInet()",
                ".AsJson()",
                ".AsJsonb()",
                "[Replaces(",
                ".Backfill(",
                ".CheckConstraint(",
                ".Enum(",
                ".Extension(",
                ".Function(",
                ".NotValid()",
                ".OnExpression(",
                ".Policy(",
                ".RowLevelSecurity(",
                ".SetNotNull(",
                ".SetNullable(",
                ".Trigger(",
                ".UsingIndex(",
                ".ValidateConstraint(",
                ".View(",
                ".WithoutRowId(",
            ]
        ),
        ("Provisioning.Schema", ["PolicyCommand."]),
    ];

    private IEnumerable<string> Usings =>
        Namespaces
            .Where(space =>
                Up.Concat(Down ?? []).Concat(Attributes).Any(line => Array.Exists(space.Calls, line.Contains))
            )
            .Select(space => space.Name)
            .Append("FluentMigrator")
            .OrderBy(name => !name.StartsWith("System", StringComparison.Ordinal))
            .ThenBy(name => name, StringComparer.Ordinal);

    /// <summary>The source of its class.</summary>
    /// <param name="space">Its namespace; null for none.</param>
    /// <param name="type">Its name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="description">What it does, or the sequence.</param>
    public string Source(string? space, string type, string version, string description)
    {
        var behavior = IsUntransacted ? "TransactionBehavior.None, " : "";
        var parent = Down is null ? "AutoReversingMigration" : "Migration";
        return $$"""
            {{string.Concat(Usings.Select(name => $"using {name};\n"))}}
            {{(
                space is null ? "" : $"namespace {space};\n\n"
            )}}[Migration({{version}}, {{behavior}}"{{description}}{{(Sentence.Length > 0 ? ": " : "")}}{{Sentence}}")]
            {{string.Concat(Attributes.Select(line => $"{line}\n"))}}public sealed class {{type}} : {{parent}}
            {
            {{Method("Up", Up)}}{{(Down is null ? "" : $"\n{Method("Down", Down)}")}}}

            """;
    }

    private static string Method(string name, IReadOnlyList<string> lines) =>
        $"    public override void {name}()\n    {{\n"
        + string.Concat(lines.Select(line => line.Length > 0 ? $"        {line}\n" : "\n"))
        + "    }\n";
}
