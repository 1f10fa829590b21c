using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.Backup.Stores;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Backup;

/// <summary>The options that say how a backup is made, and where it goes.</summary>
internal sealed class BackupRequestOptions(CommandLineApplication command)
{
    private readonly CommandOption _to = command.Option(
        "--to <STORE>",
        "Where the backup goes: a folder, or s3://bucket/prefix. More than one may be given.",
        CommandOptionType.MultipleValue
    );

    private readonly CommandOption _tags = command.Option(
        "--tag <TAG>",
        "What it is kept as: daily, weekly, monthly, release, or a word of your own. More than one may be given.",
        CommandOptionType.MultipleValue
    );

    private readonly CommandOption _encrypt = command.Flag(
        "--encrypt",
        "Refuse to go on without a key. A key that is given is always used."
    );
    private readonly KeyOptions _keys = new(command);
    private readonly CommandOption _incremental = command.Flag(
        "--incremental",
        "Store only the pages that the last set has not. Each set restores by itself all the same. SQLite only."
    );
    private readonly CommandOption _full = command.Flag("--full", "Store everything again. This is the default.");
    private readonly CommandOption _withoutSecrets = command.Flag(
        "--without-secrets",
        "Leave out the rows and values that the system's backup profile names as secret."
    );
    private readonly CommandOption _check = command.Flag(
        "--check",
        "Also have the engine look for damage inside the database, which takes longer than all the rest. SQLite."
    );
    private readonly CommandOption _breakLock = command.Flag(
        "--break-lock",
        "Remove the lock of another run that is known to be dead."
    );

    /// <summary>The locations of the stores, for messages.</summary>
    public IReadOnlyList<string> Locations => [.. Stores.Select(store => store.Location)];

    private IReadOnlyList<BackupStore> Stores =>
        field ??=
            _to.Values.Count > 0
                ?
                [
                    .. _to
                        .Values.OfType<string>()
                        .Select(text => BackupStores.Open(text))
                        .DistinctBy(store => store.Location, StringComparer.Ordinal),
                ]
                : throw new UsageException(
                    "Where is the backup to go? Give --to with a folder, or s3://bucket/prefix."
                );

    private IReadOnlyList<string> Tags =>
        [
            .. _tags
                .Values.OfType<string>()
                .Select(tag =>
                    tag.Length is > 0 and <= 64
                    && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
                        ? tag
                        : throw new UsageException(
                            $"--tag takes a word of letters, digits, '-', '_', '.' and '/', not \"{tag}\"."
                        )
                ),
        ];

    /// <summary>Backs the database up.</summary>
    public async Task<CreatedBackup> RunAsync(
        DatabaseSystem system,
        Database database,
        IReadOnlyList<string> moreTags,
        CancellationToken token
    )
    {
        if (_incremental.HasValue() && !BackupEngines.For(database).MakesIncrements)
        {
            throw new UsageException(
                "Nothing was backed up: a set of PostgreSQL is a dump, which has no pages to share. Increments of a "
                    + "PostgreSQL server are pgBackRest's: `provision backrest backup --incremental`. Leave "
                    + "--incremental out for a whole set."
            );
        }

        var (stores, keys) = (Stores, _keys.Load(Stores));
        if (_encrypt.HasValue() && keys.IsEmpty)
        {
            throw new UsageException(
                "--encrypt needs a key: give --key-file or --passphrase-file. `provision backup key FILE` makes one."
            );
        }

        if (_incremental.HasValue() && _full.HasValue())
        {
            throw new UsageException("Give --incremental or --full, not both.");
        }

        var request = new BackupRequest(
            system.Name,
            RequestFor(system) with
            {
                WithoutSecrets = _withoutSecrets.HasValue(),
                IsChecked = _check.HasValue(),
            }
        )
        {
            Tags = [.. moreTags.Concat(Tags).Distinct(StringComparer.Ordinal)],
            IsIncremental = _incremental.HasValue(),
            BreaksLock = _breakLock.HasValue(),
            ToolVersion = MigrationRunner.ToolVersion,
        };
        try
        {
            return await RunProgress.WatchAsync(progress =>
                new BackupCreation(stores, keys, TimeProvider.System).RunAsync(
                    BackupEngines.For(database),
                    request with
                    {
                        Progress = progress,
                    },
                    token
                )
            );
        }
        finally
        {
            foreach (var store in stores)
            {
                await store.DisposeAsync();
            }
        }
    }

    /// <summary>What a backup of the system is to have in it.</summary>
    public static SnapshotRequest RequestFor(DatabaseSystem system) =>
        new(system.Backup, system.Migrations.VersionTable) { Encrypted = system.EncryptedColumns };
}
