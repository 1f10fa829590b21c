using Provisioning.Databases;
using Provisioning.Execution;
using Provisioning.Planning;
using Provisioning.Schema;
using Provisioning.Seeding.Filling;

namespace Provisioning.Systems;

/// <summary>Applies each migration, rolls it back and applies it again, in temporary databases with rows in the tables,
/// and compares structure and rows after each step.</summary>
/// <param name="catalog">The migrations. Maintenance, profiles and repeatable migrations are left out.</param>
/// <param name="place">Where the temporary databases are made; it is not touched itself.</param>
/// <param name="options">How they are verified.</param>
/// <param name="time">The clock.</param>
/// <param name="platform">What a platform puts into a database before the migrations; null for nothing.</param>
/// <param name="progress">Receives the events of the runs; null for none.</param>
public sealed partial class MigrationVerification(
    MigrationCatalog catalog,
    Database place,
    VerificationOptions options,
    TimeProvider time,
    HostingPlatform? platform = null,
    IProgress<RunEvent>? progress = null
)
{
    private readonly MigrationCatalog _steps = new MigrationCatalog(catalog.Selected)
    {
        VersionTable = catalog.VersionTable,
    }.Select(catalog.Selection with { Profile = null });

    /// <summary>Verifies the migrations above a version up to another.</summary>
    /// <param name="from">The version that is there; null or 0 for an empty database.</param>
    /// <param name="to">The last version; null for the newest.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="VersionNotFoundException">There is no such version.</exception>
    /// <exception cref="ConnectionFailedException">A temporary database cannot be created.</exception>
    /// <exception cref="MigrationFailedException">A migration fails on an empty database.</exception>
    public async Task<VerificationReport> RunAsync(long? from, long? to, CancellationToken token)
    {
        foreach (var version in (long?[])[from, to])
        {
            _steps.Require(version ?? 0);
        }

        var verified = _steps
            .Migrations.Where(migration =>
                migration.Version > (from ?? 0) && migration.Version <= (to ?? long.MaxValue)
            )
            .ToList();
        var future = await FutureAsync(verified, token);
        var (done, unfilled) = (new List<VerifiedMigration>(), new List<(long, FilledTable)>());
        while (done.Count < verified.Count)
        {
            // After one that leaves the database in another state, the next ones begin with a new database.
            var scratch = place.Scratch("verify");
            await scratch.UseOnceAsync(() => VerifyAsync(scratch, verified, future, done, unfilled, token), token);
        }

        return new(done, [.. unfilled.DistinctBy(each => (each.Item2.Table, each.Item2.Problem))]);
    }

    // The structure after each migration, so that rows satisfy what is still to come.
    private async Task<List<DatabaseModel>> FutureAsync(List<MigrationSource> verified, CancellationToken token)
    {
        var structures = new List<DatabaseModel>();
        if (options.Rows == 0)
        {
            return structures;
        }

        var scratch = place.Scratch("verify");
        return await scratch.UseOnceAsync(
            async () =>
            {
                await using var session = await EmptyDatabase.OpenAsync(scratch, platform, token);
                foreach (var migration in verified)
                {
                    await UpAsync(session, migration.Version, token);
                    structures.Add(await VerifiedMoment.ModelAsync(session, _steps.VersionTable, token));
                }

                return structures;
            },
            token
        );
    }
}
