using McMaster.Extensions.CommandLineUtils;
using Provisioning.Security.Encryption;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Options;

/// <summary>Where the key of encrypted columns comes from: a file that only its owner may read, the environment, or the
/// machine where the application derives its key from that. Never the command line, which every user of the machine can
/// list.</summary>
internal sealed class KeySource
{
    private const string Variable = "PROVISIONING_ENCRYPTION_KEY";
    private const string FormerVariable = "PROVISIONING_FORMER_ENCRYPTION_KEY";

    private readonly CommandOption _file;
    private readonly CommandOption _machine;
    private readonly CommandOption? _former;
    private readonly CommandOption? _formerMachine;
    private readonly CommandOption _allowInsecure;

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command, which has those of its target.</param>
    /// <param name="hasFormer">Whether it takes the key that values have as well as the one that they are to
    /// have.</param>
    public KeySource(CommandLineApplication command, bool hasFormer = false)
    {
        _file = command.Value(
            "--key-file <FILE>",
            $"A file with the key. Default: ${Variable}_FILE, or the key itself in ${Variable}, or this machine's "
                + $"where the application derives its key."
        );
        _machine = command.Value(
            "--machine <ID>",
            "The machine whose key it is, by the address of its network card; for VibeSurf."
        );
        if (hasFormer)
        {
            _former = command.Value(
                "--from-key-file <FILE>",
                $"A file with the former key. Default: ${FormerVariable}_FILE, or the key itself in ${FormerVariable}."
            );
            _formerMachine = command.Value(
                "--from-machine <ID>",
                "The machine whose key the former one is; for VibeSurf."
            );
        }

        _allowInsecure = command.GetOptions().FirstOrDefault(option => option.LongName is "allow-insecure-permissions")
            ?? command.Flag("--allow-insecure-permissions", "Also read key files that others may read.");
    }

    /// <summary>The key.</summary>
    /// <param name="system">The system; null where the command is about none.</param>
    /// <exception cref="UsageException">None is given and the system's application derives none, or its file cannot be
    /// read.</exception>
    public EncryptionKey Required(DatabaseSystem? system) =>
        Of(_machine, system)
        ?? Find(_file.Value(), Variable, _allowInsecure.HasValue())
        ?? Machine(system)
        ?? throw new UsageException(
            $"Which key? Give --key-file, or set ${Variable}_FILE or ${Variable}. `provision keys new` makes one."
        );

    /// <summary>The former key, by default this machine's where the application derives its key; null where there is
    /// none.</summary>
    /// <exception cref="UsageException">Its file cannot be read.</exception>
    public EncryptionKey? Former(DatabaseSystem system) =>
        Of(_formerMachine, system)
        ?? Find(_former?.Value(), FormerVariable, _allowInsecure.HasValue())
        ?? Machine(system);

    /// <summary>The key that the environment holds or names; null for none.</summary>
    /// <exception cref="UsageException">Its file cannot be read, or both a file and a key are set.</exception>
    public static EncryptionKey? FromEnvironment() => Find(null, Variable, allowShared: false);

    /// <summary>The key that the system's application derives from the machine; null where it derives none.</summary>
    public static EncryptionKey? Machine(DatabaseSystem? system, string? machine = null) =>
        system?.MachineKey(machine) is { } bytes ? EncryptionKey.FromBytes(bytes.Span) : null;

    private static EncryptionKey? Of(CommandOption? machine, DatabaseSystem? system) =>
        machine?.Value() is not { } id
            ? null
            : Machine(system, id)
                ?? throw new UsageException(
                    $"--{machine.LongName} is for a system whose application derives its key from the machine, as "
                        + $"VibeSurf's does."
                );

    /// <summary>The key of a file, or of a variable that holds or names it; null for none.</summary>
    /// <exception cref="UsageException">Its file cannot be read, or both a file and a key are set.</exception>
    public static EncryptionKey? Find(string? file, string variable, bool allowShared)
    {
        var text = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : null;
        var named = Environment.GetEnvironmentVariable($"{variable}_FILE") is { Length: > 0 } path ? path : null;
        try
        {
            return file is not null ? EncryptionKey.Load(file, allowShared)
                : text is not null && named is not null
                    ? throw new UsageException($"Both ${variable} and ${variable}_FILE are set. Keep one of them.")
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
