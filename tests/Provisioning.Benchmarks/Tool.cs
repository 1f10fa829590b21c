namespace Provisioning.Benchmarks;

/// <summary>One of the programs that are compared.</summary>
/// <param name="Id">The name of its databases.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, for the reader.</param>
/// <param name="Command">The command that brings a database up to date.</param>
internal sealed record Tool(
    string Id,
    string Name,
    string Version,
    Func<Engine, GeneratedMigrations, string, string[]> Command
)
{
    /// <summary>Its databases' name.</summary>
    public string Database => $"bench_{Id}";

    /// <summary>Whether it's <c>provision</c>.</summary>
    public bool IsOurs => Id.StartsWith("provision", StringComparison.Ordinal);
}
