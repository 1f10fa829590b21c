namespace Provisioning.Fleets.Targets;

/// <summary>One target by its name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its URL, in which <c>${NAME}</c> stands for a variable.</param>
/// <param name="Schema">Its schema; null for the default one.</param>
public sealed record NamedTarget(string Name, string Url, string? Schema) : FleetSource
{
    /// <inheritdoc />
    public override Task<IReadOnlyList<FleetTarget>> FindAsync(FleetConnections connections, CancellationToken token) =>
        Task.FromResult<IReadOnlyList<FleetTarget>>([Make(Name, connections.Open(Url, Schema))]);
}
