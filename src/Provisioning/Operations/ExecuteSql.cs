using Provisioning.Schema;

namespace Provisioning.Operations;

/// <summary>Runs SQL as it is written: one statement or several. What it does to structure and data is unknown here, so
/// it has no inverse and changes no model.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Description">What it does, for messages; null for the first line of the text.</param>
public sealed record ExecuteSql(string Sql, string? Description = null) : Operation
{
    /// <inheritdoc />
    public override string Summary => Description ?? $"execute {FirstLine}";

    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override ValueList<DataLoss> Losses => [new(DataLossKind.Unknown)];

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
}
