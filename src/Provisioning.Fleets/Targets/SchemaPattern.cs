using Provisioning.Fleets.Engines;

namespace Provisioning.Fleets.Targets;

/// <summary>The schemas of one PostgreSQL database whose names are like a pattern.</summary>
/// <param name="Url">The URL of the database; empty for the database of the settings.</param>
/// <param name="Like">The pattern, as LIKE of SQL has it.</param>
public sealed record SchemaPattern(string Url, string Like) : FleetSource
{
    /// <inheritdoc />
    public override async Task<IReadOnlyList<FleetTarget>> FindAsync(
        FleetConnections connections,
        CancellationToken token
    )
    {
        var database = connections.Open(Url);
        var schemas = await FleetEngines.Of(database).SchemasAsync(database, token);
        return
        [
            .. schemas
                .Where(schema => NamePattern.IsMatch(Like, schema))
                .Select(schema => Make(schema, connections.Open(Url, schema))),
        ];
    }

    /// <inheritdoc />
    internal override FleetTarget? Place(string name, FleetConnections connections) =>
        NamePattern.IsMatch(Like, name) ? Make(name, connections.Open(Url, name)) : null;
}
