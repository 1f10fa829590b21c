using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Seeding;

namespace Provisioning.Systems;

/// <summary>Creates, migrates and seeds a database.</summary>
/// <param name="database">The database.</param>
/// <param name="runner">Applies the migrations.</param>
public sealed class Provisioner(Database database, MigrationRunner runner)
{
    /// <summary>Creates the database where it is missing, applies what is pending, and seeds. What is there already
    /// stays as it is, so that a second call changes nothing. Interrupted or failed before anything was applied, it
    /// drops the database that it created on a server; a file stays, and is empty.</summary>
    /// <param name="seeds">The seeders to run, in order.</param>
    /// <param name="seeding">Receives the seeder's progress; null for none.</param>
    /// <param name="token">Cancels the operation.</param>
    public async Task<ProvisioningResult> InitializeAsync(
        IReadOnlyList<(Seeder Seeder, SeedOptions Options)> seeds,
        IProgress<SeedProgress>? seeding,
        CancellationToken token
    )
    {
        var isCreated = await runner.CreateAsync(database, token);
        try
        {
            await using var session = await database.OpenAsync(token);
            var plan = await runner.RunAsync(session, new MigrationTarget.Up(), token);
            var seeded = new List<SeedReport>();
            foreach (var (seeder, options) in seeds)
            {
                seeded.Add(await new SeedRunner(session, seeding).RunAsync(seeder, options, token));
            }

            return new(isCreated, plan, seeded);
        }
        // Others may have opened an empty file by now, and lose nothing if it stays.
        catch when (isCreated && !database.IsCreatedOnFirstUse)
        {
            await DropIfEmptyAsync();
            throw;
        }
    }

    private async Task DropIfEmptyAsync()
    {
        try
        {
            await using var session = await database.OpenAsync(CancellationToken.None);
            var ledger = await LedgerReader.ReadAsync(session, runner.Catalog.VersionTable, CancellationToken.None);
            // Another run may have found the database that this one created, and be running on it.
            if (
                ledger.HasVersionTable
                || ledger.HasLedger
                || await session.TryLockAsync(CancellationToken.None) is not null
            )
            {
                return;
            }

            // Under the lock, so that no other run can begin in a database that is about to go.
            await database.DropAsync(CancellationToken.None);
        }
        catch (ProvisioningException)
        {
            // The cause that stopped the run may prevent the clean-up as well; the first error is the one to show.
        }
    }
}

/// <summary>What bringing up a database did.</summary>
/// <param name="IsCreated">Whether the database was created.</param>
/// <param name="Plan">The migrations applied.</param>
/// <param name="Seeded">What each seeder added.</param>
public sealed record ProvisioningResult(bool IsCreated, MigrationPlan Plan, IReadOnlyList<SeedReport> Seeded)
{
    /// <summary>Whether anything was done at all.</summary>
    public bool HasChanged =>
        IsCreated
        || Plan.Versions.Any()
        || Plan.AcceptedEdits.Count > 0
        || Seeded.Any(seed => seed.Tables.Any(table => table.Added > 0));
}
