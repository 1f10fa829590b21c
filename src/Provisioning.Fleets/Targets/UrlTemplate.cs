namespace Provisioning.Fleets.Targets;

/// <summary>A URL for each of several names.</summary>
/// <param name="Url">The URL, in which <c>{name}</c> stands for the name.</param>
/// <param name="Schema">The schema, with <c>{name}</c> as well; null for the default one.</param>
/// <param name="Names">The names.</param>
public sealed record UrlTemplate(string Url, string? Schema, IReadOnlyList<string> Names) : FleetSource
{
    /// <inheritdoc />
    public override Task<IReadOnlyList<FleetTarget>> FindAsync(FleetConnections connections, CancellationToken token) =>
        Task.FromResult<IReadOnlyList<FleetTarget>>([.. Names.Select(name => For(name, connections))]);

    /// <summary>The target of a name, whether it is listed or not.</summary>
    internal FleetTarget For(string name, FleetConnections connections)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name };
        var schema = Schema is null ? null : Fill(Schema, values, value => value);
        return Make(name, connections.Open(Fill(Url, values, Uri.EscapeDataString), schema));
    }
}
