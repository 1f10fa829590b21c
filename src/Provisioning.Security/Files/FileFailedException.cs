namespace Provisioning.Security.Files;

/// <summary>A file or folder could not be written, renamed, deleted or brought to disk.</summary>
/// <param name="what">What failed, with the file: <c>Cannot write /backups/a</c>.</param>
/// <param name="reason">Why, in the system's words.</param>
/// <param name="inner">The runtime's exception, where there was one.</param>
public sealed class FileFailedException(string what, string reason, Exception? inner = null)
    : ProvisioningException($"{what}: {reason.TrimEnd('.')}.", inner)
{
    /// <summary>What kind of failure it is.</summary>
    public FileProblem Problem { get; init; }
}

/// <summary>Why a file could not be written.</summary>
public enum FileProblem
{
    /// <summary>Another failure; the message says which.</summary>
    Other,

    /// <summary>The name is taken, and what has it stays as it is.</summary>
    Exists,

    /// <summary>The file, or a folder above it, is not there.</summary>
    Missing,

    /// <summary>The disk, or this user's share of it, is full.</summary>
    Full,

    /// <summary>The rights, or a disk mounted for reading only, forbid it.</summary>
    Refused,
}
