using System.Globalization;
using Provisioning.Adoption;
using Provisioning.Databases;
using Provisioning.Dialects;
using Provisioning.Execution;
using Provisioning.Ledger;
using Provisioning.Planning;

namespace Provisioning.Systems;

/// <summary>Takes over a database that another tool, or none, has made: finds the version whose structure it has, and
/// records the migrations up to it as applied. No migration runs, and what the other tool keeps stays.</summary>
/// <param name="catalog">The migrations.</param>
/// <param name="scratch">Where a temporary database is created and dropped again.</param>
/// <param name="options">Who does it, from where, and how long to wait for a run.</param>
/// <param name="time">The clock.</param>
/// <param name="platform">What a platform may have put into the database; null for nothing.</param>
public sealed class DatabaseAdoption(
    MigrationCatalog catalog,
    Database scratch,
    RunnerOptions options,
    TimeProvider time,
    HostingPlatform? platform = null
)
{
    /// <summary>What taking it over would do. Changes nothing.</summary>
    /// <exception cref="VersionNotFoundException">There is no such version.</exception>
    /// <exception cref="HistoryRefusedException">Another system has migrated it.</exception>
    /// <exception cref="ConnectionFailedException">The temporary database cannot be created.</exception>
    /// <exception cref="MigrationFailedException">The first migration fails on an empty database.</exception>
    public async Task<AdoptionReview> ReviewAsync(
        DatabaseSession session,
        AdoptionOptions asked,
        CancellationToken token
    )
    {
        if (asked.At is { } version)
        {
            catalog.Require(version);
        }

        var review = await LookAsync(session, asked, token);
        return asked.KeepInStep
            ? await new InStepStart(catalog, options).OfAsync(session, review, asked, token)
            : review;
    }

    private async Task<AdoptionReview> LookAsync(
        DatabaseSession session,
        AdoptionOptions asked,
        CancellationToken token
    )
    {
        var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
        var tools = await PreviousTools.FindAsync(session, catalog.VersionTable, token);
        var review = new AdoptionReview(await tools.ReadAsync(session, token))
        {
            UnknownTables = [.. tools.Unknown],
            Ledger = ledger,
        };
        if (ledger.Entries.Any(entry => entry.Name is not null))
        {
            RequireSame(ledger, session.Database);
            return review with { Ours = ledger.Current };
        }

        var live = await LiveStructure.ReadAsync(session, catalog.VersionTable, platform, token);
        if (live.Lines.All(line => tools.OwnerOf(line.Printed()) is not null) && ledger.Applied.Count == 0)
        {
            return review with { IsEmpty = true };
        }

        return await CompareAsync(session, review with { Live = live }, tools, asked, token);
    }

    /// <summary>Takes it over as it was reviewed: records the migrations as applied.</summary>
    /// <returns>The migrations that were recorded; none where another took it over at the same time.</returns>
    /// <exception cref="ProvisioningException">It has changed since.</exception>
    /// <exception cref="LockHeldException">A run did not finish in time.</exception>
    public async Task<IReadOnlyList<MigrationSource>> RunAsync(
        DatabaseSession session,
        AdoptionReview review,
        CancellationToken token
    )
    {
        if (!review.IsReady)
        {
            throw new InvalidOperationException("What the review refuses cannot be taken over.");
        }

        await LockWait.TakeAsync(session.TryLockAsync, options.LockWait, time, _ => { }, token);
        return await CleanUp.AfterAsync(() => RecordAsync(session, review, token), session.UnlockAsync);
    }

    /// <summary>The table of another tool that is kept in step; null for none.</summary>
    public async Task<InStepLedger?> InStepAsync(DatabaseSession session, CancellationToken token) =>
        LedgerSettings.InStep(await LedgerReader.ReadAsync(session, catalog.VersionTable, token));

    /// <summary>Ends the keeping in step of another tool's table, which stays as it is.</summary>
    /// <returns>The table; null where none was kept in step.</returns>
    /// <exception cref="LockHeldException">A run did not finish in time.</exception>
    public async Task<InStepLedger?> StopAsync(DatabaseSession session, CancellationToken token)
    {
        await LockWait.TakeAsync(session.TryLockAsync, options.LockWait, time, _ => { }, token);
        return await CleanUp.AfterAsync(
            async () =>
            {
                var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
                if (LedgerSettings.InStep(ledger) is not { } kept)
                {
                    return null;
                }

                var dialect = session.Database.Dialect;
                await WriteAsync(
                    session,
                    [
                        .. LedgerTables.Missing(ledger, dialect),
                        .. LedgerSettings.Set(ledger, dialect, kept: null),
                        options
                            .WriterOn(dialect, catalog)
                            .Happened(InStepStart.Happened(ledger, kept, "stop-keeping-in-step")),
                    ],
                    token
                );
                return kept;
            },
            session.UnlockAsync
        );
    }

    private async Task<AdoptionReview> CompareAsync(
        DatabaseSession session,
        AdoptionReview review,
        PreviousTools tools,
        AdoptionOptions asked,
        CancellationToken token
    )
    {
        var choice = new AdoptionChoice(catalog, review, asked, session.Database.Dialect);
        var migrations = choice.ToCompare;
        if (migrations.Count == 0)
        {
            return review with { Refusals = [.. choice.Problems, choice.NotCompared] };
        }

        var found = await new VersionStructures(catalog, scratch, platform).CompareAsync(
            review.Live!,
            tools,
            migrations,
            choice.IsLastAlone,
            platform?.IsIn(session) is true,
            token
        );
        return choice.Of(found);
    }

    private void RequireSame(LedgerState ledger, Database database)
    {
        var taken = new HistoryOptions { AllowEdited = true, AllowUnknown = true };
        MigrationHistory
            .Of(catalog, ledger, database.Dialect, database.ConnectionString)
            .Require(catalog, plan: null, taken, database.Location);
    }

    private async Task<IReadOnlyList<MigrationSource>> RecordAsync(
        DatabaseSession session,
        AdoptionReview review,
        CancellationToken token
    )
    {
        var dialect = session.Database.Dialect;
        var ledger = await LedgerReader.ReadAsync(session, catalog.VersionTable, token);
        if (review.Ours is null && ledger.Entries.Any(entry => entry.Name is not null))
        {
            RequireSame(ledger, session.Database);
            return [];
        }

        var live = review.Live is null
            ? null
            : await LiveStructure.ReadAsync(session, catalog.VersionTable, platform, token);
        if (
            live is not null && !Lines(live).SequenceEqual(Lines(review.Live!))
            || !Recorded(ledger).SequenceEqual(Recorded(review.Ledger))
        )
        {
            throw new ProvisioningException(
                $"{session.Database.Location} has changed since it was looked at. Nothing was recorded. Run again."
            );
        }

        var writer = options.WriterOn(dialect, catalog);
        await WriteAsync(
            session,
            [
                .. LedgerTables.Missing(ledger, dialect),
                .. review.ToRecord.SelectMany(one => Applied(one, review, writer, Note(review))),
                .. new InStepStart(catalog, options).Record(ledger, review, writer, dialect),
            ],
            token
        );
        return review.ToRecord;
    }

    private static async Task WriteAsync(
        DatabaseSession session,
        IReadOnlyList<SqlStatement> statements,
        CancellationToken token
    )
    {
        await session.BeginAsync(TransactionOptions.Default, token);
        try
        {
            await session.ExecuteAsync(statements, token);
            await session.CommitAsync(token);
        }
        finally
        {
            await session.RollbackAsync();
        }
    }

    private static IEnumerable<SqlStatement> Applied(
        MigrationSource migration,
        AdoptionReview review,
        LedgerWriter writer,
        string note
    )
    {
        var checksum = review.Checksums.GetValueOrDefault(migration.Version, "");
        return writer
            .MarkedApplied(
                new(migration.Version, migration.Name, checksum, []),
                migration.Description,
                review.Ledger.Find(migration.Version),
                note
            )
            .Append(
                writer.Happened(new(migration.Version, migration.Name, "adopt") { Checksum = checksum, Notes = note })
            );
    }

    private string Note(AdoptionReview review)
    {
        var from = string.Join(", ", review.Histories.Select(history => $"{history.Tool} ({history.Table})"));
        var difference = review.Version!.Difference;
        return string.Create(
                CultureInfo.InvariantCulture,
                $"adopted {time.GetUtcNow():yyyy-MM-dd HH:mm} UTC by {options.Actor}, "
            )
            + string.Create(
                CultureInfo.InvariantCulture,
                $"from {(from.Length == 0 ? "no tool" : from)}, as version {review.Version.Version}"
            )
            + (
                difference.IsAlike
                    ? ""
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $", allowed to differ: {difference.Missing.Count} missing, {difference.Extra.Count} too many"
                    )
            );
    }

    private static IEnumerable<ModelLine> Lines(LiveStructure structure) =>
        structure.Lines.Select(line => line.Printed());

    private static IEnumerable<long> Recorded(LedgerState ledger) => ledger.Entries.Select(entry => entry.Version);
}
