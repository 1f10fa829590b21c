using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup.Format;
using Provisioning.Backup.Repository;
using Provisioning.Backup.Stores;
using Provisioning.CommandLine.Options;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary>The options that say which repository, and its keys.</summary>
/// <param name="command">The command.</param>
/// <param name="option">What the option that names the repository is called.</param>
internal sealed class RepositoryOptions(CommandLineApplication command, string option = "-f|--from <STORE>")
{
    private readonly CommandOption _from = command.Value(
        option,
        "Where the backups are: a folder, or s3://bucket/prefix."
    );
    private readonly KeyOptions _keys = new(command);

    /// <summary>The option of commands that delete what no set needs.</summary>
    public static CommandOption IgnoreMissing(CommandLineApplication command) =>
        command.Flag("--ignore-missing", "Take sets that are missing for deleted, and delete what only they needed.");

    /// <summary>Whether one was given.</summary>
    public bool IsGiven => _from.HasValue();

    /// <summary>The store.</summary>
    /// <exception cref="UsageException">None was given.</exception>
    public BackupStore Store =>
        field ??= BackupStores.Open(
            _from.Value()
                ?? throw new UsageException(
                    $"Where are the backups? Give --{_from.LongName} with a folder, or s3://bucket/prefix."
                )
        );

    /// <summary>The keys at hand.</summary>
    public BackupKeyring Keys => field ??= _keys.Load(Store);

    /// <summary>Opens it.</summary>
    public Task<BackupRepository> OpenAsync(CancellationToken token) => BackupRepository.OpenAsync(Store, Keys, token);
}
