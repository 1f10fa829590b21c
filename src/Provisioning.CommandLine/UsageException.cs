namespace Provisioning.CommandLine;

/// <summary>The command line asks for something that does not exist or does not fit together.</summary>
internal class UsageException(string message) : ProvisioningException(message);

/// <summary>The user was asked, and said no; nothing was touched.</summary>
internal sealed class DeclinedException() : UsageException("Nothing was done.");
