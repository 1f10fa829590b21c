using McMaster.Extensions.CommandLineUtils;
using Provisioning.Security;

namespace Provisioning.Cli;

/// <summary>Where the key of encrypted columns comes from: a file that only its owner may read, or the environment. Never the command line, which everybody can list.</summary>
internal sealed class KeySource
{
    private const string Variable = "PROVISIONING_ENCRYPTION_KEY";
    private const string FormerVariable = "PROVISIONING_FORMER_ENCRYPTION_KEY";

    private readonly CommandOption _file;
    private readonly CommandOption? _former;
    private readonly CommandOption _allowShared;

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasFormer">Whether it takes the key that values have as well as the one that they are to have.</param>
    public KeySource(CommandLineApplication command, bool hasFormer = false)
    {
        _file = command.Value("--key-file <FILE>", $"A file with the key. Default: ${Variable}_FILE, or the key itself in ${Variable}.");
        _former = hasFormer ? command.Value("--from-key-file <FILE>", $"A file with the former key. Default: ${FormerVariable}_FILE, or the key itself in ${FormerVariable}.") : null;
        _allowShared = command.Flag("--allow-shared-key-file", "Take a key file that others may read as well.");
    }

    /// <summary>The key.</summary>
    /// <exception cref="UsageException">None is given, or its file cannot be read.</exception>
    public EncryptionKey Required => Find(_file.Value(), Variable, _allowShared.HasValue())
        ?? throw new UsageException($"Which key? Give --key-file, or set ${Variable}_FILE or ${Variable}. `provision keys new` makes one.");

    /// <summary>The former key; null where none is given.</summary>
    /// <exception cref="UsageException">Its file cannot be read.</exception>
    public EncryptionKey? Former => Find(_former?.Value(), FormerVariable, _allowShared.HasValue());

    /// <summary>The key that the environment holds or names; null for none.</summary>
    /// <exception cref="UsageException">Its file cannot be read, or both a file and a key are set.</exception>
    public static EncryptionKey? FromEnvironment() => Find(null, Variable, allowShared: false);

    private static EncryptionKey? Find(string? file, string variable, bool allowShared)
    {
        var text = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null;
        var named = Environment.GetEnvironmentVariable($"{variable}_FILE") is { Length: > 0 } path ? path : null;
        try
        {
            return file is not null ? EncryptionKey.Load(file, allowShared)
                : text is not null && named is not null ? throw new UsageException($"Both ${variable} and ${variable}_FILE are set. Keep one of them.")
                : named is not null ? EncryptionKey.Load(named, allowShared)
                : text is not null ? EncryptionKey.Parse(text)
                : null;
        }
        catch (ProvisioningException error) when (error is not UsageException)
        {
            throw new UsageException(error.Message);
        }
    }
}
