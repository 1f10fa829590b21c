using Provisioning.CommandLine.Output;
using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Seeding;
using Provisioning.Systems;

namespace Provisioning.CommandLine.Commands.Rehearse;

/// <summary>A database that is built at an older version, filled, used and dropped.</summary>
/// <param name="system">The system.</param>
/// <param name="catalog">Its migrations.</param>
/// <param name="copy">The database, which does not exist.</param>
/// <param name="options">The options of the run.</param>
/// <param name="progress">Receives the progress of the seeders, and what they could not fill.</param>
internal sealed class BuiltCopy(
    DatabaseSystem system,
    MigrationCatalog catalog,
    Database copy,
    RunnerOptions options,
    RunProgress progress
)
{
    /// <summary>Builds it, does the work, and drops it.</summary>
    /// <param name="version">The version; 0 for an empty database.</param>
    /// <param name="seeds">What fills it. A seeder that needs a later version is left out, with a warning.</param>
    /// <param name="work">The work.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="VersionNotFoundException">There is no such version.</exception>
    public async Task<T> UseAsync<T>(
        long version,
        IReadOnlyList<(Seeder Seeder, SeedOptions Options)> seeds,
        Func<Database, Task<T>> work,
        CancellationToken token
    )
    {
        await copy.CreateAsync(token);
        return await CleanUp.AfterAsync(
            async () =>
            {
                await BuildAsync(version, seeds, token);
                return await work(copy);
            },
            () => copy.DropAsync(CancellationToken.None)
        );
    }

    private async Task BuildAsync(
        long version,
        IReadOnlyList<(Seeder Seeder, SeedOptions Options)> seeds,
        CancellationToken token
    )
    {
        await using var session = await copy.OpenAsync(token);
        if (system.Platform is { } platform && copy.Dialect.HasSchemas)
        {
            await session.ExecuteAsync([.. platform.StandIn.Select(sql => new Dialects.SqlStatement(sql))], token);
        }

        if (version == 0)
        {
            return;
        }

        await new MigrationRunner(catalog, options, TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(version),
            token
        );
        foreach (var (seeder, numbers) in seeds)
        {
            try
            {
                await new SeedRunner(session, progress).RunAsync(seeder, numbers, token);
            }
            catch (ProvisioningException error)
            {
                progress.Warn(
                    $"{Format.Version(version)} is rehearsed without what {seeder.Name} adds. {error.Message}"
                );
            }
        }
    }
}
