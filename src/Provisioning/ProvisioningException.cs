namespace Provisioning;

/// <summary>An error that a user can act on. The message says what failed, on what, why, and what to do next, and holds
/// no secret.</summary>
public class ProvisioningException : Exception
{
    /// <summary>An error with its message and, where another error caused it, that one.</summary>
    public ProvisioningException(string message, Exception? inner = null)
        : base(message, inner) { }
}
