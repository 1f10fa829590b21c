namespace Provisioning.Testing.Checks;

/// <summary>A test database is not as a test says that it is.</summary>
/// <param name="message">What differs, a line each.</param>
public sealed class DatabaseAssertionException(string message) : ProvisioningException(message);
