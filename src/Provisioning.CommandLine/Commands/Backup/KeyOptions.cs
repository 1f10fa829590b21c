using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.Format;
using Provisioning.Backup.Stores;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary>The options that say where the keys of backups are.</summary>
internal sealed class KeyOptions(CommandLineApplication command)
{
    private readonly CommandOption _keyFiles = command.Option(
        "-k|--key-file <FILE>",
        "The file with the key, readable for you alone. More than one may be given: each set finds its own, new ones "
            + "get the first.",
        CommandOptionType.MultipleValue
    );

    private readonly CommandOption _passphraseFile = command.Value(
        "--passphrase-file <FILE>",
        "A file with a passphrase, readable for you alone, instead of a key."
    );

    /// <summary>The keys.</summary>
    /// <param name="stores">The stores that they are for; a key that lies in one is refused.</param>
    /// <exception cref="UsageException">A file lies where the backups do.</exception>
    public BackupKeyring Load(params IReadOnlyList<BackupStore> stores)
    {
        var files = _keyFiles.Values.OfType<string>().ToList();
        foreach (var file in _passphraseFile.Value() is { } passphrase ? files.Append(passphrase) : files)
        {
            if (
                stores.FirstOrDefault(store =>
                    Path.GetFullPath(file)
                        .StartsWith(
                            Path.TrimEndingDirectorySeparator(store.Location) + Path.DirectorySeparatorChar,
                            StringComparison.Ordinal
                        )
                ) is
                { } store
            )
            {
                throw new UsageException(
                    $"{file} lies in {store.Location}: who gets hold of the backups would have the key as well. Keep "
                        + $"it elsewhere."
                );
            }
        }

        return BackupKeyring.Load(files, _passphraseFile.Value());
    }
}
