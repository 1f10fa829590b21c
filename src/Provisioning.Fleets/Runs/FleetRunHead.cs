namespace Provisioning.Fleets.Runs;

/// <summary>What a run over a fleet is.</summary>
/// <param name="Command">Its command: <c>up</c> or <c>down</c>.</param>
/// <param name="System">The system whose migrations it runs.</param>
/// <param name="To">The version that it goes to; null for the newest.</param>
public sealed record FleetRunHead(string Command, string System, long? To);
