using System.Data;

namespace Provisioning.Operations;

/// <summary>Runs SQL as it stands: one statement or several.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Description">What it does, for messages; null for the beginning of the text.</param>
public sealed record ExecuteSql(string Sql, string? Description = null) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override string Summary => Description ?? $"execute {FirstLine}";

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

/// <summary>Runs code over the connection, inside the migration's transaction where it has one.</summary>
/// <param name="Run">The code. Compared by reference.</param>
/// <param name="Description">What it does, for messages and scripts.</param>
public sealed record ExecuteCode(Action<IDbConnection, IDbTransaction?> Run, string? Description = null) : Operation
{
    /// <inheritdoc />
    public override Operation? Inverse => null;

    /// <inheritdoc />
    public override string Summary => Description ?? "execute code";
}
