namespace Provisioning.Schema;

/// <summary>A view.</summary>
/// <param name="Name">The view's name.</param>
/// <param name="Query">What it shows: a SELECT, as it was written.</param>
public sealed record View(ObjectName Name, string Query)
{
    /// <summary>Whether its rows are kept until it is refreshed. PostgreSQL only.</summary>
    public bool IsMaterialized { get; init; }
}
