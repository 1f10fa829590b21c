using Provisioning.Adoption;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;

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
        var ledger = await InStepReader.ReadAsync(session, catalog, token);
        var live = await ReadAsync(session, token);
        var others = await PreviousTools.FindAsync(session, catalog.VersionTable, token);
        var applied = ledger.Applied.Select(entry => entry.Version).ToHashSet();
        var report = await CompareAsync(live, others, applied, platform?.IsIn(session) is true, token);
        return Finished(report, ledger, live, others);
    }

    /// <summary>Compares the live database with a structure that was kept, which needs no other database.</summary>
    /// <param name="kept">What the newest version should be.</param>
    /// <param name="token">Cancels the operation.</param>
    /// <exception cref="ConnectionFailedException">The database cannot be reached.</exception>
    public async Task<StructureReport> AgainstAsync(StructureSnapshot kept, CancellationToken token)
    {
        await using var session = await database.OpenAsync(token);
        var ledger = await InStepReader.ReadAsync(session, catalog, token);
        var live = await ReadAsync(session, token);
        var others = await PreviousTools.FindAsync(session, catalog.VersionTable, token);
        var found = kept.To(new(database.Dialect.Name, live.Lines), database.Dialect);
        var report = Finished(Report(found, kept.Lines, live, others), ledger, live, others);
        return report.Pending == 0
            ? report
            : report with
            {
                Warnings = [.. report.Warnings, "migrations are pending, and the file is of what all of them make"],
            };
    }

    // The tables of other tools are no difference, and are named.
    private StructureReport Finished(
        StructureReport report,
        LedgerState ledger,
        LiveStructure live,
        PreviousTools others
    ) =>
        report with
        {
            Version = ledger.Current,
            Pending = MigrationStatus.Of(catalog, ledger).Count(version => version.State is VersionState.Pending),
            Warnings =
            [
                .. report.Warnings,
                .. live
                    .Lines.Select(line => line.Printed())
                    .Where(line => others.OwnerOf(line) is not null && line.Of != "schemas")
                    .Select(line => $"{line.Of} is {others.OwnerOf(line)}'s own, and was not compared")
                    .Distinct(StringComparer.Ordinal),
            ],
        };

    private Task<StructureReport> CompareAsync(
        LiveStructure live,
        PreviousTools others,
        HashSet<long> applied,
        bool isOnPlatform,
        CancellationToken token
    )
    {
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
        return new MigratedStructure(catalog, scratch, platform).UseAsync(
            same.Select(all),
            new MigrationTarget.Up(),
            isOnPlatform,
            (session, expected) => CompareAsync(session, expected, live, others, token),
            token
        );
    }

    /// <summary>Compares a live structure with one that migrations have made.</summary>
    /// <param name="session">A session to the database that they have made it in, which no one else uses.</param>
    /// <param name="expected">What they have made.</param>
    /// <param name="live">The live structure.</param>
    /// <param name="others">The tables of other tools in the live database, which are no difference.</param>
    /// <param name="token">Cancels the operation.</param>
    internal static async Task<StructureReport> CompareAsync(
        DatabaseSession session,
        LiveStructure expected,
        LiveStructure live,
        PreviousTools others,
        CancellationToken token
    )
    {
        // The expressions of both are read again here, where locks are in no one's way.
        var found = await StructureComparison.OfAsync(expected.Lines, live.Lines, session, token);
        var report = Report(found, expected.Lines, live, others);
        return report with
        {
            Warnings =
            [
                .. report.Warnings,
                .. live
                    .Beyond.OpenToAll.Except(expected.Beyond.OpenToAll)
                    .Select(part => $"PUBLIC, which is every role, has {part.Text} on {part.Of}"),
            ],
        };
    }

    private static StructureReport Report(
        StructureComparison found,
        IEnumerable<StructureLine> expected,
        LiveStructure live,
        PreviousTools others
    )
    {
        var made = expected.Select(line => line.Of).ToHashSet(StringComparer.Ordinal);
        // Applications make partitions as time goes on.
        bool IsLater(ModelLine line) =>
            line.Of.StartsWith("partition ", StringComparison.Ordinal) && !made.Contains(line.Of);
        return new(
            0,
            found.Missing,
            // What a database's owner has installed beside the migrations is theirs.
            [.. found.Extra.Where(line => line.Of != "extensions" && !IsLater(line) && others.OwnerOf(line) is null)]
        )
        {
            Warnings =
            [
                .. found.Extra.Where(IsLater).Select(line => $"{line.Of} is none of the migrations': {line.Text}"),
            ],
            NotCompared = live.Beyond.NotRead,
        };
    }

    private Task<LiveStructure> ReadAsync(DatabaseSession session, CancellationToken token) =>
        LiveStructure.ReadAsync(session, catalog.VersionTable, platform, token);
}

/// <summary>The differences between a live database and its migrations.</summary>
/// <param name="Version">The version that they were compared at.</param>
/// <param name="Missing">What the migrations make and the database lacks.</param>
/// <param name="Extra">What the database has and the migrations do not make.</param>
public sealed record StructureReport(long Version, IReadOnlyList<ModelLine> Missing, IReadOnlyList<ModelLine> Extra)
{
    /// <summary>How many migrations are not applied yet. They are no difference.</summary>
    public int Pending { get; init; }

    /// <summary>What is no difference and should be known, a sentence each without its full stop: partitions beyond the
    /// migrations, and what PUBLIC is granted.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What was not compared, in words for people.</summary>
    public IReadOnlyList<string> NotCompared { get; init; } = [];

    /// <summary>Whether they agree.</summary>
    public bool IsAlike => Missing.Count == 0 && Extra.Count == 0;
}
