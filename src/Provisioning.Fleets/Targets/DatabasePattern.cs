using Provisioning.Fleets.Engines;

namespace Provisioning.Fleets.Targets;

/// <summary>The databases of one server, or the files of one folder, whose names are like a pattern.</summary>
/// <param name="Url">The URL of any database on the server, or of any file in the folder; empty for the database of the
/// settings.</param>
/// <param name="Like">The pattern, as LIKE of SQL has it. A file's name is meant without its extension.</param>
public sealed record DatabasePattern(string Url, string Like) : FleetSource
{
    /// <inheritdoc />
    public override async Task<IReadOnlyList<FleetTarget>> FindAsync(
        FleetConnections connections,
        CancellationToken token
    )
    {
        var any = connections.Open(Url);
        return
        [
            .. from entry in await any.ListAsync(token)
            let name = FleetEngines.Of(any).NameOf(entry)
            where NamePattern.IsMatch(Like, name)
            select Make(name, any.Beside(entry.Name)),
        ];
    }

    /// <inheritdoc />
    internal override FleetTarget? Place(string name, FleetConnections connections) =>
        NamePattern.IsMatch(Like, name) && connections.Open(Url) is var any
            ? Make(name, any.Beside(FleetEngines.Of(any).Named(name, any)))
            : null;
}
