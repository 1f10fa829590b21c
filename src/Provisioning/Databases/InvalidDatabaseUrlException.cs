namespace Provisioning.Databases;

/// <summary>A database URL is not one that we understand. The message never holds a password.</summary>
public sealed class InvalidDatabaseUrlException(string message) : ProvisioningException(message);
