namespace Provisioning.Masking;

/// <summary>Rows cannot be masked. The message says what is missing or wrong; nothing was written.</summary>
public sealed class MaskingException(string message, Exception? inner = null) : ProvisioningException(message, inner);
