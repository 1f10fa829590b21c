namespace Provisioning.Fleets.Targets;

/// <summary>A target for each variable whose name is like a pattern, with its URL as the value.</summary>
/// <param name="Pattern">The name with one <c>*</c> in it, as in <c>SHOP_*_URL</c>. What the star stands for is the
/// target's name, in lower case.</param>
public sealed record VariablePattern(string Pattern) : FleetSource
{
    /// <inheritdoc />
    public override Task<IReadOnlyList<FleetTarget>> FindAsync(FleetConnections connections, CancellationToken token)
    {
        var (before, after) = (Pattern[..Pattern.IndexOf('*')], Pattern[(Pattern.IndexOf('*') + 1)..]);
        return Task.FromResult<IReadOnlyList<FleetTarget>>([
            .. connections
                .Variables.Where(variable =>
                    variable.Value.Length > 0
                    && variable.Key.Length > before.Length + after.Length
                    && variable.Key.StartsWith(before, StringComparison.Ordinal)
                    && variable.Key.EndsWith(after, StringComparison.Ordinal)
                )
                .Select(variable =>
                    (Name: variable.Key[before.Length..^after.Length].ToLowerInvariant(), variable.Value)
                )
                .OrderBy(variable => variable.Name, StringComparer.Ordinal)
                .Select(variable => Make(variable.Name, connections.Open(variable.Value))),
        ]);
    }
}
