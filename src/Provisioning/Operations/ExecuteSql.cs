using System.Text.RegularExpressions;
using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Runs SQL as it is written: one statement or several. What it does to structure and data is unknown here, so
/// it has no inverse and changes no model.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Description">What it does, for messages; null for the first line of the text.</param>
public sealed partial record ExecuteSql(string Sql, string? Description = null) : Operation
{
    private const string Name = @"(""[^""]+""|`[^`]+`|\[[^]]+\]|[\w$]+)";

    private const string Names = $@"{Name}(\s*\.\s*{Name})*";

    /// <inheritdoc />
    public override string Summary => Description ?? $"execute {FirstLine}";

    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    /// <remarks>The tables that its text drops are named, as far as they are found without an engine's
    /// grammar.</remarks>
    public override ValueList<DataLoss> Losses =>
        [
            new(DataLossKind.Unknown),
            .. Drops()
                .Matches(Comments().Replace(Sql, " "))
                .SelectMany(drop => drop.Groups["name"].Captures)
                .Select(name => new DataLoss(DataLossKind.Table, NameOf(name.Value))),
        ];

    /// <inheritdoc />
    public override ObjectName? Alters => null;

    /// <inheritdoc />
    public override DatabaseModel Apply(DatabaseModel before) => before;

    /// <inheritdoc />
    public override ExecuteSql WithNames(ModelNames names) => this;

    /// <inheritdoc />
    internal override void Write(CanonicalForm text) => text.Member(nameof(Sql), Sql);

    private string FirstLine
    {
        get
        {
            var line = Sql.AsSpan().Trim();
            var end = line.IndexOfAny('\r', '\n');
            line = end < 0 ? line : line[..end];
            return line.Length > 60 ? $"{line[..60]}…" : line.ToString();
        }
    }

    private static ObjectName NameOf(string text)
    {
        var parts = Parts()
            .Matches(text)
            .Select(part => part.Value[0] is '"' or '`' or '[' ? part.Value[1..^1] : part.Value)
            .ToArray();
        return new(parts.Length > 1 ? parts[^2] : null, parts[^1]);
    }

    [GeneratedRegex(
        $@"\bDROP\s+TABLE\s+(IF\s+EXISTS\s+)?(?<name>{Names})(\s*,\s*(?<name>{Names}))*",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Drops();

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comments();

    [GeneratedRegex(Name, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();
}
