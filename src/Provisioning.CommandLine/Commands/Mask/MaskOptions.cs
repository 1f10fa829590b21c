using McMaster.Extensions.CommandLineUtils;
using Provisioning.CommandLine.Options;
using Provisioning.Masking.Rows;
using Provisioning.Masking.Values;
using Provisioning.Security.Encryption;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Mask;

/// <summary>The options that say what masked rows go through.</summary>
internal sealed class MaskOptions
{
    private const string Variable = "PROVISIONING_MASK_KEY";

    private readonly CommandLineApplication _command;
    private readonly MaskingSource _source;
    private readonly CommandOption _profile;
    private readonly CommandOption _key;
    private readonly CommandOption _from;
    private readonly CommandOption _to;

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command, which has those of its target.</param>
    public MaskOptions(CommandLineApplication command)
    {
        _command = command;
        _profile = command.Value(
            "--mask <PROFILE>",
            "Mask the rows by this profile of the masking file; every column needs a class there."
        );
        _source = new(command);
        _key = command.Value(
            "--mask-key-file <FILE>",
            $"A file with the key of pseudonyms: the same key gives the same ones. Default: ${Variable}_FILE, or the "
                + $"key itself in ${Variable}, else a key of this run alone."
        );
        _from = Shared(
            "column-key-file",
            "The key of the application's encrypted columns: values are decrypted with it before they are masked."
        );
        _to = command.Value(
            "--target-column-key-file <FILE>",
            "The key that masked values of encrypted columns get. Default: the one that they have."
        );
    }

    /// <summary>The profile; null for none.</summary>
    public string? Profile => _profile.Value();

    /// <summary>The mask; null where no profile is named.</summary>
    /// <exception cref="UsageException">There is no masking file, or a key cannot be read.</exception>
    public RowMasker? Of(DatabaseSystem system)
    {
        if (Profile is not { } profile)
        {
            return new[] { _key, _to }.FirstOrDefault(option => option.HasValue()) is { } idle
                ? throw new UsageException($"--{idle.LongName} goes with --mask, which names a profile.")
                : null;
        }

        var key = KeySource.Find(_key.Value(), Variable, IsShared) is { } kept ? MaskKey.Of(kept) : MaskKey.OfOneRun();
        return new(
            _source.Require(system),
            profile,
            key,
            new(system.EncryptedColumns, Load(_from) ?? KeySource.FromEnvironment(), Load(_to)),
            system.Migrations.VersionTable
        );
    }

    private bool IsShared =>
        _command.GetOptions().Any(option => option.LongName is "allow-insecure-permissions" && option.HasValue());

    private EncryptionKey? Load(CommandOption file) =>
        file.Value() is { } path ? EncryptionKey.Load(path, IsShared) : null;

    private CommandOption Shared(string name, string description) =>
        _command.GetOptions().FirstOrDefault(option => option.LongName == name)
        ?? _command.Value($"--{name} <FILE>", description);
}
