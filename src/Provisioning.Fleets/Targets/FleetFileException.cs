namespace Provisioning.Fleets.Targets;

/// <summary>What says which targets there are, or which of them are meant, is wrong. Nothing was run.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="inner">What was thrown; null for nothing.</param>
public sealed class FleetFileException(string message, Exception? inner = null) : ProvisioningException(message, inner);
