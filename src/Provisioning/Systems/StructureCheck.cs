using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;
using Provisioning.Schema;

namespace Provisioning.Systems;

/// <summary>Compares a live database with what its migrations make: they are applied to an empty database of the same
/// engine, and what the two catalogues say is compared.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="database">The live database. Nothing in it is changed.</param>
/// <param name="scratch">Where a temporary database is created and dropped again.</param>
/// <param name="platform">What a platform may have put into the live database; null for nothing.</param>
public sealed class StructureCheck(
    MigrationCatalog catalog,
    Database database,
    Database scratch,
    HostingPlatform? platform = null
)
{
    /// <summary>Compares them, at the version that the live database is at.</summary>
    /// <exception cref="ConnectionFailedException">One of the two cannot be reached, or the temporary one cannot be
    /// created.</exception>
    public async Task<StructureReport> RunAsync(CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
        var live = Lines(await session.InspectAsync(token));
        var applied = ledger.Applied.Select(entry => entry.Version).ToHashSet();
        var standIn =
            platform is not null && database.Dialect.HasSchemas && session.LiveSchema.SchemaExists(platform.Marker)
                ? platform.StandIn
                : [];
        var expected = await ExpectedAsync(applied, standIn, token);
        return new(
            ledger.Current,
            [.. expected.Except(live)],
            // What a database's owner has installed beside the migrations is theirs.
            [.. live.Except(expected).Where(line => line.Of != "extensions")]
        );
    }

    private async Task<IReadOnlyList<ModelLine>> ExpectedAsync(
        HashSet<long> applied,
        ValueList<string> standIn,
        CancellationToken token
    )
    {
        await scratch.CreateAsync(token);
        return await CleanUp.AfterAsync(
            () => BuildAsync(applied, standIn, token),
            () => scratch.DropAsync(CancellationToken.None)
        );
    }

    private async Task<IReadOnlyList<ModelLine>> BuildAsync(
        HashSet<long> applied,
        ValueList<string> standIn,
        CancellationToken token
    )
    {
        await using var session = await scratch.OpenAsync(token);
        await session.ExecuteAsync([.. standIn.Select(sql => new SqlStatement(sql))], token);

        var same = new MigrationCatalog(catalog.Migrations.Where(migration => applied.Contains(migration.Version)))
        {
            Repeatable = catalog.Repeatable,
            VersionTable = catalog.VersionTable,
        };
        var all = new MigrationSelection
        {
            Tags = catalog.Selection.Tags,
            IncludesUntagged = catalog.Selection.IncludesUntagged,
        };
        await new MigrationRunner(same.Select(all), new() { AllowBreaking = true, History = HistoryOptions.Unchecked }, TimeProvider.System).RunAsync(
            session,
            new MigrationTarget.Up(),
            token
        );
        return Lines(await session.InspectAsync(token));
    }

    private IReadOnlyList<ModelLine> Lines(DatabaseModel model)
    {
        var own = model.WithoutLedger(catalog.VersionTable, database.Dialect).Without(platform?.Schemas ?? []);
        return ModelText.Lines(own, database.Dialect);
    }
}

/// <summary>The differences between a live database and its migrations.</summary>
/// <param name="Version">The version that they were compared at.</param>
/// <param name="Missing">What the migrations make and the database lacks.</param>
/// <param name="Extra">What the database has and the migrations do not make.</param>
public sealed record StructureReport(long Version, IReadOnlyList<ModelLine> Missing, IReadOnlyList<ModelLine> Extra)
{
    /// <summary>Whether they agree.</summary>
    public bool IsAlike => Missing.Count == 0 && Extra.Count == 0;
}
