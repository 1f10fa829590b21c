using McMaster.Extensions.CommandLineUtils;
using Provisioning.Backup;
using Provisioning.Backup.Jobs;
using Provisioning.CommandLine.Commands.Backup;
using Provisioning.CommandLine.Options;
using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Rehearse;

/// <summary>The options that say what the copy is made of that an upgrade is rehearsed on: the live database, a backup
/// set, or the migrations up to a version.</summary>
internal sealed class CopySource(CommandLineApplication command, TargetOptions target)
{
    private readonly CommandOption _from = command.Value(
        "--from <VERSION>",
        "Build the copy at this version, and fill it by the seeders; 0 for an empty one."
    );
    private readonly SeedCommandOptions _seeds = new(command);
    private readonly RepositoryOptions _store = new(command, "--backup-from <STORE>");
    private readonly BackupSetOptions _set = new(command);
    private readonly CommandOption _scratch = command.Value(
        "--scratch <URL>",
        "A server to make the copy on. Default: the one of --url."
    );

    private long? Version => _from.Number();

    /// <summary>Where the copy comes from, for people.</summary>
    public string Text =>
        Version is { } version ? $"built at {Format.Version(version)}"
        : _store.IsGiven ? $"restored from {_store.Store.Location}"
        : $"copied from {target.Database.Location}";

    /// <summary>Makes the copy, does the work on it, and drops it.</summary>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    public async Task<T> UseAsync<T>(
        MigrationCatalog catalog,
        RunnerOptions options,
        RunProgress progress,
        Func<Database, Task<T>> work,
        CancellationToken token
    )
    {
        Validate();
        var system = target.System;
        var place = _scratch.Value() is { } url ? target.Other(url, target.Schema) : target.Database;
        if (Version is { } version)
        {
            var built = new ReleaseDatabase(catalog, place.Scratch("rehearse"), options, system.Platform)
            {
                Seeding = progress,
                LeftOut = (seeder, why) =>
                    progress.Warn(
                        $"{Format.Version(version)} is rehearsed without what {seeder.Name} adds. {why.Message}"
                    ),
            };
            return await built.UseAsync(version, _seeds.For(system, allByDefault: true), work, token);
        }

        var copies = new TemporaryCopy(BackupEngines.For(place));
        if (!_store.IsGiven)
        {
            var request = BackupRequestOptions.RequestFor(system);
            return await copies.OfAsync(BackupEngines.For(target.Database), request, work, token);
        }

        var manifest = await _set.FindAsync(_store, system, token);
        if (manifest.Engine != place.Dialect.Name)
        {
            throw new UsageException(
                $"Set {manifest.Id} is of {manifest.Engine}, and the copy would be made on {place.Dialect.Name}. Give "
                    + $"--url or --scratch with the place for a {manifest.Engine} database."
            );
        }

        var repository = await _store.OpenAsync(token);
        repository.Progress = progress;
        return await copies.OfAsync(repository, manifest, catalog.Latest, work, token);
    }

    private void Validate()
    {
        if (Version is not null && _store.IsGiven)
        {
            throw new UsageException("Give --from or --backup-from, not both: a set has its version.");
        }

        if (Version is null && _seeds.IsGiven)
        {
            throw new UsageException("Seeders fill a copy that is built: give --from with the version.");
        }

        if (!_store.IsGiven && _set.IsGiven)
        {
            throw new UsageException("--set and --to-time are of the repository that --backup-from names.");
        }
    }
}
